"""A lane without isolation: a judge and boxes, each a subprocess with a folder of its own.

    <workspace>/sockets1/box3.sock   the sockets of the lane's boxes
    <workspace>/judge2/              the writable folder of the judge: workers make theirs in it
    <workspace>/box3/                the writable folder of a box: guests make theirs in it
"""

import threading
from collections.abc import Callable
from pathlib import Path

from sandbox.engine import Box, BoxState, Job, JobEnd, JobEnding, LaneSpec
from sandbox.errors import EngineFailed, ForkserverFailed, SandboxError
from sandbox.local.process import ForkserverProcess
from sandbox.local.workspace import Workspace


class LocalBox:
    """A box that is a subprocess."""

    def __init__(self, *, name: str, socket: Path, process: ForkserverProcess) -> None:
        self._name = name
        self.socket = socket
        self.process = process

    @property
    def name(self) -> str:
        """A name that no other box of the engine has."""
        return self._name

    def state(self) -> BoxState:
        """Whether the subprocess runs; nobody tells whether memory was why it does not."""
        return BoxState(alive=self.process.alive)

    def close(self) -> None:
        """Stop it; its folder goes with the engine's."""
        self.process.close()


class LocalLane:
    """One judge and its boxes, all of them subprocesses."""

    def __init__(self, spec: LaneSpec, workspace: Workspace, *, guest: str) -> None:
        self._spec = spec
        self._guest = guest
        self._workspace = workspace
        self._sockets = workspace.make("sockets")
        self._boxes: list[LocalBox] = []
        self._lock = threading.Lock()
        self._closed = False
        folder = workspace.make("judge")
        preload = ("--preload", ",".join(spec.judge_preload)) if spec.judge_preload else ()
        self.judge = ForkserverProcess(
            ("--role", "judge", "--worker", spec.worker, "--writable", str(folder), *preload), folder=folder
        )
        _ready_or_closed(self.judge)

    def start_box(self) -> LocalBox:
        """Start a box and wait until it is ready."""
        with self._lock:
            folder = self._workspace.make("box")
        socket = self._sockets / f"{folder.name}.sock"
        preload = ("--preload", ",".join(self._spec.preload)) if self._spec.preload else ()
        limits = ("--guest", self._guest, "--guests", str(self._spec.guests_per_box), "--writable", str(folder))
        process = ForkserverProcess(
            ("--role", "box", "--socket", str(socket), *limits, *preload), folder=folder
        )
        _ready_or_closed(process)
        box = LocalBox(name=f"{self._workspace.folder.name}-{folder.name}", socket=socket, process=process)
        with self._lock:
            self._boxes.append(box)
            closed = self._closed
        if closed:
            box.close()
            raise ForkserverFailed("the lane was closed while a box was starting")
        return box

    def run(self, job: Job, box: Box, on_event: Callable[[bytes], None], *, second: Box | None = None) -> JobEnd:
        """Run one job against one box, or two."""
        sockets = []
        for each in (box, second) if second is not None else (box,):
            if not isinstance(each, LocalBox):
                raise EngineFailed(f"box {each.name!r} is not one of the local engine")
            sockets.append(str(each.socket))
        try:
            return self.judge.client.run(job, sockets, on_event)
        except ForkserverFailed as failed:
            return JobEnd(ending=JobEnding.LOST, reason=str(failed))

    def cancel(self) -> None:
        """End the job that runs."""
        self.judge.client.cancel()

    def close(self) -> None:
        """Stop the judge and every box."""
        with self._lock:
            self._closed = True
            boxes, self._boxes = self._boxes, []
        self.judge.close()
        for box in boxes:
            box.close()


def _ready_or_closed(process: ForkserverProcess) -> None:
    try:
        process.wait_ready()
    except SandboxError:
        process.close()
        raise
