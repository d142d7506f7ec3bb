"""Run a problem's own code: the reference against the hidden tests, recorded and then frozen, visible tests, starter.

reference (recorded) --> the lock that comes of it --> reference (frozen), answers of nothing, visible tests, starter
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from runner.catalog import example_submissions
from runner.judge import Decided, JudgeJob
from runner.model import Lock, Problem
from runner.proving.bench import Bench
from runner.proving.freezing import lock_of
from runner.proving.jobs import answering_nothing, recording_job, submission_of, visible_job
from runner.proving.proof import Step
from runner.proving.reference import earned_by_nothing, interface_doubts, reference_step, starter_step, visible_step
from sandbox.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the problem's own code showed; the lock is there where all of it holds.

    The reference's tests took `tests_seconds`, but for those that time it: few examples run them. `waits` says that for
    most of its time neither judge nor box did anything.
    """

    steps: tuple[Step, ...] = ()
    lock: Lock | None = None
    decided: dict[str, Decided] = field(default_factory=dict)
    tests_seconds: float = 0.0
    waits: bool = False


def prove_own(problem: Problem, engine: Engine) -> Own:
    """Run the problem's own code in a box of its own; raises SandboxError where the engine fails."""
    seconds = problem.limits.wall_seconds_per_test
    with Bench(engine, problem) as bench:
        first = bench.run(recording_job(problem))
        lock, second = None, None
        if reference_step(first, first, wall_seconds_per_test=seconds).holds:
            lock = lock_of(problem, first)
            frozen = JudgeJob.grading(replace(problem, lock=lock), submission_of(problem, "reference"))
            second = bench.run(replace(frozen, proving=True))
        reference = reference_step(first, second, wall_seconds_per_test=seconds)
        if lock is not None:
            reference = replace(reference, doubts=(*reference.doubts, *interface_doubts(lock.interface)))
        if lock is not None and reference.holds:
            reference = earned_by_nothing(reference, bench.run(answering_nothing(replace(problem, lock=lock))))
        visible = visible_step(bench.run(visible_job(problem, "reference")))
        brought_along = not example_submissions(problem)
        starter = starter_step(bench.run(visible_job(problem, "starter")), brought_along=brought_along)
    steps = (reference, visible, starter)
    took = sum(test.wall_seconds for test in first.decided.values())
    return Own(
        steps=steps,
        lock=lock if all(step.holds for step in steps) else None,
        decided=first.decided,
        tests_seconds=sum(test.wall_seconds for test in (second or first).decided.values() if not test.measurements),
        waits=first.cpu_seconds < took / 2,
    )
