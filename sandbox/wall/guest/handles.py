"""Objects of the submission that the judge holds: each under one number as long as it is held there."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from types import ModuleType
from typing import Any

from sandbox.wall.guest.modules import OwnModules


class Handles:
    """The table of what was handed out, and what the judge is told of each."""

    def __init__(self, modules: OwnModules) -> None:
        self._modules = modules
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._given: dict[int, int] = {}
        self._last = 0

    def object(self, number: int) -> Any:
        """Return what was handed out under a number; raises KeyError for one that is not held."""
        return self._objects[number]

    def describe(self, obj: Any) -> tuple[int, str, str, tuple[str, ...]] | None:
        """Hand out an object: (number, kind, home, names of its classes); None for what has no handle."""
        label = None if self.own(type(obj)) else label_of(obj)
        if label is not None:
            return self._give(obj), label, "", ()
        if isinstance(obj, ModuleType) or type(obj).__module__ == "builtins":
            return None
        cls = type(obj)
        own = [base.__qualname__ for base in cls.__mro__ if self.own(base)]
        return self._give(obj), "instance", self.home(cls), tuple(own) or (cls.__qualname__,)

    def release(self, number: int, received: int) -> None:
        """Forget a handle that the judge no longer holds, unless it was given out again meanwhile."""
        if self._given.get(number) == received:
            obj = self._objects.pop(number, None)
            self._given.pop(number, None)
            self._numbers.pop(id(obj), None)

    def own(self, cls: type) -> bool:
        """Whether the submission made a class."""
        return cls.__module__ in self._modules

    def home(self, cls: type) -> str:
        """Return the module under which the judge knows a class."""
        return cls.__module__ if cls.__module__ in self._modules else next(iter(self._modules))

    def _give(self, obj: Any) -> int:
        number = self._numbers.get(id(obj))
        if number is None:
            self._last += 1
            number = self._numbers[id(obj)] = self._last
            self._objects[number] = obj
        self._given[number] = self._given.get(number, 0) + 1
        return number


def label_of(obj: Any) -> str | None:
    """Return the kind of handle for what is no instance of a class of one's own."""
    kinds: tuple[tuple[str, bool], ...] = (
        ("async function", inspect.iscoroutinefunction(obj)),
        ("function", inspect.isroutine(obj) or (callable(obj) and type(obj).__module__ in ("functools", "operator"))),
        ("context manager", type(obj).__module__ == "contextlib" and hasattr(type(obj), "__enter__")),
        ("async context manager", type(obj).__module__ == "contextlib" and hasattr(type(obj), "__aenter__")),
        ("generator", isinstance(obj, Generator)),
        ("coroutine", inspect.isawaitable(obj) and not hasattr(type(obj), "__next__")),
        ("async generator", isinstance(obj, AsyncGenerator)),
        ("iterator", isinstance(obj, Iterator) and type(obj).__module__ in ("builtins", "itertools", "_collections")),
        ("async iterator", isinstance(obj, AsyncIterator) and type(obj).__module__ == "builtins"),
    )
    return next((label for label, holds in kinds if holds), None)
