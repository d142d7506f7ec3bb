"""How long tests and whole runs took, as the host saw it: neither judge nor box has a say in it.

    a run:   Collected ---- Started ... Decided, Started ... Decided ---- done
             |<------------------------ seconds ------------------------->|
                            |<- tests ->|
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from runner.judge import Collected, Event, Started, from_plain
from runner.model import SourceFile, Submission
from sandbox.engine import Box, Job, JobEnd, Lane
from sandbox.wall.codec import loads


@dataclass(slots=True)
class Lap:
    """One run of a judge's job for the submission of this digest; `began` and `ended` are of `time.monotonic()`."""

    digest: str
    began: float
    ended: float = 0.0
    tests: dict[str, float] = field(default_factory=dict)
    _running: tuple[str, float] | None = None

    @property
    def seconds(self) -> float:
        """What the tests took together, with all that comes between and after them."""
        return self.ended - self.began

    def hear(self, event: Event | None) -> None:
        """Note an event that came now; None is the end of the run."""
        now = time.monotonic()
        if self._running is not None:
            test, began = self._running
            self.tests[test] = now - began
        self._running = (event.id, now) if isinstance(event, Started) else None
        if isinstance(event, Collected):
            self.began = now
        self.ended = now


class Stopwatch:
    """Measures every job that is run in the lanes given to it."""

    def __init__(self) -> None:
        self._laps: list[Lap] = []

    def laps(self) -> Mapping[str, tuple[Lap, ...]]:
        """Return what was measured, by the submission's digest."""
        digests = {lap.digest for lap in self._laps}
        return {digest: tuple(lap for lap in self._laps if lap.digest == digest) for digest in digests}

    def measure(self, lane: Lane) -> Lane:
        """Return a lane that does what this one does, and is measured."""
        return _MeasuredLane(lane, self._laps)


class _MeasuredLane:
    def __init__(self, lane: Lane, laps: list[Lap]) -> None:
        self._lane = lane
        self._laps = laps
        self.start_box = lane.start_box
        self.cancel = lane.cancel
        self.close = lane.close

    def run(self, job: Job, box: Box, on_event: Callable[[bytes], None], *, second: Box | None = None) -> JobEnd:
        """Run a job and note when its events come."""
        lap = Lap(_digest(job), time.monotonic())
        self._laps.append(lap)

        def hear(payload: bytes) -> None:
            lap.hear(from_plain(loads(payload)))
            on_event(payload)

        try:
            return self._lane.run(job, box, hear, second=second)
        finally:
            lap.hear(None)


def _digest(job: Job) -> str:
    files = tuple(SourceFile(path=path, data=data) for path, data in loads(job.payload)["submission"].items())
    return Submission(candidate="", files=files).digest
