"""Grade a suspect: alone on the machine, in fresh containers, until it is certain whose fault a loss is.

    a container is lost in a test, or its guest killed ---- the first time --> nobody's fault: it is run once more
                                                     `----- again in it ----> its verdict
    lost without a test, or a fault ----------------------------------------> ours: an exception

A repeat is a loss in the same test: an engine that is restarted, or a host that is short of memory, takes containers
down one after another, and whoever was in them is not to blame.
"""

from __future__ import annotations

from dataclasses import replace

from runner.grading.one import Judged, beside, killed
from runner.grading.outcome import RunEnding, RunOutcome
from runner.grading.scoring import unmeasured
from runner.grading.seat import Seat
from runner.judge import WHILE_READ, Decided, JudgeJob
from runner.model import OurFault, Problem, Submission, Verdict
from sandbox.engine import Box

MAX_LOSSES = 4


def judge_alone(
    seat: Seat, problem: Problem, submission: Submission, judged: Judged, *, measured: bool = True
) -> Judged:
    """Grade a suspect, of which `judged` says in which test a container was lost before; its speed if `measured`.

    After so many losses, what is left of its tests has the verdict of the last. Raises OurFault and SandboxError.
    """
    lock = problem.lock
    if lock is None:
        raise OurFault("a problem without a lock can't be graded: run `prebrief problem verify`")
    trial = _Trial(seat, problem, submission, lost_in=judged.lost)
    trial.run(tuple(test.id for test in lock.tests if not test.measures))
    if measured:
        trial.decided, left = unmeasured(problem, trial.decided)
        trial.run(left)
    return Judged(decided=trial.decided)


class _Trial:
    """One suspect's runs; `decided` is what they say so far."""

    def __init__(self, seat: Seat, problem: Problem, submission: Submission, *, lost_in: str) -> None:
        self.decided: dict[str, Decided] = {}
        self._seat = seat
        self._problem = problem
        self._submission = submission
        self._lost = {lost_in} - {""}
        self._losses = 0
        self._is_fresh = False

    def run(self, tests: tuple[str, ...]) -> None:
        """Run tests until each of them has a verdict."""
        while left := tuple(test for test in tests if test not in self.decided):
            box = self._box()
            outcome = self._seat.run(JudgeJob.grading(self._problem, self._submission, only=self._job(left)), box)
            put_off = self._enter(outcome.decided, left)
            if outcome.ending is RunEnding.FINISHED:
                if not put_off:
                    return
                continue
            if outcome.ending is RunEnding.JUDGE_LOST and self.decided.keys() >= set(left):
                return
            if outcome.ending is RunEnding.FAULT or outcome.running is None:
                raise OurFault(outcome.reason or "the judge was lost before a test began")
            oom_killed = outcome.ending is RunEnding.BOX_LOST and box.state().oom_killed  # raises if no engine answers
            self._lose(outcome.running, _verdict_of_loss(outcome, oom_killed=oom_killed), left)

    def _enter(self, decided: dict[str, Decided], left: tuple[str, ...]) -> bool:
        """Enter verdicts; returns whether one was put off, since a guest killed by others is like a loss."""
        first_time = {test for test in killed(decided) if test in left and test not in self._lost}
        self.decided |= {test: it for test, it in decided.items() if test in left and test not in first_time}
        self._lost |= first_time
        return bool(first_time)

    def _box(self) -> Box:
        """Return a box in a lane where nothing was lost."""
        if not self._is_fresh:
            self._seat.renew()
            self._is_fresh = True
        return self._seat.box()

    def _job(self, left: tuple[str, ...]) -> tuple[str, ...]:
        """Return what to run for the tests that are left; what a loss was the verdict of is not run again."""
        return tuple(test for test in beside(self._problem, left) if test in left or test not in self._lost)

    def _lose(self, test: str, verdict: Decided, left: tuple[str, ...]) -> None:
        """Enter a loss: the first one of a test is nobody's fault."""
        self._is_fresh = False
        self._losses += 1
        if test in self._lost:  # what is lost again while the tests are read leaves none of them
            again = left if test == WHILE_READ else (test,)
            self.decided = {each: replace(verdict, id=each) for each in again} | self.decided
        self._lost.add(test)
        if self._losses >= MAX_LOSSES:
            self.decided |= {each: replace(verdict, id=each) for each in left if each not in self.decided}


def _verdict_of_loss(outcome: RunOutcome, *, oom_killed: bool) -> Decided:
    if oom_killed:
        verdict, why = Verdict.OUT_OF_MEMORY, "the whole box was ended for using too much memory"
    elif outcome.hung:
        verdict = Verdict.TIMEOUT
        why = "the test did not end, twice: something that the submission returned keeps it busy"
    else:
        verdict, why = Verdict.CRASHED, "the submission brought its box down, twice"
    return Decided(id=outcome.running or "", verdict=verdict, message=why, wall_seconds=outcome.ran_seconds)
