"""The report connection of a guest, as the box sees it: the judge's side asks, we answer. No guest has it."""

import contextlib
import socket
import time

from sandbox.control import FrameBuffer, Message, frame

_SEND_SECONDS = 2.0
_RECEIVE_BYTES = 16 * 1024
_MOST_BYTES = 64 * 1024


class ReportConnection:
    """Frames over an accepted connection; nothing here waits for what is read."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = FrameBuffer(max_frame_bytes=_MOST_BYTES)
        self.closed = False
        sock.settimeout(0)

    @property
    def descriptor(self) -> int:
        """What to wait on."""
        return self._sock.fileno()

    def read(self) -> Message | None:
        """Read what is there; returns a whole message or None. Raises ForkserverFailed on a broken frame."""
        try:
            data = self._sock.recv(_RECEIVE_BYTES)
        except (BlockingIOError, InterruptedError):
            return self._buffer.take()
        except OSError:
            data = b""
        if not data:
            self.closed = True
        self._buffer.feed(data)
        return self._buffer.take()

    def send(self, message: Message) -> None:
        """Answer; bounded, and silent where the judge's side is gone: its end is its own affair."""
        self.send_bytes(memoryview(frame(message)))

    def send_bytes(self, rest: memoryview) -> None:
        """Send bytes as they are, without a copy."""
        until = time.monotonic() + _SEND_SECONDS
        with contextlib.suppress(OSError):
            while rest and (left := until - time.monotonic()) > 0:
                self._sock.settimeout(left)
                rest = rest[self._sock.send(rest) :]
        with contextlib.suppress(OSError):
            self._sock.settimeout(0)

    def close(self) -> None:
        """Close it."""
        self._sock.close()
