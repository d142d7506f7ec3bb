"""Generators, iterators and coroutines of the submission as real ones of the judge's side; each step crosses.

What is thrown into a generator is handed on to it, as `contextmanager` does with what its block raises. The test's own
word (a failed assertion) goes without its text, and is raised again whatever the generator made of it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from typing import Any, Protocol

from sandbox.wall.judge.callbacks import is_control


class Steps(Protocol):
    """Who resumes a generator on the far side."""

    closed: bool

    def resume(self, number: int, step: str, value: object) -> Any:
        """Take one step; raises StopIteration at the end."""
        ...

    async def resume_async(self, number: int, step: str, value: object) -> Any:
        """Take one step of an asynchronous generator; raises StopAsyncIteration at the end."""
        ...


class RemoteIterator:
    """An iterator of the submission."""

    __slots__ = ("__weakref__", "_wall_far", "_wall_number")

    def __init__(self, far: Steps, number: int) -> None:
        self._wall_far = far
        self._wall_number = number

    def __iter__(self) -> RemoteIterator:
        return self

    def __next__(self) -> Any:
        return self._wall_far.resume(self._wall_number, "next", None)

    def __repr__(self) -> str:
        return f"<iterator handle {self._wall_number}>"


class RemoteAsyncIterator:
    """An asynchronous iterator of the submission."""

    __slots__ = ("__weakref__", "_wall_far", "_wall_number")

    def __init__(self, far: Steps, number: int) -> None:
        self._wall_far = far
        self._wall_number = number

    def __aiter__(self) -> RemoteAsyncIterator:
        return self

    async def __anext__(self) -> Any:
        return await self._wall_far.resume_async(self._wall_number, "next", None)

    def __repr__(self) -> str:
        return f"<asynchronous iterator handle {self._wall_number}>"


def generator(far: Steps, number: int) -> Generator[Any, Any, Any]:
    """Drive a generator of the submission: `next`, `send`, `throw` and `close` all reach it."""
    step: str = "next"
    value: object = None
    while True:
        try:
            item = far.resume(number, step, value)
        except StopIteration as stop:
            return stop.value
        try:
            value = yield item
            step = "next" if value is None else "send"
        except GeneratorExit:
            if not far.closed:
                far.resume(number, "close", None)
            raise
        except BaseException as error:
            if is_control(error):
                _leave(far, number)
                raise
            step, value = "throw", error


def _leave(far: Steps, number: int) -> None:
    """Let a generator clean up after a failed assertion; its answer is not heard, but a failure of the wall stays."""
    if not far.closed:
        with suppress(BaseException):
            far.resume(number, "throw", AssertionError())


async def async_generator(far: Steps, number: int) -> AsyncGenerator[Any, Any]:
    """Drive an asynchronous generator of the submission."""
    step: str = "next"
    value: object = None
    while True:
        try:
            item = await far.resume_async(number, step, value)
        except StopAsyncIteration:
            return
        try:
            value = yield item
            step = "next" if value is None else "send"
        except GeneratorExit:
            if not far.closed:
                await far.resume_async(number, "close", None)
            raise
        except BaseException as error:
            if is_control(error):
                await _leave_async(far, number)
                raise
            step, value = "throw", error


async def _leave_async(far: Steps, number: int) -> None:
    """Do the same for an asynchronous generator."""
    if not far.closed:
        with suppress(BaseException):
            await far.resume_async(number, "throw", AssertionError())
