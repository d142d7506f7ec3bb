"""The judge: PID 1 of the container with the tests. One worker per job; PID 1 relays, opens guests, keeps the time.

    stdin  {"op": "job", "id", "boxes", "wall_seconds", "common", "payload"} | {"op": "cancel", "id"}
    stdout {"event": "progress", "id", "payload"}* then {"event": "done", "id", "ending", "reason", "cpu_seconds"}

The worker talks over a socket pair (link.py). It is trusted code that handles values which a candidate chose, so it
runs without privileges, may hang or die, and is ended at its time: the job's, or that within which it said with an
event that there would be another. What a job has in common with the one before is made ready once, on a stage
(stage.py) of which each worker is a fork. Only PID 1 can open the box's socket; it connects both connections of a
guest, passes them on and keeps none.
"""

import contextlib
import math
import os
import shutil
import socket
import time

from sandbox.control import FrameBuffer, Message, field, frame, optional_field
from sandbox.engine import JobEnding
from sandbox.errors import ForkserverFailed
from sandbox.forkserver.children import Children
from sandbox.forkserver.entry import load_entry
from sandbox.forkserver.killing import Undertaker
from sandbox.forkserver.options import Options
from sandbox.forkserver.tenant import Identities, Identity
from sandbox.forkserver.waiting import ControlClosed, Waiter
from sandbox.forkserver.worker import STAGE, Stage, Worker

_STDIN = 0
_STDOUT = 1
_READ_BYTES = 256 * 1024
_REASON_CHARACTERS = 4000


class Judge:
    """The loop of the judge's PID 1."""

    def __init__(self, options: Options, waiter: Waiter) -> None:
        self._options = options
        self._waiter = waiter
        self._children = Children()
        self._entry = load_entry(options.worker)
        self._identities = self._fresh_identities()
        self._stage: Stage | None = None
        self._undertaker = Undertaker(children=self._children, places=options.writable, wait=waiter.pause)
        self._folder = options.writable[0] / STAGE
        self._folder.mkdir(mode=0o755)
        self._undertaker.look_again()
        self._control = FrameBuffer()

    def serve(self) -> None:
        """Take jobs until stdin is at its end; raises ControlClosed then."""
        try:
            while True:
                message = self._control.take()
                if message is None:
                    self._wait()
                    self._children.reap()
                elif message.get("op") == "job":
                    self._run(message)
                elif message.get("op") != "cancel":  # one that comes after the job's end means nothing any more
                    raise ForkserverFailed("the host asked for something that a judge does not do")
        finally:
            if self._stage is not None:
                self._stage.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, job: Message) -> None:
        job_id, boxes = field(job, "id", int), tuple(map(str, field(job, "boxes", list)))
        until = time.monotonic() + field(job, "wall_seconds", float)
        stage = self._stage_for(field(job, "common", bytes))
        worker = stage.order(field(job, "payload", bytes), self._identity())
        job.clear()  # the payload is the worker's
        relay = Relay(worker, job_id=job_id, boxes=boxes)
        ending, reason = JobEnding.DIED, "the judge is ending"
        clean = False
        try:
            ending, reason = self._watch(stage, worker, relay, until)
        finally:
            stage.end_unheard()
            clean = self._undertaker.end(worker.tenant, spared=stage.pid)
        relay.turn_out()
        if not reason:
            ending, reason = self._ending(stage, worker)
        worker.stderr.close()
        worker.sock.close()
        cpu_seconds = max(0.0, self._children.cpu_seconds - worker.cpu_seconds_before)
        self._children.forget(worker.tenant.pid)
        say(
            {"event": "done", "id": job_id, "ending": ending.value, "reason": reason, "cpu_seconds": cpu_seconds},
        )
        if not clean:
            raise ForkserverFailed("the judge could not clean up after a job")

    def _stage_for(self, common: bytes) -> Stage:
        """Return a stage that made ready for such jobs: the one that there is, or a new one in its place."""
        self._children.reap()
        if self._stage is not None and self._serves(self._stage, common):
            self._undertaker.look_again()  # with what the stage has written
            return self._stage
        if self._stage is not None:
            self._stage.close()
        self._stage = Stage(self._entry, common, folder=self._folder, children=self._children)
        return self._stage

    def _serves(self, stage: Stage, common: bytes) -> bool:
        """Whether a stage made ready for such jobs, and is as it was then: without user ids workers can write there."""
        return stage.usable and stage.common == common and (self._options.uids is not None or stage.is_as_forked())

    def _watch(self, stage: Stage, worker: Worker, relay: "Relay", until: float) -> tuple[JobEnding, str]:
        """Follow a worker to its end; the reason is empty where it ended by itself."""
        while True:
            ends = (*relay.descriptors, *worker.stderr.descriptors, *stage.descriptors)
            self._wait(*ends, until=min(until, relay.due))
            worker.stderr.drain()
            stage.stderr.drain()
            stage.hear()
            self._children.reap()
            if self._children.status(worker.tenant.pid) is not None:
                return JobEnding.DIED, ""
            relay.turn()
            if time.monotonic() >= min(until, relay.due):
                return JobEnding.DEADLINE, "the judge's worker was ended: its time was over"
            if self._cancelled(relay.job_id):
                return JobEnding.DIED, "cancelled"

    def _cancelled(self, job_id: int) -> bool:
        """Whether the host has asked for the end of the job that runs."""
        for message in self._control.messages():
            if message.get("op") != "cancel":
                raise ForkserverFailed("the host gave a job to a judge that has one")
            if message.get("id") == job_id:
                return True
        return False

    def _ending(self, stage: Stage, worker: Worker) -> tuple[JobEnding, str]:
        status = self._children.status(worker.tenant.pid)
        worker.stderr.drain_rest()
        stage.stderr.drain_rest()
        if status == 0:
            return JobEnding.FINISHED, ""
        said = (stage.stderr.text() + worker.stderr.text())[-_REASON_CHARACTERS:]
        if status is not None and os.WIFSIGNALED(status):
            return JobEnding.DIED, f"the judge's worker was ended by signal {os.WTERMSIG(status)}\n{said}"
        return JobEnding.DIED, f"the judge's worker failed\n{said}"

    def _identity(self) -> Identity:
        """Take the next one; workers are ours and were cleaned up after, so they may come round again."""
        identity = self._identities.take()
        if identity is None:
            self._identities = self._fresh_identities()
            identity = self._identities.take()
        if identity is None:
            raise ForkserverFailed("the judge has no user ids")
        return identity

    def _fresh_identities(self) -> Identities:
        return Identities(uids=self._options.uids, home=self._options.writable[0], most=None)

    def _wait(self, *descriptors: int, until: float | None = None) -> None:
        """Wait, taking in what the host says; raises ControlClosed where it closes our stdin."""
        ready = self._waiter.wait(_STDIN, *descriptors, until=until)
        if _STDIN in ready:
            data = os.read(_STDIN, _READ_BYTES)
            if not data:
                raise ControlClosed
            self._control.feed(data)


