"""Coroutines of this side that the other side started: each is a task in an event loop until its answer is sent."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from sandbox.wall.watching import wake

if TYPE_CHECKING:
    import asyncio  # costs 40 ms of CPU to import: loaded where the first coroutine is met

Work = Coroutine[Any, Any, object]


class Tasks:
    """The tasks of one conversation, and the loop that runs them where nobody else's does.

    `finish(number, outcome)` sends what calling `outcome` gives or raises; `failed` hears what `finish` itself raises.
    """

    def __init__(
        self, finish: Callable[[int, Callable[[], object]], None], failed: Callable[[BaseException], None]
    ) -> None:
        self._finish = finish
        self._failed = failed
        self._idle: asyncio.Future[None] | None = None
        self._over = False  # nobody hears their answers any more
        self.running: dict[int, asyncio.Task[None]] = {}
        self.own_loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def start(self, number: int, work: Work, loop: asyncio.AbstractEventLoop | None) -> None:
        """Begin a task in `loop`, from any thread; None is the loop of our own."""
        loop = loop or self._own()
        if loop is running_loop() or not loop.is_running():
            self._begin(loop, number, work)
        else:
            wake(loop, self._begin, loop, number, work)

    def cancel(self, number: int) -> None:
        """Cancel a task; one that is not there has answered already."""
        task = self.running.get(number)
        if task is not None:
            wake(task.get_loop(), task.cancel)

    def cancel_all(self) -> None:
        """Cancel every task, for good: there may be thousands, and nobody hears their answers."""
        self._over = True
        for number in list(self.running):
            self.cancel(number)

    def idle_loop(self) -> asyncio.AbstractEventLoop | None:
        """Return the loop of our own where it has tasks and nobody runs it."""
        loop = self.own_loop
        return loop if self.running and loop is not None and not loop.is_running() else None

    def begin_idling(self, loop: asyncio.AbstractEventLoop) -> asyncio.Future[None]:
        """Return what is done as soon as no task is left."""
        self._idle = loop.create_future()
        return self._idle

    def end_idling(self) -> None:
        """Forget what `begin_idling` returned."""
        self._idle = None

    def are_done(self) -> bool:
        """Whether somebody waited until no task is left, and none is."""
        return self._idle is not None and self._idle.done()

    def give_up(self, failure: BaseException) -> None:
        """Raise a failure where somebody waits until no task is left."""
        if self._idle is not None and not self._idle.done():
            self._idle.set_exception(failure)

    def close(self) -> None:
        """Close the loop of our own; where the conversation ends while that runs, `left` does it."""
        self._closed = True
        if self.own_loop is not None and not self.own_loop.is_running():
            self.own_loop.close()
            self.own_loop = None

    def left(self) -> None:
        """Close the loop of our own, which has just stopped, if the conversation ended meanwhile."""
        if self._closed:
            self.close()

    def _begin(self, loop: asyncio.AbstractEventLoop, number: int, work: Work) -> None:
        self.running[number] = loop.create_task(self._run(number, work))

    async def _run(self, number: int, work: Work) -> None:
        outcome: Callable[[], object]
        try:
            value = await work
        except BaseException as caught:  # noqa: BLE001 -- cancellation and exits are answers too
            outcome = _raiser(caught)
        else:
            outcome = _returner(value)
        try:
            if not self._over:
                self._finish(number, outcome)
        except BaseException as failure:  # noqa: BLE001 -- kept by the side; everybody who waits must wake
            self._failed(failure)
        finally:
            self.running.pop(number, None)
            if not self.running and self._idle is not None and not self._idle.done():
                self._idle.set_result(None)

    def _own(self) -> asyncio.AbstractEventLoop:
        import asyncio

        if self.own_loop is None:
            self.own_loop = asyncio.new_event_loop()
        return self.own_loop


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop that runs in this thread, without importing asyncio."""
    module = sys.modules.get("asyncio")
    return None if module is None else module._get_running_loop()


def _raiser(error: BaseException) -> Callable[[], object]:
    def again() -> object:
        raise error

    return again


def _returner(value: object) -> Callable[[], object]:
    return lambda: value
