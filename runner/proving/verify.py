"""Prove a problem and freeze it: each step rests on the one before, and the lock is written when all hold.

structure --> visible tests, starter, reference (recorded) --> reference (frozen) --> examples --> problem.lock
                                                                             --> fairness --> mutants
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from runner.catalog import (
    Finding,
    Level,
    ProofRecord,
    example_submissions,
    inspect_problem,
    whole_digest,
    write_record,
)
from runner.grading import Batch, Entry
from runner.judge import Decided
from runner.model import Problem
from runner.proving.examples import Choose, ExamplesOutcome, RunBatch, prove_examples
from runner.proving.fairness import fairness_step
from runner.proving.freezing import freeze
from runner.proving.matrix import KillMatrix
from runner.proving.mutation import Mutation
from runner.proving.own import Own, prove_own
from runner.proving.proof import LockState, Proof, Step, StepName
from runner.proving.share import share_of
from sandbox.engine import Engine

_MORE_WHERE_TESTS_WAIT = 2
_CONTAINERS_SECONDS = 0.4  # about what an example costs beside its tests


def _run(batch: Batch, entries: tuple[Entry, ...]) -> None:
    batch.run(entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """How a problem is proved. With `check` nothing is written, and a lock that would change is a fault.

    With `mutants` the reference's mutants are graded as well, in so many `minutes` (0: in as many as the problem says),
    once all else holds. That is the whole proof: problem.proof records for which files it held.

    So many `lanes` grade at a time, and twice as many where the reference's tests wait for most of their time.
    `run_batch` runs the examples' batch and may show how far it is; `say` gets a line before each slow step. `choose`
    takes examples from all of them, for a sampled proof: with fewer, doubts about what no example fails say little.
    """

    lanes: int = 2
    check: bool = False
    mutants: bool = False
    minutes: float = 0.0
    run_batch: RunBatch = _run
    choose: Choose = lambda examples: examples
    say: Callable[[str], None] = lambda _line: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A problem whose own code was run: `problem` has the lock that came of it, and is None where that showed a fault.

    `seconds` is how long it took, `examples_seconds` about how long all its examples will take.
    """

    folder: Path
    problem: Problem | None
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    decided: Mapping[str, Decided]
    lanes: int
    seconds: float
    examples_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A problem and what of its examples was graded so far: about such a `share`, in so many `seconds`.

    `left` are those that a larger share would have; it is not known before the first were graded.
    """

    begun: Begun
    outcome: ExamplesOutcome | None = None
    share: float = 0.0
    seconds: float = 0.0
    left: int = 0

    @property
    def sound(self) -> bool:
        """Whether no fault was found so far."""
        steps = (*self.begun.steps, *(() if self.outcome is None else (self.outcome.step,)))
        return all(step.holds for step in steps)

    @property
    def seconds_ahead(self) -> float:
        """About how long the rest will take: as long as the others did, once some were graded."""
        if self.outcome is None or not self.outcome.examples:
            return self.begun.examples_seconds
        return self.left * self.seconds / len(self.outcome.examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A problem of which all but the mutants was proved; `sound` where the mutants are worth trying.

    `whole` says that every example was graded.
    """

    begun: Begun
    proof: Proof
    sound: bool
    whole: bool


def verify_problem(folder: Path, engine: Engine, how: Proving | None = None) -> Proof:
    """Prove the problem in `folder`; raises SandboxError where the engine fails, KeyboardInterrupt where stopped."""
    how = how or Proving()
    return try_mutants(examine(begin(folder, engine, how), engine, how), engine, how)


def begin(folder: Path, engine: Engine, how: Proving) -> Begun:
    """Run the own code of the problem in `folder`; raises SandboxError where the engine fails."""
    began = time.monotonic()
    problem, findings = inspect_problem(folder)
    steps = [_structure_step(findings)]
    own = Own()
    if problem is not None and steps[0].holds:
        how.say(f"{folder.resolve().name}: running the reference and the starter")
        own = prove_own(problem, engine)
        steps += own.steps
    locked = None if problem is None or own.lock is None else replace(problem, lock=own.lock)
    lanes = how.lanes * (_MORE_WHERE_TESTS_WAIT if own.waits else 1)
    count = 0 if locked is None else len(example_submissions(locked))
    return Begun(
        folder=folder,
        problem=locked,
        findings=findings,
        steps=tuple(steps),
        decided=own.decided,
        lanes=lanes,
        seconds=time.monotonic() - began,
        examples_seconds=count * (own.tests_seconds + _CONTAINERS_SECONDS) / lanes,
    )


