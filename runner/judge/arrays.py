"""Keeps the text of an array short and quick to make, whatever its shape: numpy shortens axis by axis.

An array of twenty axes of two has no axis that numpy would shorten, and takes it minutes; so do a thousand texts of
sixty thousand letters. Both cross the wall as ordinary values, and every failed assertion shows what it compared.
"""

import math
from typing import Any

import numpy as np
from _pytest._io.saferepr import saferepr

MAX_ELEMENTS = 1_000
MAX_BYTES = 64 * 1024
_EDGES = 6  # what numpy shows of a long axis
_FEW = 3
_ITEM_CHARACTERS = 40

Array = np.ndarray[Any, Any]


def bound_arrays() -> None:
    """Bound the text of every array from now on, in this thread."""
    np.set_printoptions(override_repr=short_repr)


def short_repr(array: Array) -> str:
    """Return numpy's own text where that is short, else shape, dtype and the first few elements."""
    shown = array.size if array.size <= MAX_ELEMENTS else math.prod(min(axis, _EDGES) for axis in array.shape)
    if shown <= MAX_ELEMENTS and shown * array.itemsize <= MAX_BYTES and not array.dtype.hasobject:
        with np.printoptions(override_repr=None):
            return np.array_repr(array)
    few = list(array.flat[:_FEW])
    items = [*map(_text, few), *(["..."] if array.size > len(few) else [])]
    return f"array([{', '.join(items)}], shape={array.shape}, dtype={array.dtype})"


def _text(item: object) -> str:
    """Return the text of an element; an array within an array of objects, and what may hold one, is a word."""
    if isinstance(item, np.generic | int | float | str | bytes):
        return saferepr(item, maxsize=_ITEM_CHARACTERS)
    return f"<{type(item).__name__}>"
