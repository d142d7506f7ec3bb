"""A seat: one lane with the box in use and the next one started ahead of need.

Boxes are started and removed on a thread of the seat's own, so that a grade waits for neither.

Where canaries ride (`between` above 0), the seat has a stretch open: what is graded until the next ride. A box that
serves several submissions is given up only after a ride; one that is lost before takes its stretch with it, since
nobody can say any more what was in it.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from runner.grading.outcome import RunOutcome, run_job
from runner.grading.stretch import Stretch
from runner.judge import WORKER, JudgeJob, preload_for_guests, preload_in
from runner.model import Problem
from sandbox.engine import Box, Engine, Lane, LaneSpec
from sandbox.errors import SandboxError

MOST_GUESTS_PER_BOX = 4096
_SPARE_GUESTS = 8


def lane_spec(problem: Problem, preload: tuple[str, ...] | None = None, *, submissions_per_box: int = 1) -> LaneSpec:
    """Return what a lane for this problem is started with.

    A box takes as many guests as its submissions can need, since the engine sets that many user ids aside: one per
    test, once more where timeouts are confirmed, and some for tests that begin their submission anew.
    """
    most = MOST_GUESTS_PER_BOX
    if problem.lock is not None:
        most = min(most, _guests(len(problem.lock.tests)) * submissions_per_box)
    locked = problem.lock.preload if problem.lock is not None else ()
    return LaneSpec(
        environment=problem.image,
        limits=problem.limits,
        worker=WORKER,
        preload=preload_for_guests(locked if preload is None else preload),
        judge_preload=preload_in(problem.image),
        guests_per_box=most,
    )


def most_submissions_per_box(problem: Problem) -> int:
    """Return how many submissions one box can take before it runs out of guests."""
    tests = len(problem.lock.tests) if problem.lock is not None else 1
    return max(1, MOST_GUESTS_PER_BOX // _guests(tests))


def _guests(tests: int) -> int:
    return 2 * tests + _SPARE_GUESTS


class Seat:
    """Where submissions are graded one after another; at most `submissions_per_box` of them in one box."""

    def __init__(
        self, engine: Engine, spec: LaneSpec, *, submissions_per_box: int = 1, ahead: bool = True, between: int = 0
    ) -> None:
        self._engine = engine
        self._spec = spec
        self._submissions_per_box = self._races_per_box = submissions_per_box
        self._ahead = ahead
        self._between = between
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="boxes")
        self._box: Box | None = None
        self._used = 0
        self._next: Future[Box] | None = None
        self._reference: Box | None = None
        self._raced = 0
        self.spent = False  # the judge was lost, or is in doubt: `renew`, or another seat
        self.stretch = Stretch()
        self.late: tuple[str, ...] = ()  # of the good canary, to be confirmed before the stretch can end
        self.lane: Lane = engine.lane(spec)
        if ahead:
            self._next = self._hands.submit(self.lane.start_box)

    def box(self) -> Box:
        """Return the box for the next submission; raises SandboxError where none can be started."""
        if self._box is not None and (self._used < self._submissions_per_box or self._vouched):
            self._used += 1
            return self._box
        self.discard()
        coming, self._next = self._next, None
        self._box = coming.result() if coming is not None else self.lane.start_box()
        self._used = 1
        return self._box

    @property
    def due(self) -> bool:
        """Whether canaries are to ride before anything else is graded here."""
        used_up = self._vouched and self._box is not None and self._used >= self._submissions_per_box
        return self._between > 0 and (used_up or self.stretch.held >= self._between)

    def last_box(self) -> Box:
        """Return the box that is in use, for canaries; where there is none, a new one. Raises SandboxError."""
        return self.box() if self._box is None else self._box

    def end_stretch(self, fault: str = "") -> None:
        """End the stretch as the canaries say, and give up the box that they rode in."""
        box, self._box = self._box, None
        self._end(box, fault)

    def prepare(self) -> None:
        """Start the box after this one, if this one is at its last submission."""
        if self._ahead and self._next is None and self._used >= self._submissions_per_box:
            self._next = self._hands.submit(self.lane.start_box)

    def reference_box(self) -> Box:
        """Return the box for the reference in a race: it never serves a submission. Raises SandboxError."""
        if self._reference is not None and self._raced >= self._races_per_box:
            self._hands.submit(_close, self._reference)
            self._reference = None
        if self._reference is None:
            self._reference, self._raced = self.lane.start_box(), 0
        self._raced += 1
        return self._reference

    def run(self, job: JudgeJob, box: Box) -> RunOutcome:
        """Run a job in a box of this seat, and beside the reference's where it races."""
        if not job.reference:
            return run_job(self.lane, box, job)
        reference = self.reference_box()
        self._hands.submit(lambda: None).result()  # nothing is started or removed while somebody is timed
        return run_job(self.lane, box, job, second=reference)

    def discard(self) -> None:
        """Give the current box up: it is stopped behind the scenes, and the next submission gets another."""
        box, self._box = self._box, None
        if box is not None and self._vouched:
            self._end(box, "its box was lost before canaries could ride in it")
        elif box is not None:
            self._hands.submit(_close, box)

    def renew(self) -> None:
        """Give the judge and all boxes up and start a fresh lane; raises SandboxError where that can't be."""
        self._empty()
        self.stretch = Stretch()
        self.lane = self._engine.lane(self._spec)
        self.spent = False

    def cancel(self) -> None:
        """End the job that runs, from another thread."""
        with suppress(SandboxError):
            self.lane.cancel()

    def close(self) -> None:
        """Stop the boxes and the judge; never raises, and again is harmless."""
        self._empty()
        self._hands.shutdown(wait=True)

    @property
    def _vouched(self) -> bool:
        """Whether a box serves several submissions, of which canaries are to be the last."""
        return self._between > 0 and self._submissions_per_box > 1

    def _end(self, box: Box | None, fault: str) -> None:
        self.stretch.end(fault)
        self.stretch = Stretch()
        if box is not None:
            self._hands.submit(_close, box)

    def _empty(self) -> None:
        self.stretch.end("its judge was given up before canaries could ride there")
        for box in (self._box, self._reference):
            if box is not None:
                _close(box)
        self._box = self._reference = None
        coming, self._next = self._next, None
        if coming is not None and not coming.cancel():
            with suppress(SandboxError):
                _close(coming.result())
        with suppress(SandboxError):
            self.lane.close()


def _close(box: Box) -> None:
    with suppress(SandboxError):
        box.close()
