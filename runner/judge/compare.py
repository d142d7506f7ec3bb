"""Keeps the explanation of a failed comparison cheap and local, whatever came through the wall.

pytest and unittest explain two unequal texts or lists with a diff whose time grows with the square of their size or
faster: a candidate who returns a megabyte of the wrong text would stall the judge. And pytest looks for attributes and
iterates what it explains: on a handle, that would call the candidate. In both cases the explanation says less.
"""

import difflib
import unittest.case
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from _pytest._io.saferepr import saferepr

MAX_CHARACTERS = 10_000
MAX_ELEMENTS = 2_000
MAX_LINES = 200
WALL = "sandbox.wall"
_VIEWS: Any = type({}.keys()) | type({}.values()) | type({}.items())
_ARGS_OF = BaseException.__dict__["args"]

Explain = Callable[[str, object, object], str | None]


def is_explainable(value: object) -> bool:
    """Say whether a value is small enough for a diff, and holds nothing of the far side of the wall."""
    parts = parts_of(value)
    return parts is not None and not any(map(is_remote, parts))


def is_small(value: object) -> bool:
    """Say whether a value is small enough to be shown whole."""
    return parts_of(value) is not None


def parts_of(value: object) -> list[object] | None:
    """Return a value and all that it holds, None where that is too much."""
    parts: list[object] = [value]
    elements = characters = 0
    for each in parts:  # grows meanwhile
        elements += 1
        if isinstance(each, str | bytes | bytearray):
            characters += len(each)
        elif isinstance(each, np.ndarray):
            elements += each.size
            characters += each.nbytes if each.dtype.kind in "SU" else 0
        elif (held := _held_by(each)) is not None:
            elements += len(held)
            if elements <= MAX_ELEMENTS:
                parts.extend([*held.keys(), *held.values()] if isinstance(held, dict) else held)
        if characters > MAX_CHARACTERS or elements > MAX_ELEMENTS:
            return None
    return parts


def _held_by(value: object) -> Collection[object] | None:
    """Return what a builtin container holds, or what else has other values in its text; None for any other value."""
    if isinstance(value, dict | list | tuple | set | frozenset | deque | _VIEWS):
        return value
    if isinstance(value, slice):
        return (value.start, value.stop, value.step)
    return _ARGS_OF.__get__(value) if isinstance(value, BaseException) else None


def is_remote(value: object) -> bool:
    """Say whether an object stands for one on the far side, by its class alone."""
    return any(base.__module__.startswith(WALL) for base in type(value).__mro__ if isinstance(base.__module__, str))


def bounded_explanation(explain: Explain) -> Explain:
    """Wrap pytest's explanation of a comparison."""

    def bounded(op: str, left: object, right: object) -> str | None:
        if is_explainable(left) and is_explainable(right):
            return explain(op, left, right)
        return f"{saferepr(left)} {op} {saferepr(right)}".replace("\n", "\\n").replace("%", "%%")

    return bounded


def bounded_ndiff(left: Sequence[str], right: Sequence[str], *args: Any, **kwargs: Any) -> Iterator[str]:
    """Stand in for `difflib.ndiff` where unittest writes its messages."""
    if len(left) + len(right) > MAX_LINES or not (is_explainable(list(left)) and is_explainable(list(right))):
        return _first_difference(left, right)
    return difflib.ndiff(left, right, *args, **kwargs)


def bound_unittest() -> None:
    """Give unittest's assertion messages the bounded diff; they have no switch for it."""
    unittest.case.difflib = SimpleNamespace(  # type: ignore[attr-defined]  # typeshed leaves its import out
        ndiff=bounded_ndiff, unified_diff=difflib.unified_diff
    )
    unittest.TestCase._diffThreshold = MAX_CHARACTERS  # type: ignore[attr-defined]  # undocumented


def _first_difference(left: Iterable[str], right: Iterable[str]) -> Iterator[str]:
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            yield f"first difference, in line {place + 1}:"
            yield f"- {one[:200]}"
            yield f"+ {other[:200]}"
            return
    yield "one is the beginning of the other"