def examine(begun: Begun, engine: Engine, how: Proving, *, share: float = 1.0) -> Examined:
    """Prove all but the mutants, on about such a share of the examples; raises as `verify_problem` does."""
    return conclude(grade_share(Graded(begun=begun), engine, how, share=share), engine, how)


def grade_share(graded: Graded, engine: Engine, how: Proving, *, share: float) -> Graded:
    """Grade what about such a share of the examples has and was not graded yet; raises as `verify_problem` does."""
    began = time.monotonic()
    problem = graded.begun.problem
    if problem is None or problem.lock is None:
        return graded
    chosen = how.choose(example_submissions(problem))
    known = () if graded.outcome is None else graded.outcome.examples
    outcome = prove_examples(
        problem,
        engine,
        how.run_batch,
        lanes=graded.begun.lanes,
        choose=lambda _every: share_of(chosen, share),
        known=known,
    )
    if outcome.stopped:
        raise KeyboardInterrupt
    seconds = graded.seconds + time.monotonic() - began
    left = len(chosen) - len(outcome.examples)
    return replace(graded, outcome=outcome, share=share, seconds=seconds, left=left)


def conclude(graded: Graded, engine: Engine, how: Proving) -> Examined:
    """Write the lock, if all that was graded is as declared, and look at the problem's fairness."""
    began = time.monotonic()
    begun, outcome = graded.begun, graded.outcome
    problem, steps = begun.problem, list(begun.steps)
    state, sound = LockState.NONE, False
    if problem is not None and problem.lock is not None and outcome is not None:
        steps.append(outcome.step)
        state, lock_step = freeze(begun.folder, problem.lock, check=how.check, proved=graded.sound)
        steps.append(lock_step)
        sound = all(step.holds for step in steps)
        steps.append(fairness_step(problem, outcome.examples, strict=how.mutants))
    seconds = begun.seconds + graded.seconds + time.monotonic() - began
    proof = _proof(begun, engine, seconds, steps, state, outcome)
    return Examined(begun=begun, proof=proof, sound=sound, whole=outcome is not None and not outcome.left)


def try_mutants(examined: Examined, engine: Engine, how: Proving, *, minutes: float = math.inf) -> Proof:
    """Return the whole proof, with the mutants if `how` has them, in no more than about so many minutes.

    What was proved is recorded, unless some mutants or examples were left out. Raises as `verify_problem` does.
    """
    began = time.monotonic()
    proof, problem = examined.proof, examined.begun.problem
    if not how.mutants or problem is None or not examined.sound:
        return proof
    how.say(f"{problem.slug}: making mutants of the reference")
    budget = replace(problem.proof, minutes=min(how.minutes or problem.proof.minutes, max(minutes, 0.0)))
    mutation = Mutation(replace(problem, proof=budget), engine, how.run_batch, lanes=examined.begun.lanes)
    step, matrix = mutation.prove(examined.begun.decided, proof.examples, whole=examined.whole)
    seconds = round(proof.seconds + time.monotonic() - began, 1)
    proof = replace(proof, steps=(*proof.steps, step), matrix=matrix, seconds=seconds)
    if proof.holds and matrix is not None and not matrix.untried and examined.whole and not how.check:
        write_record(proof.folder, _record(problem, matrix))
    return proof


def _record(problem: Problem, matrix: KillMatrix) -> ProofRecord:
    return ProofRecord(
        digest=whole_digest(problem.files),
        mutants=len(matrix.mutants),
        killed=sum(row.killed for row in matrix.mutants),
        equivalent=len(matrix.equivalent),
        possible=matrix.possible,
    )


def _structure_step(findings: tuple[Finding, ...]) -> Step:
    errors = tuple(str(finding) for finding in findings if finding.level is not Level.WARNING)
    warnings = tuple(str(finding) for finding in findings if finding.level is Level.WARNING)
    result = f"{len(errors)} error(s)" if errors else "sound"
    return Step(name=StepName.STRUCTURE, result=result, faults=errors, doubts=warnings)


def _proof(
    begun: Begun, engine: Engine, seconds: float, steps: list[Step], lock: LockState, examples: ExamplesOutcome | None
) -> Proof:
    return Proof(
        slug=begun.folder.resolve().name,
        folder=begun.folder,
        engine=engine.name,
        isolated=engine.isolated,
        seconds=round(seconds, 1),
        findings=begun.findings,
        steps=tuple(steps),
        lock=lock,
        examples=examples.examples if examples is not None else (),
        uncaught=examples.uncaught if examples is not None else (),
    )
