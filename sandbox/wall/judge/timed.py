"""A wall that can be timed: beside another one, stopped while that is asked, and echoing what was said across it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType
from typing import Any

from sandbox.wall.failure import FailureKind
from sandbox.wall.judge.session import Exchange
from sandbox.wall.judge.standins import StandIns
from sandbox.wall.judge.wall import GONE, Files, Link, Wall


class TimedWall(Wall):
    """A wall, and what those need who time calls across it."""

    def beside(self, open_guest: Callable[[dict[str, Any]], Link], files: Files) -> TimedWall:
        """Return a wall to other files with the same interface, whose stand-ins are not installed."""
        other = TimedWall(
            open_guest=open_guest,
            files=files,
            modules=self._modules,
            interface={},
            limits=self._limits,
            tests=self._tests,
            guest_per=self._guest_per,
        )
        other._interface = self._interface
        other._hello = self._hello
        other._standins = StandIns(other, self._interface, self._tests, other._failed)
        return other

    def module(self) -> ModuleType:
        """Return the stand-in of the first module, also where it was not installed."""
        if self._standins is None:
            raise ValueError("a wall has stand-ins once it is installed, or stands beside another")
        return self._standins.module(self._modules[0])

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Keep every process of the guest from running meanwhile; where none lives, there is nothing to stop."""
        link = self._link
        if link is None:
            yield
            return
        self._paused(link.stop)
        try:
            yield
        finally:
            if self._link is link:
                self._paused(link.go_on)

    @contextmanager
    def observed(self) -> Iterator[list[Exchange]]:
        """Keep what is asked and answered meanwhile."""
        exchanges: list[Exchange] = []
        session = self._now()
        session.exchanges = exchanges
        try:
            yield exchanges
        finally:
            session.exchanges = None

    def unnoted(self) -> AbstractContextManager[None]:
        """Leave what is asked meanwhile out of the digest of examples."""
        return self._examples.left_out()

    def echo(self, exchange: Exchange) -> None:
        """Send such an exchange once more, with nothing done in between."""
        self._now().echo(exchange)

    def _paused(self, pause: Callable[[], None]) -> None:
        try:
            pause()
        except GONE as gone:
            raise self._failed(FailureKind.BOX_LOST, str(gone)) from None
