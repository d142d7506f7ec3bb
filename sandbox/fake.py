"""The fake engine: lanes and boxes without any process, for tests of whatever drives an engine.

    FakeEngine(play)    play(scene) is the judge: it sends events and says how the job ended
    scene.job  .box  .second  .lane  .number  .send(payload)

A play may raise a SandboxError, set `scene.box.oom_killed`, wait for `scene.lane.cancelled`, set `scene.lane.lost`
(every later job of the lane fails), or take the whole engine down (`engine.down = True`): then nothing can be started
and `healthy` says no.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.engine import Box, BoxState, Job, JobEnd, LaneSpec
from sandbox.errors import EngineFailed, EngineUnavailable, ForkserverFailed


class FakeBox:
    """A box that is only a name and a state."""

    def __init__(self, name: str, engine: "FakeEngine") -> None:
        self.name = name
        self.oom_killed = False
        self.closed = False
        self.engine = engine

    def state(self) -> BoxState:
        """Say what the play made of it."""
        self.engine.answer()
        return BoxState(alive=not self.closed and not self.oom_killed, oom_killed=self.oom_killed)

    def close(self) -> None:
        """Close it."""
        self.closed = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One job of one lane; `number` counts the engine's jobs from 1."""

    job: Job
    box: FakeBox
    second: FakeBox | None
    lane: "FakeLane"
    number: int
    send: Callable[[bytes], None]


Play = Callable[[Scene], JobEnd]


class FakeLane:
    """A lane whose jobs are played."""

    def __init__(self, engine: "FakeEngine", number: int) -> None:
        self.engine = engine
        self.number = number
        self.boxes: list[FakeBox] = []
        self.cancelled = threading.Event()
        self.lost = False
        self.closed = False

    def start_box(self) -> FakeBox:
        """Start a box; raises EngineUnavailable while the engine is down."""
        self.engine.answer()
        box = FakeBox(f"fake-{self.number}-box-{len(self.boxes) + 1}", self.engine)
        self.boxes.append(box)
        return box

    def run(self, job: Job, box: Box, on_event: Callable[[bytes], None], *, second: Box | None = None) -> JobEnd:
        """Let the play run the job."""
        self.engine.answer()
        mine, beside = self._checked(box), None if second is None else self._checked(second)
        if self.lost:
            raise ForkserverFailed("the judge of this lane is gone")
        number = self.engine.count_job()
        return self.engine.play(Scene(job=job, box=mine, second=beside, lane=self, number=number, send=on_event))

    def _checked(self, box: Box) -> FakeBox:
        if not isinstance(box, FakeBox) or box.closed or self.closed:
            raise EngineFailed("a job needs an open box of its own lane")
        return box

    def cancel(self) -> None:
        """Tell the play, if it listens."""
        self.cancelled.set()

    def close(self) -> None:
        """Close every box."""
        self.closed = True
        for box in self.boxes:
            box.close()


class FakeEngine:
    """An engine that does what a play says; keeps its lanes, so that a test can see what was opened and closed."""

    name = "fake"
    isolated = True

    def __init__(self, play: Play) -> None:
        self.play = play
        self.lanes: list[FakeLane] = []
        self.jobs = 0
        self.down = False
        self._lock = threading.Lock()

    def image_digest(self, environment: str) -> str:
        """Name an image that is not there."""
        return f"fake:{environment}"

    def lane(self, spec: LaneSpec) -> FakeLane:
        """Start a lane; raises EngineUnavailable while the engine is down."""
        del spec
        self.answer()
        with self._lock:
            lane = FakeLane(self, len(self.lanes) + 1)
            self.lanes.append(lane)
        return lane

    def healthy(self) -> bool:
        """Whether it is not down."""
        return not self.down

    def reap(self) -> tuple[str, ...]:
        """Find nothing."""
        return ()

    def close(self) -> None:
        """Close every lane."""
        for lane in self.lanes:
            lane.close()

    def count_job(self) -> int:
        """Return the next job's number."""
        with self._lock:
            self.jobs += 1
            return self.jobs

    def answer(self) -> None:
        """Raise EngineUnavailable while the engine is down."""
        if self.down:
            raise EngineUnavailable("the fake engine is down")
