"""An engine that notes what each of its containers used, just before it is removed."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sandbox.docker import DockerClient, DockerEngine
from sandbox.engine import Box, BoxState, Job, JobEnd, Lane, LaneSpec
from tests.bench.cpu import ContainerTap


class Meter:
    """Adds up what closed containers used."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.containers = 0
        self._lock = threading.Lock()

    def add(self, tap: ContainerTap) -> None:
        """Take in a container that is about to be removed."""
        seconds = tap.seconds()
        with self._lock:
            self.seconds += seconds
            self.containers += 1


class MeteredBox:
    """A box whose use is noted when it is closed."""

    def __init__(self, box: Box, tap: ContainerTap, meter: Meter) -> None:
        self.box = box
        self._tap: ContainerTap | None = tap
        self._meter = meter

    @property
    def name(self) -> str:
        """The box's name."""
        return self.box.name

    def state(self) -> BoxState:
        """Ask the engine how the box is."""
        return self.box.state()

    def close(self) -> None:
        """Note and remove."""
        tap, self._tap = self._tap, None
        if tap is not None:
            self._meter.add(tap)
        self.box.close()


class MeteredLane:
    """A lane whose boxes and judge are noted when they are closed."""

    def __init__(self, lane: Lane, tap: Callable[[str], ContainerTap], meter: Meter) -> None:
        self._lane = lane
        self._tap = tap
        self._meter = meter
        self._judge: ContainerTap | None = None

    def start_box(self) -> MeteredBox:
        """Start a box."""
        box = self._lane.start_box()
        if self._judge is None:
            self._judge = self._tap(f"{box.name.rpartition('-box-')[0]}-judge")
        return MeteredBox(box, self._tap(box.name), self._meter)

    def run(self, job: Job, box: Box, on_event: Callable[[bytes], None], *, second: Box | None = None) -> JobEnd:
        """Run a job."""
        inner = box.box if isinstance(box, MeteredBox) else box
        beside = second.box if isinstance(second, MeteredBox) else second
        return self._lane.run(job, inner, on_event, second=beside)

    def cancel(self) -> None:
        """End the job that runs."""
        self._lane.cancel()

    def close(self) -> None:
        """Note and remove the judge."""
        judge, self._judge = self._judge, None
        if judge is not None:
            self._meter.add(judge)
        self._lane.close()


class MeteredEngine:
    """The Docker engine with a meter on it."""

    def __init__(self) -> None:
        self.meter = Meter()
        self._engine = DockerEngine()
        self._client = DockerClient()

    @property
    def name(self) -> str:
        """Docker's."""
        return self._engine.name

    @property
    def isolated(self) -> bool:
        """As Docker's."""
        return self._engine.isolated

    def image_digest(self, environment: str) -> str:
        """Return the id of the environment's image."""
        return self._engine.image_digest(environment)

    def lane(self, spec: LaneSpec) -> MeteredLane:
        """Start a lane."""
        return MeteredLane(self._engine.lane(spec), self._tap, self.meter)

    def healthy(self) -> bool:
        """Whether the engine answers now."""
        return self._engine.healthy()

    def close(self) -> None:
        """Close every lane and the connection."""
        self._engine.close()
        self._client.close()

    def _tap(self, container: str) -> ContainerTap:
        return ContainerTap.of(int(self._client.inspect(container)["State"]["Pid"]))
