"""Grade one submission: who is to blame for what went wrong is decided here.

A box or a judge that is lost while a test runs makes the submission *suspect*: it is graded once more, alone, in fresh
containers, and only a repeat is the candidate's failure. A timeout met while other lanes were busy is confirmed alone.
Whatever else goes wrong is ours: an exception, and the submission stays ungraded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from runner.grading.outcome import RunEnding, RunOutcome, run_job
from runner.grading.seat import Seat
from runner.judge import Decided, JudgeJob
from runner.model import OurFault, Problem, Submission, Verdict
from sandbox.errors import SandboxError

MAX_LOSSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one or more runs say of a submission; `doubtful` names why it must be looked at again, alone."""

    decided: dict[str, Decided]
    doubtful: str = ""
    confirm: tuple[str, ...] = ()


def judge_once(seat: Seat, problem: Problem, submission: Submission, *, alone: bool) -> Judged:
    """Run the hidden tests once. With `alone`, no other lane is busy, so a timeout needs no confirmation.

    Raises OurFault where the tests can't be run as they should, and SandboxError where the engine fails.
    """
    outcome = _run(seat, JudgeJob.grading(problem, submission))
    match outcome.ending:
        case RunEnding.FINISHED:
            late = tuple(test for test, it in outcome.decided.items() if it.verdict is Verdict.TIMEOUT)
            return Judged(decided=outcome.decided, confirm=() if alone else late)
        case RunEnding.FAULT:
            raise OurFault(outcome.reason)
        case RunEnding.BOX_LOST | RunEnding.JUDGE_LOST:
            return Judged(decided=outcome.decided, doubtful=_what_was_lost(outcome))


def judge_alone(seat: Seat, problem: Problem, submission: Submission) -> Judged:
    """Grade a suspect: a container that is lost again while a test runs is that test's verdict."""
    lock = problem.lock
    if lock is None:
        raise OurFault("a problem without a lock can't be graded: run `prebrief problem verify`")
    decided: dict[str, Decided] = {}
    left = tuple(test.id for test in lock.tests)
    for _ in range(MAX_LOSSES):
        outcome, killed = _run_in_fresh_box(seat, JudgeJob.grading(problem, submission, only=left))
        decided.update(outcome.decided)
        if outcome.ending is RunEnding.FINISHED:
            return Judged(decided=decided)
        if outcome.ending is RunEnding.FAULT or outcome.running is None:
            raise OurFault(outcome.reason or "the judge was lost before a test began")
        decided[outcome.running] = _verdict_of_loss(outcome, oom_killed=killed)
        left = tuple(test for test in left if test not in decided)
        if not left:
            return Judged(decided=decided)
    last = decided[outcome.running] if outcome.running else None
    if last is None:
        raise OurFault("containers were lost again and again")
    return Judged(decided=decided | {test: replace(last, id=test) for test in left})


def confirm(seat: Seat, problem: Problem, submission: Submission, judged: Judged) -> Judged:
    """Run the tests that timed out once more, alone, and let that verdict stand."""
    outcome = _run(seat, JudgeJob.grading(problem, submission, only=judged.confirm))
    if outcome.ending is RunEnding.FAULT:
        raise OurFault(outcome.reason)
    return Judged(decided=judged.decided | outcome.decided)


def _run(seat: Seat, job: JudgeJob) -> RunOutcome:
    box = seat.box()
    seat.prepare()
    try:
        outcome = run_job(seat.lane, box, job)
    except SandboxError:
        seat.discard()
        raise
    if outcome.ending is not RunEnding.FINISHED:
        seat.discard()
    return outcome


def _run_in_fresh_box(seat: Seat, job: JudgeJob) -> tuple[RunOutcome, bool]:
    seat.discard()
    box = seat.box()
    outcome = run_job(seat.lane, box, job)
    killed = outcome.ending is RunEnding.BOX_LOST and box.state().oom_killed
    seat.discard()
    return outcome, killed


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
