"""The judge's side of a wall whose guest has said everything beforehand: its bytes lie in the socket, then it is gone.

Whatever those bytes are, a question ends in a value, in an exception that the submission is said to have raised, or in
a WallFailure; and after a WallFailure it is that one again.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.ending import Ending, GuestEnd
from sandbox.limits import Limits
from sandbox.wall.channel import HEADER, FrameKind
from sandbox.wall.codec import WALL_CAPS, Decoder, dumps
from sandbox.wall.failure import CannotCross, WallFailure
from sandbox.wall.interface import CALLBACK_SITE, Interface
from sandbox.wall.judge.callbacks import Loans
from sandbox.wall.judge.early import Early, Twins
from sandbox.wall.judge.handles import Handles
from sandbox.wall.judge.question import Question
from sandbox.wall.judge.remote import RemoteFunction
from sandbox.wall.judge.resolve import Resolver
from sandbox.wall.judge.session import Session
from sandbox.wall.judge.standins import StandIns
from sandbox.wall.judge.wall import Wall
from sandbox.wall.lending import expose, inout

SITE = "f"
LABELS = (
    "function", "async function", "generator", "iterator", "async generator", "async iterator", "coroutine",
    "context manager", "async context manager",
)  # fmt: skip
INTERFACE = {
    "modules": {
        "solution": {
            SITE: {"kind": "function"},
            "Thing": {
                "kind": "class", "bases": [], "members": {"go": "method"}, "specials": {"__len__": "sync"},
            },
            "Nested": {"kind": "class", "bases": ["Thing"], "members": {}, "specials": {}},
            "Broken": {"kind": "exception", "bases": ["builtins:ValueError"], "members": {}, "specials": {}},
        }
    },
    "sites": {site: [*LABELS, "Thing", "Nested", "class Thing"] for site in (SITE, CALLBACK_SITE)},
    "plain": [],
}  # fmt: skip
QUESTIONS = 3
WALL_SECONDS = 5.0
_READY = HEADER.pack(len(dumps(None)), FrameKind.READY, 0) + dumps(None)


def open_descriptors() -> list[str]:
    """Return the numbers of this process's open descriptors."""
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


class Tool:
    """What the test lends by its methods."""

    def use(self, *given: object) -> object:
        """Give back what comes."""
        return given


class OwnError(Exception):
    """An exception class of the test."""


def echo(*given: object, **named: object) -> object:
    """Give back what comes, or raise where nothing does: a function that the test lends."""
    if not given and not named:
        raise OwnError("nothing given")
    return given


async def later(*given: object) -> object:
    """Give back what comes, once the loop has gone round: an asynchronous function that the test lends."""
    await asyncio.sleep(0)
    return given


class _Link:
    """The way to a guest that is no process; it counts as closed by itself."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def stop(self) -> None: ...

    def go_on(self) -> None: ...

    def end(self, within_seconds: float = 0.0) -> GuestEnd:
        """Say how it ended."""
        return GuestEnd(ending=Ending.STOPPED)


@contextmanager
def wall_over(said: bytes) -> Iterator[Wall]:
    """Give a wall inside a test, whose guest said it was ready and then `said`."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    theirs.sendall(_READY + said)
    theirs.shutdown(socket.SHUT_WR)
    wall = Wall(
        open_guest=lambda _options: _Link(ours),
        files=lambda: (),
        modules=("solution",),
        interface=INTERFACE,
        limits=Limits(),
        tests=Path("/nowhere"),
    )
    try:
        wall.begin(test_id="test", file="test.py", deadline=time.monotonic() + WALL_SECONDS)
        yield wall
    finally:
        wall.end()
        ours.close()
        theirs.close()


class Answers:
    """What a guest may answer, read as the judge reads it, with empty tables for each answer."""

    def __init__(self) -> None:
        self._interface = Interface.from_document(INTERFACE)
        self._far = _Nobody()

    def read(self, data: bytes) -> object:
        """Read a value as the answer to a question at `SITE`."""
        tables: list[Resolver] = []  # made for the first reference: most inputs never come so far

        def resolve(kind: str, value: object) -> object:
            tables.extend([] if tables else [self._tables()])
            return tables[0].resolve(kind, value, SITE)

        return Decoder(WALL_CAPS, resolve).decode(bytearray(data))

    def _tables(self) -> Resolver:
        loans = Loans()
        for lent in (echo, later, Tool().use):
            loans.callback(lent)
        standins = StandIns(self._far, self._interface, Path("/nowhere"), WallFailure)
        handles = Handles(self._far, self._interface, standins, Twins(self._far, Early()))
        return Resolver(loans, handles, standins)


class _Nobody:
    """Stands where the wall would: nothing that is read may ask anything, and generators that go unused are closed."""

    closed = True

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"reading an answer asked for {name}")


def ask_all(wall: Wall) -> None:
    """Ask a few questions the second in an event loop, with everything lent that can be lent."""
    raised = _noted_errors(wall._now())
    for at in range(QUESTIONS):
        before = wall.failure
        try:
            _ask(wall, is_async=at == 1)
        except WallFailure as failure:
            assert failure is wall.failure
            assert before is None or failure is before
        except CannotCross:  # a coroutine function of the test that was called as a plain one gives no value
            assert before is None
        except BaseException as error:
            if not _is_the_submissions(error, raised):
                raise
            assert before is None
        else:
            assert before is None


def _ask(wall: Wall, *, is_async: bool) -> None:
    function = RemoteFunction(wall, module="solution", qualname=SITE, is_async=is_async)
    given = (echo, later, OwnError("mine"))
    lent = {"use": expose(Tool(), "use"), "items": inout([1, 2])}
    if is_async:
        asyncio.run(_awaited(function(*given, **lent)))
    else:
        function(*given, **lent)


async def _awaited(question: Awaitable[object]) -> object:
    return await question


def _noted_errors(session: Session) -> list[BaseException]:
    """Let a session note what it raises as the submission's own exception; its numbers count up from now on."""
    session.conversation._steps = None  # so that an input stays what it was
    raised: list[BaseException] = []
    inner = session._raise_error

    def noting(error: BaseException, question: Question) -> Any:
        raised.append(error)
        inner(error, question)

    session._raise_error = noting
    return raised


def _is_the_submissions(error: BaseException, raised: list[BaseException]) -> bool:
    stopped = isinstance(error, RuntimeError) and str(error).startswith("the submission raised Stop")
    return stopped or any(error is each for each in raised)
