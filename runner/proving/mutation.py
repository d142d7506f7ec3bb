"""Prove a problem's tests on mutants of its reference: each is killed, or listed as equivalent and shown to be so."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from runner.catalog import ExampleKind
from runner.judge import Decided
from runner.model import BadInput, Problem, ProblemInvalid
from runner.proving.bench import Bench
from runner.proving.differential import INPUTS, INPUTS_FILE, difference, differential_job
from runner.proving.draw import draw
from runner.proving.equivalent import FILE, Listed, found, listed_equivalents
from runner.proving.examples import RunBatch
from runner.proving.jobs import unread
from runner.proving.matrix import KillMatrix, Row, example_row, inseparable, mutant_row, unfailed
from runner.proving.mutants import Mutant, Reference
from runner.proving.proof import ExampleProof, Step, StepName
from runner.proving.reference import shown
from runner.proving.trial import Trial, grade_mutants, limited
from sandbox.engine import Engine

MOST_LISTED = 0.05  # of the mutants that are drawn
_TELLING = (ExampleKind.WRONG, ExampleKind.SLOW)


class Mutation:
    """The proof of one problem, which has its lock; raises BadInput without Cosmic Ray."""

    def __init__(self, problem: Problem, engine: Engine, run: RunBatch, *, lanes: int) -> None:
        if problem.lock is None:
            raise BadInput(f"{problem.slug} has no lock, so there is nothing to try mutants on")
        self._problem = problem
        self._lock = problem.lock
        self._engine = engine
        self._run = run
        self._lanes = lanes

    def prove(
        self, decided: Mapping[str, Decided], examples: tuple[ExampleProof, ...], *, whole: bool = True
    ) -> tuple[Step, KillMatrix | None]:
        """Return the step and the matrix; `decided` is the reference's own run. Raises KeyboardInterrupt if stopped.

        Tests that nothing fails are faults where all mutants were tried and `examples` are the whole; else, doubts.
        """
        began = time.monotonic()
        try:
            reference = Reference(self._problem)
            listed = found(listed_equivalents(self._problem), reference)
        except (ProblemInvalid, SyntaxError) as error:
            return Step(name=StepName.MUTANTS, result="could not be made", faults=(str(error),)), None
        drawn = draw(reference, self._problem.proof.mutants)
        trial = grade_mutants(limited(self._problem, decided), drawn, self._engine, self._run, lanes=self._lanes)
        trial = self._timed(trial, self._problem.proof.minutes - (time.monotonic() - began) / 60)
        matrix = self._matrix(reference, trial, listed, examples)
        idle = self._idle(matrix)
        faults = (*_ungraded(trial), *_survivors(matrix, drawn), *self._listing(matrix, listed))
        if whole and not matrix.untried:
            step = Step(name=StepName.MUTANTS, result=_result(matrix), faults=(*faults, *idle))
        else:  # what was left out may be what such a test is for
            step = Step(name=StepName.MUTANTS, result=_result(matrix), faults=faults, doubts=(*_untried(matrix), *idle))
        return step, matrix

    def _timed(self, trial: Trial, minutes: float) -> Trial:
        """Run the tests that measure speed on what no other test kills: some changes cost nothing but time."""
        if trial.stopped:
            raise KeyboardInterrupt
        left = tuple(mutant for mutant, grade in trial.graded if not mutant_row(mutant, grade, self._lock).killed)
        if not self._lock.measuring or not left:
            return trial
        problem = replace(unread(self._problem), proof=replace(self._problem.proof, minutes=max(minutes, 0.0)))
        timed = grade_mutants(problem, left, self._engine, self._run, lanes=1, measure=True)
        if timed.stopped:
            raise KeyboardInterrupt
        known = {mutant.name: grade for mutant, grade in timed.graded}
        waiting = {mutant.name for mutant in left} - set(known)
        return Trial(
            graded=tuple(
                (each, known.get(each.name, grade)) for each, grade in trial.graded if each.name not in waiting
            ),
            ungraded=trial.ungraded + timed.ungraded,
            untried=trial.untried + timed.untried,
            stopped=False,
        )

    def _matrix(
        self, reference: Reference, trial: Trial, listed: tuple[Listed, ...], examples: tuple[ExampleProof, ...]
    ) -> KillMatrix:
        rows = tuple(mutant_row(mutant, grade, self._lock) for mutant, grade in trial.graded)
        named = {mutant.name for each in listed for mutant in each.mutants}
        return KillMatrix(
            possible=len(reference.spots()),
            mutants=rows,
            examples=tuple(
                example_row(example.path, example.kind.value, example.failed_tests, self._lock)
                for example in examples
                if example.kind in _TELLING
            ),
            survivors=tuple(row.name for row in rows if not row.killed and row.name not in named),
            equivalent=tuple(row.name for row in rows if row.name in named),
            untried=trial.untried,
        )

    def _listing(self, matrix: KillMatrix, listed: tuple[Listed, ...]) -> tuple[str, ...]:
        """Say what is wrong with the list of equivalent mutants."""
        faults = []
        most = max(1, int(MOST_LISTED * len(matrix.mutants)))
        if len(matrix.equivalent) > most:
            faults.append(
                f"{FILE}: {len(matrix.equivalent)} of {len(matrix.mutants)} mutants are listed, {most} may be: write "
                "the reference so that there is less to change without effect, or test what those lines do"
            )
        for each in listed:
            if not each.mutants:
                entry = each.entry
                said = f"{FILE}: no mutant is {entry.operator} of `{entry.was}`"
                faults.append(f"{said} to `{entry.becomes}`: correct the entry, or take it out")
        rows = {row.name: row for row in matrix.mutants}
        faults += [_killed_anyway(rows[name]) for name in matrix.equivalent if rows[name].killed]
        mutants = tuple(mutant for each in listed for mutant in each.mutants)
        if matrix.untried:  # there is no time for those that were not tried
            mutants = tuple(mutant for mutant in mutants if mutant.name in rows)
        return (*faults, *self._differences(mutants))

    def _differences(self, mutants: tuple[Mutant, ...]) -> tuple[str, ...]:
        if mutants and INPUTS_FILE not in self._problem.files:
            what = "run(solution, rng), which draws one input and returns what the solution makes of it"
            return (f"{INPUTS_FILE}: is missing: with listed mutants it must have {what}",)
        if not mutants:
            return ()
        with Bench(self._engine, self._problem) as bench:
            said = [(mutant, difference(bench.run(differential_job(self._problem, mutant)))) for mutant in mutants]
        return tuple(_not_equivalent(mutant, why) for mutant, why in said if why)

    def _idle(self, matrix: KillMatrix) -> tuple[str, ...]:
        """Say which tests and groups tell nothing of their own."""
        alone = tuple(
            f"{test}: no wrong submission and no mutant fails it, so it proves nothing: write down the mistake that it "
            "catches as a submission in wrong/, or take it out"
            for test in unfailed(matrix.rows, self._lock)
        )
        together = tuple(
            f"groups {one} and {other} fail together in all that fails either: make them one, or add a wrong "
            "submission that only one of them catches"
            for one, other in inseparable(matrix.rows, self._lock)
        )
        return (*alone, *together)


def _untried(matrix: KillMatrix) -> tuple[str, ...]:
    if not matrix.untried:
        return ()
    why = "the minutes for them were used up ([proof] in problem.toml, or what --minutes and --within left)"
    return (f"{matrix.untried} mutants were not tried: {why}",)


def _ungraded(trial: Trial) -> tuple[str, ...]:
    if not trial.ungraded:
        return ()
    first = trial.ungraded[0]
    count = len(trial.ungraded)
    return (f"{count} mutant(s) could not be graded, {first.candidate}: {shown(first.reason)}. Try again",)


def _survivors(matrix: KillMatrix, drawn: tuple[Mutant, ...]) -> tuple[str, ...]:
    left = frozenset(matrix.survivors)
    return tuple(
        f"{mutant.name} survives: every test passes. Test what it changes, or list it in {FILE}:\n"
        f"    - {mutant.was}\n    + {mutant.becomes}"
        for mutant in drawn
        if mutant.name in left
    )


def _killed_anyway(row: Row) -> str:
    return f"{FILE}: {row.name} is listed as equivalent, but {row.failed[0]} fails on it: take the entry out"


def _not_equivalent(mutant: Mutant, why: str) -> str:
    return f"{FILE}: {mutant.name} is not shown to be equivalent by {INPUTS:,} inputs: {why}"


def _result(matrix: KillMatrix) -> str:
    killed = sum(row.killed for row in matrix.mutants)
    listed = f", {len(matrix.equivalent)} listed as equivalent" if matrix.equivalent else ""
    return f"{killed} of {len(matrix.mutants)} killed{listed} ({matrix.possible} possible)"
