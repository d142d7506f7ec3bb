"""Keeps what is printed of a value bounded, whatever came through the wall.

numpy leaves out the middle of each long dimension, and nothing of one that has up to six elements: of an array of
twenty-five dimensions of two it prints 33 million elements. It prints strings and objects whole. And unittest lays out
both sides of a comparison in full before it shows the beginning, as pytest does with what is no list or dict. Whoever
tells of an exception (pytest, Hypothesis, unittest) has its text from `traceback`.
"""

import pprint
import traceback
import unittest.case
import unittest.util
from collections.abc import Callable
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np
from _pytest._io.saferepr import SafeRepr, saferepr
from numpy._core import arrayprint

from runner.judge.compare import is_small
from runner.judge.fault import JudgeFault
from runner.judge.message import is_short, text_of

MAX_SHOWN = 5_000  # elements, after numpy has left out what it leaves out
MAX_CHARACTERS = 50_000

_REPR_INSTANCE = SafeRepr.repr_instance
_SAFE_REPR = unittest.util.safe_repr

Print = Callable[..., str]


def bound_printing() -> None:
    """Bound numpy's printing, unittest's, pytest's and that of tracebacks; none has a switch for it."""
    original = getattr(arrayprint, "_array2string", None)
    if original is None:
        raise JudgeFault("this version of numpy prints arrays elsewhere: one of many dimensions would never end")
    text_in_traceback = getattr(traceback, "_safe_string", None)
    if text_in_traceback is None:
        raise JudgeFault("this Python prints exceptions elsewhere: one that holds much would keep the judge busy")
    arrayprint._array2string = bounded_array(original)  # type: ignore[attr-defined]  # numpy's stubs leave it out
    unittest.case.pprint = SimpleNamespace(pformat=bounded_layout)  # type: ignore[attr-defined]  # as above
    unittest.util.safe_repr = unittest.case.safe_repr = bounded_repr  # type: ignore[attr-defined]  # as above
    SafeRepr.repr_instance = bounded_instance  # type: ignore[method-assign]
    traceback._safe_string = bounded_text(text_in_traceback)  # type: ignore[attr-defined]  # private, and the one place


def bounded_array(print_array: Print) -> Print:
    """Wrap numpy's printing of an array's elements."""

    def bounded(array: Any, options: Any, *more: Any, **named: Any) -> str:
        if is_shown(array, edge=options["edgeitems"], threshold=options["threshold"]):
            return print_array(array, options, *more, **named)
        return f"<{array.size:,} elements>"

    return bounded


def is_shown(array: np.ndarray[Any, Any], *, edge: int, threshold: int) -> bool:
    """Whether what numpy shows of an array is little enough."""
    whole = array.size <= threshold
    shown: int = prod(array.shape if whole else [min(length, 2 * edge + 1) for length in array.shape])
    if shown > MAX_SHOWN:
        return False
    if array.dtype.kind in "SU":
        return bool(shown * array.dtype.itemsize <= MAX_CHARACTERS)
    return array.dtype.kind != "O" or is_small(list(array.flat))


def bounded_layout(value: object) -> str:
    """Stand in for `pprint.pformat` where unittest writes its messages."""
    return pprint.pformat(value) if is_small(value) else saferepr(value)


def bounded_repr(obj: object, short: bool = False) -> str:  # noqa: FBT001, FBT002 -- as in unittest
    """Stand in for unittest's `safe_repr`, which renders a value whole and then cuts it."""
    return _SAFE_REPR(obj, short) if is_small(obj) else saferepr(obj)


def bounded_instance(self: SafeRepr, x: object, level: int) -> str:
    """Stand in for how pytest shows what is no container of its list: a view of a dict, a slice, an error."""
    return _REPR_INSTANCE(self, x, level) if is_small(x) else f"<{type(x).__name__}, too large to be shown>"


def bounded_text(print_value: Print) -> Print:
    """Wrap how a traceback puts what was raised into words."""

    def bounded(value: object, *more: Any, **named: Any) -> str:
        if isinstance(value, BaseException) and not is_short(value):
            return text_of(value)
        return print_value(value, *more, **named)

    return bounded
