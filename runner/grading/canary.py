"""The canaries: two submissions of ours that ride along, outside the results, to show whether a lane grades right.

    a box:   candidate, candidate, ..., hostile, good --> thrown away

    hostile   leaves behind what it can, says what it finds of others, and ends its process with success whatever it is
              asked. Right is that no test passes and that it finds nothing.
    good      the problem's reference. Right is that it passes every test that does not measure speed.

They ride last, since a box that held the reference serves no candidate afterwards; so the good one also shows that
nothing which candidates or the hostile one did to box or judge changes a result. Tests that measure are left out: among
busy lanes they say nothing. A problem that has no others has nothing for canaries to run.

A canary that could not be run is a failure of ours and says nothing of the lane: what it should have proven is graded
again as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.grading.one import correctness, in_doubt, what_was_lost
from runner.grading.outcome import RunEnding
from runner.grading.seat import Seat
from runner.judge import REFERENCE, Decided, JudgeJob
from runner.model import BadInput, OurFault, Problem, SourceFile, Submission, Verdict
from sandbox.engine import Engine
from sandbox.errors import SandboxError

MOST_BETWEEN = 20  # submissions that a seat grades before canaries ride there; as many of its grades can be waiting
RIDERS = 2
_HOSTILE = Path(__file__).with_name("hostile")
_LEAVES = "left_behind.py"
_FOUND = "LEFT "
_SHOWN = 3
_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """What came of a ride. `wrong` is a canary's own outcome; without it a `fault` is that it could not be run.

    `late` are tests of the good one that timed out where busy neighbours may have caused it: they are to be confirmed.
    """

    fault: str = ""
    wrong: bool = False
    late: tuple[str, ...] = ()


def rides_along(engine: Engine, *, wanted: bool | None, submissions_per_box: int) -> bool:
    """Say whether canaries ride: as it was asked for, else where boxes are reused behind real walls.

    Raises BadInput where they are asked for without isolation: the hostile one would act on this machine.
    """
    if wanted and not engine.isolated:
        raise BadInput(
            f"canaries need an engine that isolates, and {engine.name} does not: the known-hostile submission leaves "
            "processes and files behind. Use Docker, or leave --canary out"
        )
    return engine.isolated and submissions_per_box > 1 if wanted is None else wanted


def hostile_submission(problem: Problem, *, leaves: bool = True) -> Submission:
    """Return the known-hostile submission to any problem; it `leaves` nothing where it only is to show what passes."""
    first, *others = problem.modules
    files = [SourceFile(path=f"{first}.py", data=(_HOSTILE / "ends.py").read_bytes())]
    files += [SourceFile(path=f"{name}.py", data=f"from {first} import __getattr__\n".encode()) for name in others]
    files += [SourceFile(path=_LEAVES, data=(_HOSTILE / _LEAVES).read_bytes())] if leaves else []
    return Submission(candidate="known-hostile", files=tuple(files))


def good_submission(problem: Problem) -> Submission:
    """Return the problem's reference as somebody would hand it in."""
    under = sorted(problem.under(REFERENCE).items())
    files = tuple(SourceFile(path=path.removeprefix(f"{REFERENCE}/"), data=data) for path, data in under)
    return Submission(candidate="known-good", files=files)


def fault_of_hostile(decided: Mapping[str, Decided]) -> str:
    """Say in what the known-hostile submission came out wrong, or ""."""
    passed = [test for test, it in decided.items() if it.verdict is Verdict.PASSED]
    if passed:
        return f"the known-hostile submission, which answers nothing, passed {_some(passed)}"
    lines = (line for it in decided.values() for line in it.output.splitlines())
    found = [line.removeprefix(_FOUND)[:_TEXT] for line in lines if line.startswith(_FOUND)]
    return f"the known-hostile submission found what was left in its box: {_some(found)}" if found else ""


def fault_of_good(wanted: tuple[str, ...], decided: Mapping[str, Decided]) -> str:
    """Say in what the known-good submission came out wrong, or ""."""
    verdicts = {test: decided[test].verdict.value if test in decided else "no verdict" for test in wanted}
    lost = [f"{test} ({verdict})" for test, verdict in verdicts.items() if verdict != Verdict.PASSED.value]
    return f"the known-good submission, the reference, did not pass {_some(lost)}" if lost else ""


class Canaries:
    """The two of one problem."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._hostile = hostile_submission(problem)
        self._good = good_submission(problem)
        tests = problem.lock.tests if problem.lock is not None else ()
        self._wanted = tuple(test.id for test in tests if not test.measures)

    def ride(self, seat: Seat, *, alone: bool) -> Ride:
        """Let both ride in the seat's box, the hostile one first; with `alone`, no other lane is busy."""
        try:
            fault = fault_of_hostile(self._run(seat, self._hostile))
            if fault:
                return Ride(fault=fault, wrong=True)
            decided = self._run(seat, self._good)
        except (SandboxError, OurFault) as error:
            return _not_run(error)
        late = () if alone else in_doubt(decided, self._problem.limits.wall_seconds_per_test)
        fault = fault_of_good(tuple(test for test in self._wanted if test not in late), decided)
        return Ride(fault=fault, wrong=bool(fault), late=() if fault else late)

    def confirm(self, seat: Seat, late: tuple[str, ...]) -> Ride:
        """Run what timed out on the good one once more in the same box, when no other lane is busy."""
        try:
            fault = fault_of_good(late, self._run(seat, self._good, only=late))
        except (SandboxError, OurFault) as error:
            return _not_run(error)
        return Ride(fault=fault, wrong=bool(fault))

    def _run(self, seat: Seat, who: Submission, *, only: tuple[str, ...] | None = None) -> dict[str, Decided]:
        only = only or correctness(self._problem)
        outcome = seat.run(JudgeJob.grading(self._problem, who, only=only), seat.last_box())
        if outcome.ending is not RunEnding.FINISHED:
            why = outcome.reason if outcome.ending is RunEnding.FAULT else what_was_lost(outcome)
            raise OurFault(f"{who.candidate}: {why}")
        return outcome.decided


def _not_run(error: Exception) -> Ride:
    return Ride(fault=f"the canaries could not be run: {str(error)[:_TEXT]}")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
