"""Grade one submission: who is to blame for what went wrong is decided here.

    judge_once ---- finished, no timeout in doubt ----------------------------> stands
        |---------- finished, timeouts met while others were busy --confirm---> the second verdict stands
        |---------- finished, tests that measure are left ----------measure---> with those, stands
        |---------- box or judge lost while it ran ---------------judge_alone-> a loss again is the candidate's
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

MAX_LOSSES = 3
_BUSY = 0.9  # the share of its time that a test must have had a processor for, so that nobody else slowed it
_SAMPLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one or more runs say of a submission; `doubtful` names why it must be looked at again, alone.

    `confirm` are timeouts to be confirmed; `measure` says that tests are left which time the submission.
    """

    decided: dict[str, Decided]
    doubtful: str = ""
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
    only = tuple(test.id for test in problem.lock.tests if not test.measures) if problem.lock and measuring else None
    outcome = _run(seat, JudgeJob.grading(problem, submission, only=only), more=more)
    match outcome.ending:
        case RunEnding.FINISHED:
            late = () if alone else in_doubt(outcome.decided, problem.limits.wall_seconds_per_test)
            return Judged(decided=outcome.decided, confirm=late, measure=bool(measuring))
        case RunEnding.FAULT:
            raise OurFault(outcome.reason)
        case RunEnding.BOX_LOST | RunEnding.JUDGE_LOST:
            return Judged(decided=outcome.decided, doubtful=_what_was_lost(outcome))


def in_doubt(decided: dict[str, Decided], wall_seconds_per_test: float) -> tuple[str, ...]:
    """Return the timeouts that busy neighbours may have caused: a test that had a processor all the time is none."""
    return tuple(
        test
        for test, it in decided.items()
        if it.verdict is Verdict.TIMEOUT and it.cpu_seconds < _BUSY * wall_seconds_per_test
    )


def confirm(seat: Seat, problem: Problem, submission: Submission, judged: Judged) -> Judged:
    """Run the tests that timed out once more, alone, and let that verdict stand.

    Where the first of them all time out again, the rest is taken at its word: a batch with many endless loops would
    otherwise spend its time on waiting.
    """
    decided = dict(judged.decided)
    for tests in (judged.confirm[:_SAMPLE], judged.confirm[_SAMPLE:]):
        if not tests:
            break
        outcome = _run(seat, JudgeJob.grading(problem, submission, only=tests), more=False)
        if outcome.ending is RunEnding.FAULT:
            raise OurFault(outcome.reason)
        if outcome.ending is not RunEnding.FINISHED:
            return Judged(decided=decided, doubtful=_what_was_lost(outcome))
        decided |= outcome.decided
        if all(decided[test].verdict is Verdict.TIMEOUT for test in tests):
            break
    return Judged(decided=decided, measure=judged.measure)


def measure(seat: Seat, problem: Problem, submission: Submission, judged: Judged) -> Judged:
    """Run the tests that time the submission, alone on the machine, where their groups can count at all."""
    decided, left = unmeasured(problem, judged.decided)
    if not left:
        return Judged(decided=decided)
    outcome = _run(seat, JudgeJob.grading(problem, submission, only=left), more=False)
    decided |= outcome.decided
    if outcome.ending is RunEnding.FAULT:
        raise OurFault(outcome.reason)
    lost = outcome.ending is not RunEnding.FINISHED
    return Judged(decided=decided, doubtful=_what_was_lost(outcome) if lost else "")


def judge_alone(seat: Seat, problem: Problem, submission: Submission) -> Judged:
    """Grade a suspect: a container that is lost again while a test runs is that test's verdict."""
    lock = problem.lock
    if lock is None:
        raise OurFault("a problem without a lock can't be graded: run `prebrief problem verify`")
    decided: dict[str, Decided] = {}
    left = tuple(test.id for test in lock.tests)
    for _ in range(MAX_LOSSES):
        seat.renew()
        box = seat.box()
        outcome = seat.run(JudgeJob.grading(problem, submission, only=left), box)
        decided.update(outcome.decided)
        complete = all(test.id in decided for test in lock.tests)
        if outcome.ending is RunEnding.FINISHED or (complete and outcome.ending is RunEnding.JUDGE_LOST):
            return Judged(decided=decided)
        if outcome.ending is RunEnding.FAULT or outcome.running is None:
            raise OurFault(outcome.reason or "the judge was lost before a test began")
        oom_killed = outcome.ending is RunEnding.BOX_LOST and box.state().oom_killed  # raises where no engine answers
        lost = _verdict_of_loss(outcome, oom_killed=oom_killed)
        decided |= {test: replace(lost, id=test) for test in left if lost.id in (test, WHILE_READ)}
        left = tuple(test for test in left if test not in decided)
        seat.discard()
        if not left:
            break
    return Judged(decided=decided | {test: replace(lost, id=test) for test in left})


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


def _what_was_lost(outcome: RunOutcome) -> str:
    what = "box" if outcome.ending is RunEnding.BOX_LOST else "judge"
    return f"the {what} was lost in {outcome.running or 'no test'}: {outcome.reason}"


def _verdict_of_loss(outcome: RunOutcome, *, oom_killed: bool) -> Decided:
    test = outcome.running or ""
    if oom_killed:
        why = "the whole box was ended for using too much memory"
        return Decided(id=test, verdict=Verdict.OUT_OF_MEMORY, message=why)
    if outcome.hung:
        why = "the test did not end, twice: something that the submission returned keeps it busy"
        return Decided(id=test, verdict=Verdict.TIMEOUT, message=why)
    return Decided(id=test, verdict=Verdict.CRASHED, message="the submission brought its box down, twice")
