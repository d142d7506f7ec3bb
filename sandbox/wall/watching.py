"""Event loops that watch a channel, each as long as something in it waits for a frame."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.wall.channel import NEVER, Channel

if TYPE_CHECKING:
    import asyncio  # costs 40 ms of CPU to import: loaded where the first coroutine is met


@dataclass(slots=True)
class _Watched:
    """How many wait in a loop, and the call that ends their waiting."""

    count: int
    alarm: asyncio.TimerHandle | None


class LoopWatch:
    """The loops of one conversation; `readable` is called in a loop when there may be a frame to read."""

    def __init__(self, channel: Channel, readable: Callable[[], None], overdue: Callable[[], None]) -> None:
        self._channel = channel
        self._readable = readable
        self._overdue = overdue
        self.loops: dict[asyncio.AbstractEventLoop, _Watched] = {}

    def add(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let a loop watch for one more who waits in it; called in the loop's own thread."""
        watched = self.loops.get(loop)
        if watched is not None:
            watched.count += 1
            return
        alarm = None
        if self._channel.deadline != NEVER:
            alarm = loop.call_later(max(0.0, self._channel.deadline - time.monotonic()), self._overdue)
        self.loops[loop] = _Watched(1, alarm)
        if self._channel.fileno() >= 0:
            loop.add_reader(self._channel.fileno(), self._readable)
            loop.call_soon(self._readable)

    def remove(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take one off again; the last one ends the watch."""
        watched = self.loops.get(loop)
        if watched is None:
            return
        watched.count -= 1
        if watched.count == 0:
            del self.loops[loop]
            self._stop(loop, watched)

    def nudge(self) -> None:
        """Let the loops look at frames that were read ahead: the socket will not wake them for those."""
        if self._channel.has_read_ahead:
            for loop in list(self.loops):
                wake(loop, self._readable)

    def clear(self) -> None:
        """End every watch, before the channel is closed."""
        loops, self.loops = self.loops, {}
        for loop, watched in loops.items():
            self._stop(loop, watched)

    def _stop(self, loop: asyncio.AbstractEventLoop, watched: _Watched) -> None:
        if watched.alarm is not None:
            watched.alarm.cancel()
        if not loop.is_closed() and self._channel.fileno() >= 0:
            loop.remove_reader(self._channel.fileno())


def wake(loop: asyncio.AbstractEventLoop, call: Callable[..., Any], *args: Any) -> None:
    """Call something in a loop, from any thread; where the loop is closed, nobody waits in it any more."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *args)
