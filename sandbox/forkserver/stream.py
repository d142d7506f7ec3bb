"""The host's end of a forkserver's stdin and stdout: bytes both ways, every wait bounded."""

import contextlib
import os
import select
import time
from typing import IO, Protocol

from sandbox.errors import ForkserverFailed

READ_BYTES = 256 * 1024


class ControlStream(Protocol):
    """What `ForkserverClient` needs of a connection; an engine brings its own."""

    def recv(self, within_seconds: float) -> bytes:
        """Read some bytes of the forkserver's stdout, b"" at its end; raises TimeoutError or OSError."""
        ...

    def send_all(self, data: bytes, within_seconds: float) -> None:
        """Write everything to the forkserver's stdin; raises TimeoutError or OSError."""
        ...

    def close(self) -> None:
        """Close both directions, so that the forkserver ends; again is harmless."""
        ...


class PipeStream:
    """A subprocess's two pipes as one stream."""

    def __init__(self, *, reader: IO[bytes], writer: IO[bytes]) -> None:
        self._reader = reader
        self._writer = writer
        os.set_blocking(writer.fileno(), False)

    def recv(self, within_seconds: float) -> bytes:
        """Read what is there, waiting for the first byte."""
        _wait(self._reader.fileno(), select.POLLIN, within_seconds)
        return os.read(self._reader.fileno(), READ_BYTES)

    def send_all(self, data: bytes, within_seconds: float) -> None:
        """Write all of it, waiting where the pipe is full."""
        until = time.monotonic() + within_seconds
        rest = memoryview(data)
        while rest:
            _wait(self._writer.fileno(), select.POLLOUT, until - time.monotonic())
            with contextlib.suppress(BlockingIOError):
                rest = rest[os.write(self._writer.fileno(), rest) :]

    def close(self) -> None:
        """Close both pipes."""
        for end in (self._writer, self._reader):
            with contextlib.suppress(OSError):
                end.close()


def _wait(descriptor: int, event: int, within_seconds: float) -> None:
    poller = select.poll()
    poller.register(descriptor, event)
    if not poller.poll(max(0.0, within_seconds) * 1000):
        raise TimeoutError("nothing moved on the control stream in time")


def broken(what: str, error: OSError) -> ForkserverFailed:
    """Say in one error what was being done when the stream broke."""
    return ForkserverFailed(f"the forkserver's control stream broke while {what}: {type(error).__name__}: {error}")
