"""A child's stdout and stderr: always read, so that it never blocks, and bounded, so that we never grow.

What a guest prints may be lines of its submission (a traceback is), and PID 1's memory is inherited by the next guest.
So a guest's output lies only in a mapping of its own, which goes back to the kernel as a whole; no `bytes` is made of
it.
"""

import contextlib
import mmap
import os

_TURN_BYTES = 64 * 1024
_MOST_TURNS = 16  # what a dead child can have left: a pipe holds 64 KiB, or a little more


class _Pipe:
    """The reading end of a pipe, read a bounded chunk a turn."""

    def __init__(self) -> None:
        self._reader, self.writer = os.pipe()
        os.set_blocking(self._reader, False)
        self.truncated = False
        self.open = True

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What to wait on: nothing any more once every writer is gone."""
        return (self._reader,) if self.open else ()

    def drain(self) -> bool:
        """Read one chunk if there is one; returns whether there was."""
        if not self.open:
            return False
        try:
            self.open = self._read() > 0
        except BlockingIOError:
            return False
        return self.open

    def drain_rest(self) -> None:
        """Read what a dead child left in the pipe, whoever still writes."""
        for _ in range(_MOST_TURNS):
            if not self.drain():
                return

    def close(self) -> None:
        """Close our end."""
        self.open = False
        with contextlib.suppress(OSError):
            os.close(self._reader)

    def _read(self) -> int:
        raise NotImplementedError


class GuestOutput(_Pipe):
    """The beginning of what a guest prints, never in memory that another guest inherits."""

    def __init__(self, *, keep_bytes: int) -> None:
        super().__init__()
        self._keep_bytes = keep_bytes
        self._kept_bytes = 0
        self._memory: mmap.mmap | None = None

    @property
    def kept_bytes(self) -> int:
        """How much was kept."""
        return self._kept_bytes

    def kept(self) -> memoryview:
        """Look at what was kept; release it before `close`."""
        return memoryview(self._mapping())[: self._kept_bytes]

    def close(self) -> None:
        """Close our end and give the memory back."""
        super().close()
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def _read(self) -> int:
        """Read behind what is kept; what is over the bound is overwritten by the next turn."""
        with memoryview(self._mapping()) as memory, memory[self._kept_bytes :] as room:
            count = os.readv(self._reader, [room])
        kept = min(count, self._keep_bytes - self._kept_bytes)
        self._kept_bytes += kept
        self.truncated |= kept < count
        return count

    def _mapping(self) -> mmap.mmap:
        """Map it when it is first needed, which is after the fork: the guest has no part in it."""
        if self._memory is None:
            flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
            self._memory = mmap.mmap(-1, self._keep_bytes + _TURN_BYTES, flags=flags)
        return self._memory


class WorkerErrors(_Pipe):
    """The end of what a worker of ours says on stderr."""

    def __init__(self, *, keep_bytes: int) -> None:
        super().__init__()
        self._keep_bytes = keep_bytes
        self._kept = bytearray()

    def text(self) -> str:
        """Return what was kept."""
        return self._kept.decode("utf-8", "replace")

    def _read(self) -> int:
        chunk = os.read(self._reader, _TURN_BYTES)
        self._kept += chunk
        self.truncated |= len(self._kept) > self._keep_bytes
        del self._kept[: -self._keep_bytes]
        return len(chunk)
