"""Grade one submission: who is to blame for what went wrong is decided here, and in `alone.py`.

    judge_once ---- finished, nothing in doubt -------------------------------> stands
        |---------- finished, timeouts met while others were busy --confirm---> the second verdict stands
        |---------- finished, guests killed by nobody of ours ------confirm---> the second verdict stands
        |---------- finished, tests that measure are left ----------measure---> with those, stands
        |---------- box or judge lost while it ran ---------------judge_alone-> a loss in that test again is its verdict
        `---------- anything else: an exception, ours ------------------------> ungraded

`confirm`, `measure` and `judge_alone` run when no other lane is busy, `judge_alone` in fresh containers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from runner.grading.outcome import RunEnding, RunOutcome
from runner.grading.scoring import unmeasured
from runner.grading.seat import Seat
from runner.judge import WHILE_READ, Decided, JudgeJob
from runner.model import OurFault, Problem, Submission, Verdict

_BUSY = 0.9  # the share of its time that a test must have had a processor for, so that nobody else slowed it
_SAMPLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one or more runs say of a submission; `doubtful` names why it must be looked at again, alone.

    `lost` is the test in which a container was lost, "" where none was. `confirm` are the tests whose verdicts are to
    be confirmed; `measure` says that tests are left which time the submission.
    """

    decided: dict[str, Decided]
    doubtful: str = ""
    lost: str = ""
    confirm: tuple[str, ...] = ()
    measure: bool = False

    @property
    def stands(self) -> bool:
        """Whether nothing is left to be looked at."""
        return not (self.doubtful or self.confirm or self.measure)


def judge_once(seat: Seat, problem: Problem, submission: Submission, *, alone: bool, more: bool = False) -> Judged:
    """Run the hidden tests once. With `alone`, no other lane is busy; with `more`, the next box is started meanwhile.

    Tests that time the submission are left: they have the machine to themselves, later. Raises OurFault where the
    tests can't be run as they should, and SandboxError where the engine fails.
    """
    measuring = frozenset() if problem.lock is None else problem.lock.measuring
    outcome = _run(seat, JudgeJob.grading(problem, submission, only=correctness(problem)), more=more)
    match outcome.ending:
        case RunEnding.FINISHED:
            late = () if alone else in_doubt(outcome.decided, problem.limits.wall_seconds_per_test)
            confirm = (*late, *killed(outcome.decided))
            return Judged(decided=outcome.decided, confirm=confirm, measure=bool(measuring))
        case RunEnding.FAULT:
            raise OurFault(outcome.reason)
        case RunEnding.BOX_LOST | RunEnding.JUDGE_LOST:
            return _suspect(outcome, outcome.decided)


def correctness(problem: Problem) -> tuple[str, ...] | None:
    """Return the tests that do not time a submission; None where that is all of them."""
    if problem.lock is None or not problem.lock.measuring:
        return None
    return tuple(test.id for test in problem.lock.tests if not test.measures)


def what_was_lost(outcome: RunOutcome) -> str:
    """Say what went away during a run, and in which test."""
    what = "box" if outcome.ending is RunEnding.BOX_LOST else "judge"
    where = "while the tests were read" if outcome.running == WHILE_READ else f"in {outcome.running or 'no test'}"
    return f"the {what} was lost {where}: {outcome.reason}"


def in_doubt(decided: dict[str, Decided], wall_seconds_per_test: float) -> tuple[str, ...]:
    """Return the timeouts that busy neighbours may have caused: a test that had a processor all the time is none."""
    return tuple(
        test
        for test, it in decided.items()
        if it.verdict is Verdict.TIMEOUT and it.cpu_seconds < _BUSY * wall_seconds_per_test
    )


def killed(decided: dict[str, Decided]) -> tuple[str, ...]:
    """Return the tests whose guest somebody outside of the box may have killed."""
    return tuple(test for test, it in decided.items() if it.killed)


def confirm(seat: Seat, problem: Problem, submission: Submission, judged: Judged) -> Judged:
    """Run the tests that are in doubt once more, alone, and let that verdict stand.

    Where the first timeouts all time out again, the other timeouts are taken at their word: a batch with many endless
    loops would otherwise spend its time on waiting.
    """
    by_others = killed(judged.decided)
    late = tuple(test for test in judged.confirm if test not in by_others)
    again = _again(seat, problem, submission, replace(judged, confirm=()), late[:_SAMPLE])
    endless = all(again.decided[test].verdict is Verdict.TIMEOUT for test in late[:_SAMPLE])
    return _again(seat, problem, submission, again, (*(() if endless else late[_SAMPLE:]), *by_others))


def _again(seat: Seat, problem: Problem, submission: Submission, judged: Judged, tests: tuple[str, ...]) -> Judged:
    """Run some tests once more, and let what they say now stand."""
    if not tests or judged.doubtful:
        return judged
    outcome = _run(seat, JudgeJob.grading(problem, submission, only=beside(problem, tests)), more=False)
    if outcome.ending is RunEnding.FAULT:
        raise OurFault(outcome.reason)
    if outcome.ending is not RunEnding.FINISHED:
        return _suspect(outcome, judged.decided)
    now = {test: it for test, it in outcome.decided.items() if test in tests}
    return replace(judged, decided=judged.decided | now)


def beside(problem: Problem, tests: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tests that have to be run for some to say what they said: where a file shares one guest, all of it."""
    if problem.tests.guest_per == "test" or problem.lock is None:
        return tests
    files = {test.partition("::")[0] for test in tests}
    return tuple(test.id for test in problem.lock.tests if test.id.partition("::")[0] in files)


def measure(seat: Seat, problem: Problem, submission: Submission, judged: Judged) -> Judged:
    """Run the tests that time the submission, alone on the machine, where their groups can count at all."""
    decided, left = unmeasured(problem, judged.decided)
    if not left:
        return Judged(decided=decided)
    outcome = _run(seat, JudgeJob.grading(problem, submission, only=left), more=False)
    decided |= outcome.decided
    if outcome.ending is RunEnding.FAULT:
        raise OurFault(outcome.reason)
    if outcome.ending is not RunEnding.FINISHED:
        return _suspect(outcome, decided)
    return Judged(decided=decided, confirm=killed(outcome.decided))


def _run(seat: Seat, job: JudgeJob, *, more: bool) -> RunOutcome:
    """Run a job in the seat's box; what something was lost in is not used again."""
    box = seat.box()
    if more:
        seat.prepare()
    outcome = seat.run(job, box)
    if outcome.ending is RunEnding.BOX_LOST:
        seat.discard()
    elif outcome.ending is not RunEnding.FINISHED:
        seat.spent = True
    return outcome


def _suspect(outcome: RunOutcome, decided: dict[str, Decided]) -> Judged:
    return Judged(decided=decided, doubtful=what_was_lost(outcome), lost=outcome.running or "")
