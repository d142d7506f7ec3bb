"""Which examples run which tests, how often and where: a race takes the machine for itself, for seconds."""

from typing import Any

import pytest

from runner.grading import Batch, Entry
from runner.model import GradeStatus, Problem
from runner.proving.examples import ExamplesOutcome, RunBatch, prove_examples
from runner.proving.proof import ExampleProof
from sandbox.fake import FakeEngine
from sandbox.limits import Limits
from tests.runner.grading.builders import (
    FIRST,
    SECOND,
    THIRD,
    Act,
    Cast,
    a_problem,
    a_racing_problem,
    finish,
    judge_fails,
    lose_box,
)

TOO_NOISY = "the machine is too busy to time anything"

ACCEPTED, SLIPS, CRAWLS = '"""Another way."""\n', '"""basics: slips."""\n', '"""more: crawls."""\n'
FILES = {
    "tests/hidden/test_it.py": b"...",
    "submissions/accepted/other.py": ACCEPTED.encode(),
    "submissions/wrong/slips.py": SLIPS.encode(),
    "submissions/wrong/crawls.py": CRAWLS.encode(),
}


@pytest.mark.parametrize(
    ("problem", "by_slips"),
    [(a_racing_problem(files=FILES), {FIRST, SECOND}), (a_problem(files=FILES), {FIRST, SECOND, THIRD})],
    ids=["race", "no race"],
)
def test_what_is_wrong_in_something_else_runs_no_race(problem: Problem, by_slips: set[str]) -> None:
    cast = Cast()
    outcome = prove_examples(problem, FakeEngine(cast), lambda batch, entries: batch.run(entries), lanes=1)
    ran: dict[str, set[str]] = {}
    for job in cast.jobs:
        who = dict(job.submission)["solution.py"].decode()
        ran.setdefault(who, set()).update(job.only or job.locked or ())
    every = {FIRST, SECOND, THIRD}
    assert not any(job.shrink for job in cast.jobs), "nobody reads the counterexamples"
    assert ran == {ACCEPTED: every, CRAWLS: every, SLIPS: by_slips}
    assert [example.path for example in outcome.examples] == [
        f"submissions/{name}.py" for name in ("accepted/other", "wrong/crawls", "wrong/slips")
    ]
    assert [bool(example.fault) for example in outcome.examples] == [False, True, True]


def test_nothing_further_is_run_when_somebody_stopped_it() -> None:
    cast = Cast()

    def stopping(batch, entries) -> None:
        batch.cancel()
        batch.run(entries)

    outcome = prove_examples(a_racing_problem(files=FILES), FakeEngine(cast), stopping, lanes=1)
    assert outcome.stopped
    assert [example.path for example in outcome.examples] == ["submissions/wrong/slips.py"]
    assert cast.jobs == []


def prove(cast: Cast, *, known: tuple[ExampleProof, ...] = (), run: RunBatch | None = None) -> ExamplesOutcome:
    run = run or (lambda batch, entries: batch.run(entries))
    return prove_examples(a_racing_problem(files=FILES), FakeEngine(cast), run, lanes=1, known=known)


def ran(cast: Cast) -> list[str]:
    return [dict(job.submission)["solution.py"].decode() for job in cast.jobs]


@pytest.mark.parametrize(
    ("acts", "status", "jobs"),
    [
        ([finish(), judge_fails(TOO_NOISY), finish()], GradeStatus.GRADED, 4),
        ([finish(), judge_fails(TOO_NOISY), finish(), judge_fails(TOO_NOISY), finish()], GradeStatus.UNGRADED, 4),
    ],
    ids=["then it can be timed", "again it can't be"],
)
def test_what_could_not_be_graded_is_tried_once_more(acts: list[Act], status: GradeStatus, jobs: int) -> None:
    cast = Cast(**{ACCEPTED: acts})
    other, *rest = prove(cast).examples
    assert other.status is status
    assert bool(other.fault) is (status is GradeStatus.UNGRADED)
    assert [example.status for example in rest] == [GradeStatus.GRADED] * 2
    who = ran(cast)
    assert (who.count(ACCEPTED), who.count(CRAWLS), who.count(SLIPS)) == (jobs, 2, 1), "who has a grade keeps it"


