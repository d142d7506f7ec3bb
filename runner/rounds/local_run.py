"""Run judge's jobs on this machine without isolation, one after another, with everything imported once."""

from types import TracebackType
from typing import Self

from runner.grading import RunEnding, RunOutcome, run_job
from runner.judge import WORKER, JudgeJob, preload_in
from runner.rounds.round_file import RoundSheet
from sandbox.engine import Box, LaneSpec
from sandbox.local import LocalEngine


class LocalRun:
    """A context manager that is called with a job; the judge and the box stay warm between two calls."""

    def __init__(self, sheet: RoundSheet) -> None:
        self._engine = LocalEngine()
        self._spec = LaneSpec(
            environment=sheet.image,
            limits=sheet.limits,
            worker=WORKER,
            preload=("numpy",),
            judge_preload=preload_in(sheet.image),
        )
        self._box: Box | None = None

    def __enter__(self) -> Self:
        self._lane = self._engine.lane(self._spec)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()

    def __call__(self, job: JudgeJob) -> RunOutcome:
        """Run the job; raises SandboxError where this machine can't."""
        if self._box is None or not self._box.state().alive:
            self._box = self._lane.start_box()
        outcome = run_job(self._lane, self._box, job)
        if outcome.ending is not RunEnding.FINISHED:
            self._box.close()
            self._box = None
        return outcome

    def missing_limits(self) -> tuple[str, ...]:
        """Say which of the round's limits this machine does not hold, a sentence each."""
        return self._engine.missing_limits()
