"""The worker's end of the judge's forkserver: emit events to the host, open guests in the box.

    worker --emit--> judge's PID 1 --progress--> host
    worker --guest-> judge's PID 1 --connects twice--> box's socket
           <- descriptors A (report) and B (the guest's) -

Only PID 1 may open the box's socket; the worker talks on what it is handed. B is the wall's; A never leaves
`GuestLink`, and the guest never sees it.
"""

import contextlib
import select
import socket
import threading
import time

from sandbox.control import FrameBuffer, Message, field, frame, optional_field
from sandbox.ending import Ending, GuestEnd
from sandbox.errors import BoxFull, BoxGone, ForkserverFailed

OPEN_SECONDS = 20.0
_OWN_END_SECONDS = 0.25
_PAUSE_SECONDS = 3.0
_MOST_FRAME_BYTES = 64 * 1024
_MOST_OUTPUT_BYTES = 64 * 1024 * 1024
_RECEIVE_BYTES = 64 * 1024


class GuestLink:
    """One guest, from the worker's side. `sock` is the connection that the guest has the other end of."""

    def __init__(self, *, report: socket.socket, sock: socket.socket) -> None:
        self.sock = sock
        self._report = report
        self._buffer = FrameBuffer(max_frame_bytes=_MOST_FRAME_BYTES)
        self._end: GuestEnd | None = None

    def wait_accepted(self, within_seconds: float) -> None:
        """Wait until the box says that the guest is born; raises BoxFull or BoxGone."""
        message = self._next(time.monotonic() + within_seconds)
        match message.get("event"):
            case "accepted":
                return
            case "full":
                raise BoxFull("the box takes no more guests")
        raise BoxGone(f"the box could not start a guest: {str(message.get('reason'))[:1000]}")

    def end(self, within_seconds: float = 2.0) -> GuestEnd:
        """End the guest and everything it started; returns the report (the same when asked again) or raises BoxGone."""
        try:
            if self._end is None:
                self._end = self._told_to_end(within_seconds)
        except ForkserverFailed as failed:
            raise BoxGone(str(failed)) from failed
        finally:
            self.close()
        return self._end

    def stop(self) -> None:
        """Stop the guest and everything it started; raises BoxGone where that is not certain."""
        self._pause("stop")

    def go_on(self) -> None:
        """Let it go on; raises BoxGone."""
        self._pause("go on")

    def close(self) -> None:
        """Close both connections; the box then ends the guest by itself."""
        self._report.close()
        self.sock.close()

    def _pause(self, op: str) -> None:
        if self._end is not None:
            return
        self._ask(op)
        until = time.monotonic() + _PAUSE_SECONDS
        message = self._next(until)
        if message.get("event") == "paused":
            if message.get("done") is not True:
                raise BoxGone("the box could not stop a guest, or let it go on")
            return
        try:  # it ended before it was asked
            self._end = guest_end(message, self._output(message, until))
        except ForkserverFailed as failed:
            raise BoxGone(str(failed)) from failed

    def _told_to_end(self, within_seconds: float) -> GuestEnd:
        if not self._guest_closed():
            self._ask_to_leave()
        elif not self._reported_within(_OWN_END_SECONDS):
            self._ask("end")
        until = time.monotonic() + within_seconds
        message = self._next(until)
        return guest_end(message, self._output(message, until))

    def _ask_to_leave(self) -> None:
        """Close the guest's connection, upon which it exits; its PID 1 is told before, and kills what does not."""
        self._ask("leave")
        with contextlib.suppress(OSError):  # it is gone already
            self.sock.shutdown(socket.SHUT_RDWR)

    def _ask(self, op: str) -> None:
        with contextlib.suppress(OSError):  # it ended by itself just now: its report is there
            self._report.sendall(frame({"op": op}))

    def _guest_closed(self) -> bool:
        """Whether the guest's end of its connection is closed: it is most likely ending by itself."""
        try:
            return _readable(self.sock, 0.0) and not self.sock.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def _reported_within(self, within_seconds: float) -> bool:
        """Wait a little for the report of a guest that ends by itself, so that it is not taken for one we stopped."""
        return _readable(self._report, within_seconds)

    def _next(self, until: float) -> Message:
        try:
            while (message := self._buffer.take()) is None:
                self._receive(until)
        except ForkserverFailed as failed:
            raise BoxGone(str(failed)) from failed
        return message

    def _output(self, message: Message, until: float) -> bytes:
        """Read the guest's output, which follows a report as bare bytes."""
        count = optional_field(message, "output_bytes", int) or 0
        if not 0 <= count <= _MOST_OUTPUT_BYTES:
            raise BoxGone(f"the box's forkserver announced {count} bytes of output")
        while (output := self._buffer.take_bytes(count)) is None:
            self._receive(until)
        return output

    def _receive(self, until: float) -> None:
        try:
            self._report.settimeout(max(0.001, until - time.monotonic()))
            data = self._report.recv(_RECEIVE_BYTES)
        except TimeoutError:
            raise BoxGone("the box's forkserver did not answer in time") from None
        except OSError as error:
            raise BoxGone(f"the box's forkserver went away: {error}") from error
        if not data:
            raise BoxGone("the box's forkserver went away without a report")
        self._buffer.feed(data)


