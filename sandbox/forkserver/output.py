"""A child's stdout and stderr: always read, so that it never blocks, and bounded, so that we never grow."""

import contextlib
import os
from enum import Enum

_TURN_BYTES = 64 * 1024


class Keep(Enum):
    """Which end of a long output is kept."""

    HEAD = "head"
    TAIL = "tail"


class Output:
    """The reading end of a pipe, drained a bounded chunk a turn."""

    def __init__(self, *, keep: Keep, keep_bytes: int) -> None:
        self._reader, self.writer = os.pipe()
        os.set_blocking(self._reader, False)
        self._keep = keep
        self._keep_bytes = keep_bytes
        self._kept = bytearray()
        self.truncated = False
        self.open = True

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What to wait on: nothing any more once every writer is gone."""
        return (self._reader,) if self.open else ()

    @property
    def kept(self) -> bytes:
        """Return what was kept."""
        return bytes(self._kept)

    def drain(self) -> bool:
        """Read one chunk if there is one; returns whether there was."""
        try:
            chunk = os.read(self._reader, _TURN_BYTES)
        except BlockingIOError:
            return False
        if not chunk:
            self.open = False
            return False
        self._store(chunk)
        return True

    def drain_rest(self) -> None:
        """Read what a dead child left in the pipe: at most what a pipe holds, whoever still writes."""
        for _ in range(16):
            if not self.open or not self.drain():
                return

    def close(self) -> None:
        """Close our end."""
        with contextlib.suppress(OSError):
            os.close(self._reader)
        self.open = False

    def _store(self, chunk: bytes) -> None:
        if self._keep is Keep.HEAD:
            room = self._keep_bytes - len(self._kept)
            self.truncated |= len(chunk) > room
            self._kept += chunk[: max(0, room)]
        else:
            self._kept += chunk
            self.truncated |= len(self._kept) > self._keep_bytes
            del self._kept[: -self._keep_bytes]
