"""The host's side of one forkserver: wait until it is ready, give it jobs, hear how they end.

Engines differ in how they start the program and in what carries its stdio (`ControlStream`); what is said is here.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Sequence

from sandbox.control import FrameBuffer, Message, field, frame
from sandbox.engine import Job, JobEnd, JobEnding
from sandbox.errors import ForkserverFailed
from sandbox.forkserver.stream import ControlStream, broken

SLACK_SECONDS = 20.0
_SEND_SECONDS = 60.0
_CANCEL_SECONDS = 5.0
_REASON_CHARACTERS = 16 * 1024


class ForkserverClient:
    """One forkserver as its engine sees it.

    `run` is called from one thread at a time; `cancel` and `close` may come from any. After a ForkserverFailed the
    client is of no more use: its process or container must be discarded.
    """

    def __init__(self, stream: ControlStream, *, slack_seconds: float = SLACK_SECONDS) -> None:
        """Speak over `stream`; a job may take `slack_seconds` longer than its own time before we give up on it."""
        self._stream = stream
        self._slack_seconds = slack_seconds
        self._buffer = FrameBuffer()
        self._send_lock = threading.Lock()
        self._last_id = 0
        self._running: int | None = None
        self._failed = ""

    def wait_ready(self, within_seconds: float) -> str:
        """Wait for the program's first word; returns its Python version, "3.13.5"."""
        message = self._next(time.monotonic() + within_seconds, "waiting until the forkserver is ready")
        match message.get("event"):
            case "ready":
                return self._read(message, "python")
            case "failed":
                raise self._fail(f"the forkserver could not start: {self._read(message, 'reason')}")
        raise self._fail(f"the forkserver's first word was {str(message.get('event'))[:80]!r}, not 'ready'")

    def run(self, job: Job, boxes: Sequence[str], on_event: Callable[[bytes], None]) -> JobEnd:
        """Run one job in a judge, handing on the payload of each progress event; `boxes` are one or two sockets.

        Raises ForkserverFailed.
        """
        self._last_id += 1
        self._running = self._last_id
        try:
            self._send(
                {
                    "op": "job",
                    "id": self._last_id,
                    "boxes": list(boxes),
                    "wall_seconds": float(job.wall_seconds),
                    "common": job.common,
                    "payload": job.payload,
                },
                _SEND_SECONDS,
            )
            return self._follow(self._last_id, time.monotonic() + job.wall_seconds + self._slack_seconds, on_event)
        finally:
            self._running = None

    def cancel(self) -> None:
        """Ask for the end of the job that runs, if one does; never raises."""
        running = self._running
        if running is None or self._failed:
            return
        with contextlib.suppress(ForkserverFailed):
            self._send({"op": "cancel", "id": running}, _CANCEL_SECONDS)

    def close(self) -> None:
        """Close the stream, upon which the program ends."""
        self._failed = self._failed or "it was closed"
        self._stream.close()

    def _follow(self, job_id: int, until: float, on_event: Callable[[bytes], None]) -> JobEnd:
        while True:
            message = self._next(until, "a job was running")
            event = message.get("event")
            if event == "failed":
                raise self._fail(f"the judge's forkserver gave up: {self._read(message, 'reason')}")
            if event not in ("progress", "done") or message.get("id") != job_id:
                raise self._fail("the judge's forkserver said something that belongs to no job")
            if event == "done":
                return self._job_end(message)
            on_event(self._payload(message))

    def _payload(self, message: Message) -> bytes:
        try:
            return field(message, "payload", bytes)
        except ForkserverFailed as failed:
            raise self._fail(str(failed)) from failed

    def _job_end(self, message: Message) -> JobEnd:
        try:
            return JobEnd(
                ending=JobEnding(field(message, "ending", str)),
                reason=field(message, "reason", str)[:_REASON_CHARACTERS],
                cpu_seconds=field(message, "cpu_seconds", float),
            )
        except (ForkserverFailed, ValueError) as failed:
            raise self._fail(f"the judge's forkserver reported an ending that cannot be read: {failed}") from failed

    def _read(self, message: Message, name: str) -> str:
        try:
            return field(message, name, str)[:_REASON_CHARACTERS]
        except ForkserverFailed as failed:
            raise self._fail(str(failed)) from failed

    def _next(self, until: float, doing: str) -> Message:
        """Take the next message, reading as long as it takes and no longer than `until` (time.monotonic)."""
        while True:
            if self._failed:
                raise ForkserverFailed(f"this forkserver is not in use any more: {self._failed}")
            try:
                message = self._buffer.take()
            except ForkserverFailed as failed:
                raise self._fail(str(failed)) from failed
            if message is not None:
                return message
            self._buffer.feed(self._received(until, doing))

    def _received(self, until: float, doing: str) -> bytes:
        try:
            data = self._stream.recv(until - time.monotonic())
        except TimeoutError:
            raise self._fail(f"the forkserver said nothing in time while {doing}") from None
        except (OSError, ValueError) as error:  # ValueError: closed by another thread
            raise self._fail(str(broken(doing, OSError(str(error))))) from error
        if not data:
            raise self._fail(f"the forkserver went away while {doing}")
        return data

    def _send(self, message: Message, within_seconds: float) -> None:
        data = frame(message)
        with self._send_lock:
            if self._failed:
                raise ForkserverFailed(f"this forkserver is not in use any more: {self._failed}")
            try:
                self._stream.send_all(data, within_seconds)
            except (OSError, ValueError) as error:
                raise self._fail(str(broken("sending", OSError(str(error))))) from error

    def _fail(self, reason: str) -> ForkserverFailed:
        self._failed = self._failed or reason
        return ForkserverFailed(reason)