class JudgeLink:
    """What the worker is handed beside its payload; threads of the worker may share it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = FrameBuffer()
        self._lock = threading.Lock()

    def emit(self, payload: bytes, *, more_within_seconds: float | None = None) -> None:
        """Send one event to the host; without another one within so many seconds, this worker is ended as hung."""
        message: Message = {"op": "emit", "payload": payload}
        if more_within_seconds is not None:
            message["more_within_seconds"] = more_within_seconds
        with self._lock:
            self._sock.sendall(frame(message))

    def open_guest(
        self, limits: dict[str, float | None], *, box: int = 0, hash_seed: int | None = None
    ) -> GuestLink:
        """Start a guest with these limits (the fields of `Limits`, and `address_space_mb`); raises BoxGone.

        `box` is 0 for the job's box, 1 for its second. With a `hash_seed` the guest is an interpreter of its own, whose
        hashes of texts are not the box's.
        """
        request: Message = {"op": "guest", "limits": dict(limits), "box": box}
        if hash_seed is not None:
            request["hash_seed"] = hash_seed
        with self._lock:
            self._sock.sendall(frame(request))
            guest = self._handed()
        try:
            guest.wait_accepted(OPEN_SECONDS)
        except BoxGone:
            guest.close()
            raise
        return guest

    def _handed(self) -> GuestLink:
        """Receive PID 1's answer with the two descriptors that come with it."""
        descriptors: list[int] = []
        while (message := self._buffer.take()) is None:
            data, handed, _, _ = socket.recv_fds(self._sock, _RECEIVE_BYTES, 2)
            descriptors += handed
            if not data:
                raise BoxGone("the judge's forkserver went away")
            self._buffer.feed(data)
        sockets = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        if message.get("event") != "guest" or len(sockets) != 2:
            for opened in sockets:
                opened.close()
            raise BoxGone(f"the box cannot be reached: {str(message.get('reason'))[:1000]}")
        report, sock = sockets
        return GuestLink(report=report, sock=sock)


def _readable(sock: socket.socket, within_seconds: float) -> bool:
    """Whether there is something to read, or the end of it; False for a socket that is closed on our side."""
    if sock.fileno() < 0:
        return False
    poller = select.poll()
    poller.register(sock.fileno(), select.POLLIN)
    return bool(poller.poll(within_seconds * 1000))


def guest_end(message: Message, output: bytes) -> GuestEnd:
    """Parse a box's report strictly, with the output that followed it; raises ForkserverFailed."""
    if message.get("event") != "ended":
        raise ForkserverFailed("the box's forkserver answered with something else than a guest's end")
    try:
        ending = Ending(field(message, "ending", str))
    except ValueError as unknown:
        raise ForkserverFailed("the box's forkserver reported an ending that there is not") from unknown
    return GuestEnd(
        ending=ending,
        status=field(message, "status", int),
        signal=field(message, "signal", int),
        cpu_seconds=field(message, "cpu_seconds", float),
        peak_bytes=optional_field(message, "peak_bytes", int),
        oom_kills=field(message, "oom_kills", int),
        output=output,
        output_truncated=field(message, "output_truncated", bool),
        clean=field(message, "clean", bool),
    )


def end_message(end: GuestEnd, *, output_bytes: int) -> Message:
    """Turn a guest's end into the message that `guest_end` reads; its output follows as that many bare bytes."""
    return {
        "event": "ended",
        "ending": end.ending.value,
        "status": end.status,
        "signal": end.signal,
        "cpu_seconds": end.cpu_seconds,
        "peak_bytes": end.peak_bytes,
        "oom_kills": end.oom_kills,
        "output_bytes": output_bytes,
        "output_truncated": end.output_truncated,
        "clean": end.clean,
    }
