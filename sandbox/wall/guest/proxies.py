"""What the judge lends, as the candidate sees it: plain functions and objects with plain methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ask = Callable[..., Any]


class Lent:
    """An object of the test of which some methods were exposed."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def function(ask: Ask, ask_async: Ask, number: int, *, is_async: bool, name: str) -> Callable[..., Any]:
    """Make the function that calls the test's function of that number."""
    if is_async:

        async def call_async(*args: Any, **kwargs: Any) -> Any:
            return await ask_async("call", number, args, kwargs)

        made: Callable[..., Any] = call_async
    else:

        def call(*args: Any, **kwargs: Any) -> Any:
            return ask("call", number, args, kwargs)

        made = call
    made.__name__ = made.__qualname__ = name
    return made


def lent(ask: Ask, ask_async: Ask, number: int, methods: tuple[tuple[str, bool], ...]) -> Lent:
    """Make an object with exactly the methods that were exposed; operators work where they were exposed as such."""
    namespace = {name: _method(ask, ask_async, name, is_async=is_async) for name, is_async in methods}
    if "__next__" in namespace:
        namespace.setdefault("__iter__", _itself)
    kind = type("Lent", (Lent,), namespace)
    made: Lent = kind(number)
    return made


def _itself(self: Lent) -> Lent:
    return self


def _method(ask: Ask, ask_async: Ask, name: str, *, is_async: bool) -> Callable[..., Any]:
    if is_async:

        async def call_async(self: Lent, *args: Any, **kwargs: Any) -> Any:
            return await ask_async("invoke", self._number, name, args, kwargs)

        made: Callable[..., Any] = call_async
    else:

        def call(self: Lent, *args: Any, **kwargs: Any) -> Any:
            return ask("invoke", self._number, name, args, kwargs)

        made = call
    made.__name__ = name
    return made
