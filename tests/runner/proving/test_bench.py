"""A problem's own code on a machine that is busy with other things: it is run again, and not for ever."""

from __future__ import annotations

import pytest

from runner.grading import RunEnding
from runner.judge import TOO_BUSY, JudgeJob
from runner.proving.bench import Bench
from sandbox.fake import FakeEngine
from tests.runner.grading.builders import Act, Cast, a_racing_problem, a_submission, finish, judge_fails

BUSY = judge_fails(f"{TOO_BUSY}: the reference's own times could not be told from noise")


@pytest.mark.parametrize(
    ("acts", "ending", "runs"),
    [
        ([finish()], RunEnding.FINISHED, 1),
        ([BUSY, finish()], RunEnding.FINISHED, 2),
        ([BUSY, BUSY, finish()], RunEnding.FINISHED, 3),
        ([BUSY], RunEnding.FAULT, 3),
        ([judge_fails("another list of tests"), finish()], RunEnding.FAULT, 1),
    ],
    ids=["quiet", "busy once", "busy twice", "always busy", "a fault of the tests"],
)
def test_what_could_not_be_timed_is_run_again(acts: list[Act], ending: RunEnding, runs: int) -> None:
    cast, problem = Cast(ann=acts), a_racing_problem()
    with Bench(FakeEngine(cast), problem) as bench:
        outcome = bench.run(JudgeJob.grading(problem, a_submission("ann")))
    assert (outcome.ending, cast.runs["ann"]) == (ending, runs)
