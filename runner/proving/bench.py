"""Where a problem's own code is run: one seat whose box serves several runs, renewed after a loss."""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType
from typing import Self

from runner.grading import RunEnding, RunOutcome, Seat, lane_spec
from runner.judge import JudgeJob
from runner.model import Problem
from runner.proving.jobs import preload_of
from sandbox.engine import Engine

_RUNS = 5  # reference twice, what answers nothing, visible tests, starter


class Bench:
    """A context manager that runs jobs; raises SandboxError where the engine fails."""

    def __init__(self, engine: Engine, problem: Problem) -> None:
        self._engine = engine
        self._spec = lane_spec(replace(problem, lock=None), preload_of(problem))

    def __enter__(self) -> Self:
        self._seat = Seat(self._engine, self._spec, submissions_per_box=_RUNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seat.close()

    def run(self, job: JudgeJob) -> RunOutcome:
        """Run one job."""
        box = self._seat.box()
        outcome = self._seat.run(job, box)
        if outcome.ending in (RunEnding.BOX_LOST, RunEnding.JUDGE_LOST):
            self._seat.renew()
        return outcome
