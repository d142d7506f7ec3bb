"""Grade every example submission as candidates' are graded, many to a box, and compare with what each declares.

Three things are left out: the search for small counterexamples, which nobody reads; races where an example is wrong in
something else, since each would have the machine to itself for seconds; and canaries: examples are the author's own,
and where a lane grades few of them, canaries would cost what fewer boxes save.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from runner.catalog import ExampleKind, ExampleSubmission, example_submissions
from runner.grading import Batch, Entry, Journal, Options
from runner.model import Grade, GradeStatus, Problem, Submission, Verdict
from runner.proving.expectation import counts, fault_of
from runner.proving.jobs import unread
from runner.proving.proof import ExampleProof, Step, StepName
from runner.proving.reading import with_limits_of_their_own
from runner.proving.room import too_near
from sandbox.engine import Engine

RunBatch = Callable[[Batch, tuple[Entry, ...]], None]
Choose = Callable[[tuple[ExampleSubmission, ...]], tuple[ExampleSubmission, ...]]
PER_BOX = 20
_DECISIONS = "DECISIONS.md"
_TRIES = 2  # a machine that was too busy to time anything may not be so any more


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplesOutcome:
    """What grading the examples showed; `stopped` where somebody cancelled the batch, `left` those nobody chose."""

    step: Step
    examples: tuple[ExampleProof, ...]
    left: int
    uncaught: tuple[str, ...]
    stopped: bool


def prove_examples(
    problem: Problem,
    engine: Engine,
    run: RunBatch,
    *,
    lanes: int,
    choose: Choose = lambda examples: examples,
    known: tuple[ExampleProof, ...] = (),
) -> ExamplesOutcome:
    """Grade the examples that `choose` takes of a problem's, with its lock, and tell of them and those `known` before.

    It is done by `run`, which calls a batch's `run` and may show progress: a batch for what is timed, one for the rest,
    one more for what of either could not be graded, and one for accepted ones whose time limits seem too near. What is
    known is not graded again.
    """
    every = example_submissions(problem)
    proofs = {proof.path: proof for proof in known}
    examples = tuple(example for example in choose(every) if example.path not in proofs)
    timed = _timed(problem, examples)
    elsewhere = with_limits_of_their_own(problem) | (
        problem.lock.measuring if problem.lock is not None else frozenset()
    )
    stopped = False
    for measure in (False, True):
        some = tuple(example for example in examples if (example.path in timed) is measure)
        if some and not stopped:
            options = Options(lanes=lanes, submissions_per_box=PER_BOX, canary=False, measure=measure)
            grades, stopped = _grade(problem, engine, run, some, options)
            proofs |= {example.path: _proof(example, grades[example.path], elsewhere) for example in some}
    near = tuple(each for each in examples if each.path in proofs and too_near(problem.limits, proofs[each.path]))
    if near and not stopped:
        alone = Options(lanes=1, submissions_per_box=PER_BOX, canary=False, measure=False)
        grades, stopped = _grade(problem, engine, run, near, alone)
        proofs |= {each.path: _quicker(proofs[each.path], _proof(each, grades[each.path], elsewhere)) for each in near}
    return _outcome(problem, tuple(proofs[each.path] for each in every if each.path in proofs), stopped=stopped)


def _grade(
    problem: Problem, engine: Engine, run: RunBatch, examples: tuple[ExampleSubmission, ...], options: Options
) -> tuple[dict[str, Grade], bool]:
    """Return the grades by path, and whether somebody stopped it. What could not be graded is tried once more."""
    grades: dict[str, Grade] = {}
    stopped = False
    with tempfile.TemporaryDirectory(prefix="prebrief-verify-") as folder, Journal(Path(folder)) as journal:
        for _ in range(_TRIES):
            batch = Batch(unread(problem), engine, journal, options)
            run(batch, tuple(_entry(example) for example in examples))
            grades.update(zip((example.path for example in examples), batch.grades(), strict=True))
            examples = tuple(each for each in examples if grades[each.path].status is GradeStatus.UNGRADED)
            stopped = batch.stopped
            if stopped or not examples:
                break
    return grades, stopped


def _outcome(problem: Problem, proofs: tuple[ExampleProof, ...], *, stopped: bool) -> ExamplesOutcome:
    count = len(example_submissions(problem))
    left = count - len(proofs)
    faults = tuple(proof.fault for proof in proofs if proof.fault)
    more = f"; {left} not graded" if left else ""
    result = f"{len(proofs) - len(faults)} of {len(proofs)} as declared{more}" if count else "there are none"
    return ExamplesOutcome(
        step=Step(name=StepName.EXAMPLES, result=result, faults=faults),
        examples=proofs,
        left=left,
        uncaught=_uncaught(problem, proofs),
        stopped=stopped,
    )


def _timed(problem: Problem, examples: tuple[ExampleSubmission, ...]) -> frozenset[str]:
    """Return the paths of what may run tests that measure speed: such a test says nothing of another mistake."""
    tests = problem.lock.tests if problem.lock is not None else ()
    groups = {test.group for test in tests if test.measures}
    return frozenset(
        example.path
        for example in examples
        if not groups or example.kind is not ExampleKind.WRONG or example.expects in groups
    )


def _entry(example: ExampleSubmission) -> Entry:
    candidate = f"{example.kind}/{example.name}"
    decisions = "".join(file.data.decode("utf-8", "replace") for file in example.files if file.path == _DECISIONS)
    files = tuple(file for file in example.files if file.path != _DECISIONS)
    submission = Submission(candidate=candidate, files=files, decisions=decisions)
    return Entry(candidate=candidate, read=lambda: submission)


def _proof(example: ExampleSubmission, grade: Grade, elsewhere: frozenset[str]) -> ExampleProof:
    """Return an example's proof; tests that are `elsewhere` have time limits of their own."""
    seconds = [test.wall_seconds for test in grade.tests if test.id.partition("[")[0] not in elsewhere]
    return ExampleProof(
        path=example.path,
        kind=example.kind,
        declared=example.declared,
        expects=example.expects,
        status=grade.status,
        score=grade.score,
        got=counts(grade),
        seconds=grade.wall_seconds,
        slowest_seconds=max(seconds, default=0.0),
        tests_seconds=math.fsum(seconds),
        failed_tests=tuple(test.id for test in grade.tests if test.verdict not in (Verdict.PASSED, Verdict.SKIPPED)),
        fault=fault_of(example, grade),
    )


def _quicker(proof: ExampleProof, again: ExampleProof) -> ExampleProof:
    """Return the proof with the shorter times of both: beside other work a right submission looks slow."""
    if again.status is not GradeStatus.GRADED:
        return proof
    return replace(
        proof,
        slowest_seconds=min(proof.slowest_seconds, again.slowest_seconds),
        tests_seconds=min(proof.tests_seconds, again.tests_seconds),
    )


def _uncaught(problem: Problem, proofs: tuple[ExampleProof, ...]) -> tuple[str, ...]:
    """Return the tests that no wrong or slow example fails."""
    telling = (ExampleKind.WRONG, ExampleKind.SLOW)
    failed = {test for proof in proofs if proof.kind in telling for test in proof.failed_tests}
    tests = problem.lock.tests if problem.lock is not None else ()
    return tuple(test.id for test in tests if test.id not in failed) if proofs else ()
