"""Both ends of one conversation for the machine: the wall as the judge has it, and guests in real processes."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from sandbox.limits import Limits
from sandbox.wall.judge.session import Session
from sandbox.wall.judge.wall import Wall
from tests.wall.machine.nursery import Guest, Nursery

SOURCE = Path(__file__).with_name("talkative.py")
REFERENCE = b"def absent(): pass\n"  # what the reference has and the submission has not
SECONDS = 60.0  # no conversation may take that long: a rule that meets this deadline unforeseen is red


class Speaking:
    """A wall, inside a test, over a guest that a nursery gives; a context manager."""

    def __init__(self, nursery: Nursery, interface: dict[str, Any] | None) -> None:
        self._nursery = nursery
        self._records = interface is None
        self.guest: Guest | None = None
        self.raised: list[BaseException] = []
        self.wall = Wall(
            open_guest=self._open,
            files=self._files,
            modules=("solution",),
            interface=interface,
            limits=Limits(),
            tests=Path("/nowhere"),
        )
        self.tests = 0

    def __enter__(self) -> Speaking:
        self.wall.install()
        self.solution: ModuleType = importlib.import_module("solution")
        self.begin()
        return self

    def __exit__(self, *_error: object) -> None:
        self.wall.end()
        self.wall.uninstall()

    def begin(self) -> None:
        """Begin a test, with a guest of its own."""
        self.tests += 1
        self.raised.clear()
        self.wall.begin(test_id=f"test {self.tests}", file="test.py", deadline=time.monotonic() + SECONDS)

    def hurry(self, seconds: float) -> None:
        """Let the test's time be up in so many seconds."""
        self.session.conversation.channel.deadline = time.monotonic() + seconds

    @property
    def session(self) -> Session:
        """The session of this test's guest, begun where it has not been."""
        return self.wall._now()

    def note_errors(self) -> None:
        """Note from now on what the session raises as the submission's own exception."""
        session = self.session
        inner = session._raise_error

        def noting(error: BaseException, question: Any) -> Any:
            self.raised.append(error)
            inner(error, question)

        session._raise_error = noting

    def _open(self, _options: dict[str, Any]) -> Guest:
        self.guest = self._nursery.open()
        return self.guest

    def _files(self) -> tuple[tuple[str, bytes], ...]:
        return (("solution.py", SOURCE.read_bytes() + (REFERENCE if self._records else b"")),)


def recorded(nursery: Nursery) -> dict[str, Any]:
    """Return the interface that is frozen where each of the submission's functions is used as the machine does it."""
    with Speaking(nursery, None) as speaking:
        solution = speaking.solution
        solution.echo(1)
        thing = solution.make(1)
        thing.get(), thing.put(2), len(thing)
        assert thing.itself() is thing is solution.same(thing)
        solution.alive()
        with contextlib.suppress(solution.Broken):
            solution.fails(1)
        solution.call(lambda: thing)
        solution.swallows(len)
        solution.nests(lambda depth: depth, 1)
        list(solution.counts(2))
        solution.appends([], 1)
        asyncio.run(_recorded_async(solution))
        solution.cancelled()
        for name in ("large", "deep", "sleeps", "dies", "says", "absent"):
            getattr(solution, name)
        return speaking.wall.recorded() or {}


async def _recorded_async(solution: ModuleType) -> None:
    async def tool(value: object) -> object:
        return value

    await solution.later(1)
    await solution.gathers(tool, [1, 2])
    waiting = asyncio.ensure_future(solution.waits())
    await solution.later(1)
    waiting.cancel()
    await asyncio.wait([waiting])
