"""One judge and its boxes in containers, on one named volume.

    volume prebrief-<run>-<lane>          mounted at /wall in all of them, mode 0700: only forkservers' root gets in
    container ...-judge                   forkserver --role judge: workers connect to /wall/<box>.sock
    container ...-box-1, -box-2 ...       forkserver --role box --socket /wall/<box>.sock

A container is created, attached, started and, when it is done with, removed: four calls to the engine, and no more.
It is done with when its input is closed: the forkserver then ends by itself, and the engine has nothing to kill.
"""

import contextlib
import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.docker.client import Absent, DockerClient
from sandbox.docker.flags import WALL_FOLDER, Order, Role, container_config
from sandbox.docker.labels import LANE, PROCESSOR, ROLE, UIDS
from sandbox.docker.stream import AttachedStream
from sandbox.docker.uids import JUDGE_FIRST_UID, JUDGE_UIDS, UidPool, UidRange
from sandbox.engine import BoxState, Job, JobEnd, JobEnding, LaneSpec
from sandbox.errors import EngineFailed, ForkserverFailed, SandboxError
from sandbox.forkserver.client import ForkserverClient

READY_SECONDS = 60.0
END_SECONDS = 0.5
_PROGRAM = ("python3.13", "-m", "sandbox.forkserver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a lane's containers are made: what all of them have in common."""

    client: DockerClient
    uids: UidPool
    image: str
    prefix: str
    labels: Mapping[str, str]
    runtime: str | None
    guest: str
    processor: str | None


class _Container:
    """A started container whose forkserver has said that it is ready."""

    def __init__(self, client: DockerClient, name: str, config: Mapping[str, object]) -> None:
        self.name = name
        self._client = client
        self._closed = threading.Lock()
        self._ready = False
        try:
            client.create(name, config)  # it may be there although the answer was lost
            self._stream: AttachedStream = client.attach(name)
            self.forkserver = ForkserverClient(self._stream)
            client.start(name)
            self.forkserver.wait_ready(READY_SECONDS)
            self._ready = True
        except ForkserverFailed as failed:
            self.close()
            raise ForkserverFailed(f"container {name}: {failed}{self._last_words()}") from failed
        except BaseException:
            self.close()
            raise

    def state(self) -> BoxState:
        """Ask the engine how it is."""
        try:
            state = self._client.inspect(self.name)["State"]
        except Absent:
            return BoxState(alive=False)
        return BoxState(alive=bool(state["Running"]), oom_killed=bool(state["OOMKilled"]))

    def close(self) -> bool:
        """Remove the container; again is harmless. What cannot be removed now is left to the reaper: returns False.

        The forkserver ends when its input does; one that does not in time is killed.
        """
        if not self._closed.acquire(blocking=False):
            return True
        ended = self._ready and self._stream.end(END_SECONDS)
        if hasattr(self, "_stream"):
            self._stream.close()
        try:
            if ended:
                self._client.remove_ended(self.name)
            else:
                self._client.remove(self.name)
        except SandboxError:
            return False
        return True

    def _last_words(self) -> str:
        said = self._stream.errors().strip() if hasattr(self, "_stream") else ""
        return f"; on stderr: {said[-2000:]!r}" if said else ""


class DockerBox:
    """A box in a container; `on_close` hears whether the container is gone."""

    def __init__(self, container: _Container, *, on_close: Callable[[bool], None]) -> None:
        self._container = container
        self._on_close = on_close
        self._lock = threading.Lock()
        self._open = True

    @property
    def name(self) -> str:
        """The container's name."""
        return self._container.name

    @property
    def socket(self) -> str:
        """Where the judge finds it."""
        return socket_path(self.name)

    def state(self) -> BoxState:
        """Ask the engine how the box is."""
        return self._container.state()

    def close(self) -> None:
        """Remove the container; again is harmless."""
        with self._lock:
            if not self._open:
                return
            self._open = False
        self._on_close(self._container.close())


class DockerLane:
    """A judge, its volume and its boxes."""

    def __init__(self, site: Site, spec: LaneSpec) -> None:
        """Make the volume and start the judge."""
        self._site = site
        self._spec = spec
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._boxes: dict[str, DockerBox] = {}
        self._open = True
        try:
            site.client.create_volume(site.prefix, self._labels(Role.JUDGE))
            self._judge = self._start(Role.JUDGE, f"{site.prefix}-judge", self._judge_command(), {})
        except BaseException:
            self._remove_volume()
            raise

    def start_box(self) -> DockerBox:
        """Start a box and wait until it is ready; from any thread."""
        with self._lock:
            name = f"{self._site.prefix}-box-{next(self._numbers)}"
        uids = self._site.uids.take(self._spec.guests_per_box)
        try:
            container = self._start(Role.BOX, name, self._box_command(name, uids), {UIDS: uids.label})
        except BaseException:
            if self._is_gone(name):
                self._site.uids.give_back(uids)
            raise
        box = DockerBox(container, on_close=lambda gone: self._box_closed(name, uids, gone=gone))
        with self._lock:
            if self._open:
                self._boxes[name] = box
                return box
        box.close()
        raise EngineFailed("the lane was closed while a box was starting")

    def run(
        self, job: Job, box: object, on_event: Callable[[bytes], None], *, second: object | None = None
    ) -> JobEnd:
        """Run one job against one of this lane's boxes, or two."""
        boxes = [each for each in (box, second) if isinstance(each, DockerBox)]
        if len(boxes) != 1 + (second is not None):
            raise TypeError("a Docker lane runs jobs against its own boxes")
        try:
            return self._judge.forkserver.run(job, [each.socket for each in boxes], on_event)
        except ForkserverFailed as failed:
            if self._judge.state().alive:
                raise
            return JobEnd(ending=JobEnding.LOST, reason=str(failed))

    def cancel(self) -> None:
        """End the job that runs."""
        self._judge.forkserver.cancel()

    def close(self) -> None:
        """Remove boxes, judge and volume; again is harmless."""
        with self._lock:
            if not self._open:
                return
            self._open = False
            boxes = tuple(self._boxes.values())
        for box in boxes:
            box.close()
        self._judge.close()
        self._remove_volume()

    def _box_closed(self, name: str, uids: UidRange, *, gone: bool) -> None:
        with self._lock:
            self._boxes.pop(name, None)
        if gone:  # else its guests may live, and nobody else may have their ids
            self._site.uids.give_back(uids)

    def _is_gone(self, name: str) -> bool:
        """Make sure that nothing is left of a box that could not be started."""
        try:
            self._site.client.remove(name)
        except SandboxError:
            return False
        return True

    def _remove_volume(self) -> None:
        with contextlib.suppress(SandboxError):
            self._site.client.remove_volume(self._site.prefix)

    def _start(self, role: Role, name: str, command: tuple[str, ...], labels: Mapping[str, str]) -> _Container:
        order = Order(
            role=role,
            image=self._site.image,
            command=command,
            limits=self._spec.limits,
            labels={**self._labels(role), **labels},
            volume=self._site.prefix,
            processors=self._site.processor,
            runtime=self._site.runtime,
        )
        return _Container(self._site.client, name, container_config(order))

    def _labels(self, role: Role) -> dict[str, str]:
        bound = {PROCESSOR: self._site.processor} if role is Role.JUDGE and self._site.processor is not None else {}
        return {**self._site.labels, ROLE: role.value, LANE: self._site.prefix, **bound}

    def _judge_command(self) -> tuple[str, ...]:
        options = ["--role", "judge", "--worker", self._spec.worker, "--uids", f"{JUDGE_FIRST_UID}:{JUDGE_UIDS}"]
        if self._spec.judge_preload:
            options += ["--preload", ",".join(self._spec.judge_preload)]
        return (*_PROGRAM, *options)

    def _box_command(self, name: str, uids: UidRange) -> tuple[str, ...]:
        options = ["--role", "box", "--socket", socket_path(name), "--uids", uids.option]
        options += ["--guest", self._site.guest]
        if self._spec.preload:
            options += ["--preload", ",".join(self._spec.preload)]
        return (*_PROGRAM, *options)


def socket_path(box: str) -> str:
    """Return where, inside every container of a lane, a box's socket lies."""
    return f"{WALL_FOLDER}/{box}.sock"
