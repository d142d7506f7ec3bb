"""Where a problem's own code is run: one seat whose box serves several runs, renewed after a loss.

An author's machine may be busy with other things: a run in which a test timed out that had no processor for much of its
time is made once more, as a candidate's would be; one in which nothing could be timed, at most twice more.
"""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType
from typing import Self

from runner.grading import RunEnding, RunOutcome, Seat, in_doubt, lane_spec
from runner.judge import TOO_BUSY, JudgeJob
from runner.model import Problem
from runner.proving.jobs import preload_of
from sandbox.engine import Engine

_RUNS = 5  # reference twice, what answers nothing, visible tests, starter
_TRIES = 3


class Bench:
    """A context manager that runs jobs; raises SandboxError where the engine fails."""

    def __init__(self, engine: Engine, problem: Problem) -> None:
        self._engine = engine
        self._spec = lane_spec(replace(problem, lock=None), preload_of(problem))
        self._seconds = problem.limits.wall_seconds_per_test

    def __enter__(self) -> Self:
        self._seat = Seat(self._engine, self._spec, submissions_per_box=_RUNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seat.close()

    def run(self, job: JudgeJob) -> RunOutcome:
        """Run one job, and again where busy neighbours let nothing be timed, or may have made a test time out."""
        outcome = self._run(job)
        for _ in range(_TRIES - 1):
            if outcome.ending is RunEnding.FAULT and outcome.reason.startswith(TOO_BUSY):
                outcome = self._run(job)
        return self._run(job) if in_doubt(outcome.decided, self._seconds) else outcome

    def _run(self, job: JudgeJob) -> RunOutcome:
        box = self._seat.box()
        outcome = self._seat.run(job, box)
        if outcome.ending in (RunEnding.BOX_LOST, RunEnding.JUDGE_LOST):
            self._seat.renew()
        return outcome
