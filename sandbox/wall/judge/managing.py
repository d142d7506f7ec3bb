"""Context managers that the submission made with `contextlib`; entering and leaving cross."""

from __future__ import annotations

from contextlib import ContextDecorator
from typing import Any

from sandbox.wall.judge.callbacks import is_control
from sandbox.wall.judge.remote import Far


def leaving(args: tuple[object, ...]) -> tuple[tuple[object, ...], bool]:
    """Return what a context manager is told when it is left, and whether its answer counts.

    Never the traceback: its frames are the test's. Of a failed assertion and the like it gets no text, and it can't
    swallow it: that would be a verdict.
    """
    error = args[1] if len(args) > 1 else None
    if isinstance(error, BaseException) and is_control(error):
        return (AssertionError, AssertionError(), None), False
    return (*args[:2], None), True


class ContextManager(ContextDecorator):
    """A context manager of the submission, which may also decorate a function of the test, as its own might."""

    def __init__(self, far: Far, handle: object, site: str) -> None:
        self._wall_far = far
        self._wall_handle = handle
        self._wall_site = site

    def __enter__(self) -> Any:
        return self._wall_far.ask(f"{self._wall_site}.enter", "special", self._wall_handle, "__enter__", ())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> Any:
        told, counts = leaving((kind, error))
        swallows = self._wall_far.ask(f"{self._wall_site}.exit", "special", self._wall_handle, "__exit__", told)
        return swallows if counts else False

    def __repr__(self) -> str:
        return f"<context manager of {self._wall_site}>"


class AsyncContextManager:
    """An asynchronous context manager of the submission."""

    def __init__(self, far: Far, handle: object, site: str) -> None:
        self._wall_far = far
        self._wall_handle = handle
        self._wall_site = site

    async def __aenter__(self) -> Any:
        site = f"{self._wall_site}.enter"
        return await self._wall_far.ask_async(site, "special", self._wall_handle, "__aenter__", ())

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> Any:
        told, counts = leaving((kind, error))
        site = f"{self._wall_site}.exit"
        swallows = await self._wall_far.ask_async(site, "special", self._wall_handle, "__aexit__", told)
        return swallows if counts else False

    def __repr__(self) -> str:
        return f"<asynchronous context manager of {self._wall_site}>"
