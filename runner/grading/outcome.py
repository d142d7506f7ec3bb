"""One run of a judge's job, as the host saw it: which tests are decided, and how the run ended."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import StrEnum

from runner.judge import (
    BoxLost,
    Collected,
    CollectedTest,
    Decided,
    Finished,
    JudgeFailed,
    JudgeJob,
    Started,
    from_plain,
)
from sandbox.engine import Box, Job, JobEnd, JobEnding, Lane
from sandbox.wall.codec import Malformed, Refused, dumps, loads

SLACK_SECONDS = 15.0


class RunEnding(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    BOX_LOST = "box_lost"  # the box went away while a test ran
    JUDGE_LOST = "judge_lost"  # the judge died or hung while a test ran
    FAULT = "fault"  # the tests could not be run as they should be


@dataclass(slots=True)
class RunOutcome:
    """What a run gave.

    `running` is the test (or WHILE_READ) that had begun and was not decided when the run ended early, `ran_seconds` how
    long that ran. `cpu_seconds` is what the judge and all guests of the tests used.
    """

    ending: RunEnding = RunEnding.JUDGE_LOST
    reason: str = ""
    decided: dict[str, Decided] = field(default_factory=dict)
    collected: tuple[CollectedTest, ...] = ()
    running: str | None = None
    recorded: dict[str, object] | None = None
    preload: tuple[str, ...] = ()
    hung: bool = False
    ran_seconds: float = 0.0
    cpu_seconds: float = 0.0
    _began: float = 0.0

    def see(self, payload: bytes) -> None:
        """Take in one event of the judge; what is not an event is the judge's fault and ends as one."""
        try:
            event = from_plain(loads(payload))
        except (ValueError, Malformed, Refused) as error:
            self.ending, self.reason = RunEnding.FAULT, f"the judge said what is no event: {error}"
            return
        match event:
            case Collected(tests=tests):
                self.collected, self.running = tests, None
            case Started(id=test):
                self.running, self._began = test, time.monotonic()
            case Decided(id=test):
                self.decided[test] = event
                self.running = None
            case BoxLost(id=test):
                self.ending, self.running = RunEnding.BOX_LOST, test
            case Finished(recorded=recorded):
                self.ending, self.recorded, self.preload = RunEnding.FINISHED, recorded, event.preload
            case JudgeFailed(reason=reason):
                self.ending, self.reason = RunEnding.FAULT, reason

    def settle(self, end: JobEnd) -> None:
        """Take in how the worker ended, where its own events did not say."""
        self.ran_seconds = 0.0 if self.running is None else time.monotonic() - self._began
        self.cpu_seconds = end.cpu_seconds + sum(decided.cpu_seconds for decided in self.decided.values())
        self.hung = end.ending is JobEnding.DEADLINE
        if end.ending is not JobEnding.FINISHED and self.ending in (RunEnding.FINISHED, RunEnding.JUDGE_LOST):
            self.ending, self.reason = RunEnding.JUDGE_LOST, end.reason or f"the judge's worker {end.ending}"
        elif self.ending is RunEnding.JUDGE_LOST and not self.reason:
            self.reason = "the judge's worker ended without a word"


def run_job(lane: Lane, box: Box, job: JudgeJob, *, second: Box | None = None) -> RunOutcome:
    """Run one job against one box and collect what comes of it; raises SandboxError where the engine fails.

    A job with the reference in it needs a `second` box, which serves no submission.
    """
    outcome = RunOutcome()
    wall_seconds = job.limits.wall_seconds_total + job.limits.wall_seconds_per_test + SLACK_SECONDS
    sent = Job(common=dumps(job.common()), payload=dumps(job.own()), wall_seconds=wall_seconds)
    end = lane.run(sent, box, outcome.see, second=second)
    outcome.settle(end)
    return outcome