def test_what_could_not_be_graded_is_not_tried_again_when_somebody_stopped_it() -> None:
    cast = Cast(**{ACCEPTED: [finish(), judge_fails(TOO_NOISY), finish()]})

    def stopping(batch: Batch, entries: tuple[Entry, ...]) -> None:
        batch.run(entries)
        if len(entries) > 1:
            batch.cancel()

    outcome = prove(cast, run=stopping)
    assert outcome.stopped
    assert ran(cast).count(ACCEPTED) == 2


def test_what_is_known_is_told_with_the_rest_and_not_graded_again() -> None:
    known = tuple(example for example in prove(Cast()).examples if example.path == "submissions/wrong/crawls.py")
    cast = Cast()
    outcome = prove(cast, known=known)
    assert set(ran(cast)) == {ACCEPTED, SLIPS}
    assert [example.path for example in outcome.examples] == [
        f"submissions/{name}.py" for name in ("accepted/other", "wrong/crawls", "wrong/slips")
    ]
    assert outcome.step.result == "1 of 3 as declared"
    assert known[0].fault in outcome.step.faults


def without_races(cast: Cast, **changes: Any) -> ExamplesOutcome:
    problem = a_problem(files={**FILES, "reference/solution.py": b"the reference"}, **changes)
    return prove_examples(problem, FakeEngine(cast), lambda batch, entries: batch.run(entries), lanes=1)


def test_examples_share_a_box_and_no_canary_rides_there() -> None:
    cast = Cast()
    without_races(cast)
    assert {who for who, _ in cast.order} == {ACCEPTED, CRAWLS, SLIPS}
    assert len({box for _, box in cast.order}) == 1


def test_a_lost_box_costs_the_others_that_were_in_it_nothing() -> None:
    cast = Cast(**{CRAWLS: [lose_box()]})
    outcome = without_races(cast)
    assert (cast.runs[ACCEPTED], cast.runs[SLIPS]) == (1, 1)
    assert cast.runs[CRAWLS] > 1
    assert len(set(cast.boxes[ACCEPTED] + cast.boxes[CRAWLS])) > 1
    assert cast.boxes[SLIPS] != cast.boxes[CRAWLS][:1], "what was lost is not used again"
    assert outcome.examples[0].score == 100.0


@pytest.mark.parametrize(
    ("seconds", "jobs", "slowest"),
    [([1.0, 9.0], 1, 1.0), ([3.0, 1.0], 2, 1.0), ([3.0, 4.0], 2, 3.0)],
    ids=["room", "room when it is alone", "no room"],
)
def test_an_accepted_one_that_seems_slow_is_timed_once_more(seconds: list[float], jobs: int, slowest: float) -> None:
    acts = [finish(wall_seconds=each) for each in seconds]
    cast = Cast(**{ACCEPTED: acts, SLIPS: [finish(wall_seconds=5.0)]})
    outcome = without_races(cast, limits=Limits(wall_seconds_per_test=6.0, wall_seconds_total=100.0))
    assert (cast.runs[ACCEPTED], cast.runs[SLIPS]) == (jobs, 1)
    assert outcome.examples[0].slowest_seconds == slowest
    assert outcome.examples[0].tests_seconds == 3 * slowest


def test_an_accepted_one_keeps_its_times_where_it_could_not_be_graded_again() -> None:
    cast = Cast(**{ACCEPTED: [finish(wall_seconds=3.0), judge_fails(TOO_NOISY), judge_fails(TOO_NOISY)]})
    outcome = without_races(cast, limits=Limits(wall_seconds_per_test=6.0))
    assert (outcome.examples[0].status, outcome.examples[0].slowest_seconds) == (GradeStatus.GRADED, 3.0)