class Relay:
    """One worker's requests: events go to the host, guests are opened in its boxes."""

    def __init__(self, worker: Worker, *, job_id: int, boxes: tuple[str, ...]) -> None:
        self.job_id = job_id
        self.due = math.inf  # when there must be more from the worker
        self._sock = worker.sock
        self._boxes = boxes
        self._buffer = FrameBuffer()
        self._open = True

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What to wait on."""
        return (self._sock.fileno(),) if self._open else ()

    def turn(self) -> bool:
        """Read once and do what was asked; returns whether there was something to read."""
        if not self._open:
            return False
        try:
            data = self._sock.recv(_READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            data = b""
        self._open = bool(data)
        self._buffer.feed(data)
        for message in self._buffer.messages():
            self._do(message)
        return self._open

    def turn_out(self) -> None:
        """Pass on what a dead worker had sent."""
        while self.turn():
            pass

    def _do(self, message: Message) -> None:
        match message.get("op"):
            case "emit":
                within_seconds = optional_field(message, "more_within_seconds", float)
                self.due = math.inf if within_seconds is None else time.monotonic() + within_seconds
                say({"event": "progress", "id": self.job_id, "payload": field(message, "payload", bytes)})
            case "guest":
                wishes: Message = {name: message[name] for name in ("limits", "hash_seed") if name in message}
                self._open_guest(wishes, field(message, "box", int))
            case _:
                raise ForkserverFailed("the judge's worker asked for something that there is not")

    def _open_guest(self, wishes: Message, number: int) -> None:
        """Connect both connections, and only then ask: so the box never takes another's for the guest's."""
        if not 0 <= number < len(self._boxes):
            self._answer({"event": "no_guest", "reason": f"this job has {len(self._boxes)} box"})
            return
        box = self._boxes[number]
        with contextlib.ExitStack() as opened:
            try:
                report = opened.enter_context(_connect(box))
                sock = opened.enter_context(_connect(box))
                report.sendall(frame({"op": "guest", **wishes}))
            except OSError as error:
                self._answer({"event": "no_guest", "reason": f"{type(error).__name__}: {error}"})
                return
            report.settimeout(None)
            sock.settimeout(None)
            self._answer({"event": "guest"}, report.fileno(), sock.fileno())

    def _answer(self, message: Message, *descriptors: int) -> None:
        """Answer in one piece: the worker waits for it, so there is room; one that is gone is seen elsewhere."""
        with contextlib.suppress(OSError):
            socket.send_fds(self._sock, [frame(message)], list(descriptors))


def _connect(path: str) -> socket.socket:
    """Connect without ever waiting: a box whose backlog is full is a box that does not answer."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(0)
    try:
        sock.connect(path)
    except OSError:
        sock.close()
        raise
    return sock


def say(message: Message) -> None:
    """Write one message to the host; raises ControlClosed where it is gone."""
    rest = memoryview(frame(message))
    try:
        while rest:
            rest = rest[os.write(_STDOUT, rest) :]
    except BrokenPipeError:
        raise ControlClosed from None
