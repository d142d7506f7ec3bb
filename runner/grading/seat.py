"""A seat: one lane with the box in use and the next one started ahead of need.

Boxes are started and removed on a thread of the seat's own, so that a grade waits for neither.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from runner.judge import PRELOAD, WORKER
from runner.model import Problem
from sandbox.engine import Box, Engine, LaneSpec
from sandbox.errors import SandboxError


def lane_spec(problem: Problem, preload: tuple[str, ...] | None = None) -> LaneSpec:
    """Return what a lane for this problem is started with."""
    locked = problem.lock.preload if problem.lock is not None else ()
    return LaneSpec(
        environment=problem.image,
        limits=problem.limits,
        worker=WORKER,
        preload=locked if preload is None else preload,
        judge_preload=PRELOAD,
    )


class Seat:
    """Where submissions are graded one after another; at most `submissions_per_box` of them in one box."""

    def __init__(self, engine: Engine, spec: LaneSpec, *, submissions_per_box: int = 1, ahead: bool = True) -> None:
        self._submissions_per_box = submissions_per_box
        self._ahead = ahead
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="boxes")
        self._box: Box | None = None
        self._used = 0
        self._next: Future[Box] | None = None
        self.lane = engine.lane(spec)
        if ahead:
            self._next = self._hands.submit(self.lane.start_box)

    def box(self) -> Box:
        """Return the box for the next submission; raises SandboxError where none can be started."""
        if self._box is not None and self._used < self._submissions_per_box:
            self._used += 1
            return self._box
        self.discard()
        coming, self._next = self._next, None
        self._box = coming.result() if coming is not None else self.lane.start_box()
        self._used = 1
        return self._box

    def prepare(self) -> None:
        """Start the box after this one, if this one is at its last submission."""
        if self._ahead and self._next is None and self._used >= self._submissions_per_box:
            self._next = self._hands.submit(self.lane.start_box)

    def discard(self) -> None:
        """Give the current box up: it is stopped behind the scenes, and the next submission gets another."""
        box, self._box = self._box, None
        if box is not None:
            self._hands.submit(_close, box)

    def cancel(self) -> None:
        """End the job that runs, from another thread."""
        with suppress(SandboxError):
            self.lane.cancel()

    def close(self) -> None:
        """Stop the boxes and the judge; never raises, and again is harmless."""
        self.discard()
        coming, self._next = self._next, None
        if coming is not None and not coming.cancel():
            with suppress(SandboxError):
                _close(coming.result())
        self._hands.shutdown(wait=True)
        with suppress(SandboxError):
            self.lane.close()


def _close(box: Box) -> None:
    with suppress(SandboxError):
        box.close()
