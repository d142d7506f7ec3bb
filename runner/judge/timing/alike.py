"""Whether two results of one input are the same result: types that numbers share, the tolerance that rounding needs."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

RELATIVE = 1e-6
ABSOLUTE = 1e-9


def alike(got: object, expected: object) -> bool:
    """Compare by value: numbers and arrays within a millionth (NaN is NaN), sequences and mappings item by item.

    Whole numbers count or name something: where both sides have them, they are the same or they are not.
    """
    if isinstance(got, np.ndarray | np.generic) or isinstance(expected, np.ndarray | np.generic):
        return _arrays(np.asarray(got), np.asarray(expected))
    if isinstance(got, int) and isinstance(expected, int):
        return got == expected
    if isinstance(got, int | float) and isinstance(expected, int | float):
        both_nan = math.isnan(got) and math.isnan(expected)
        return both_nan or math.isclose(got, expected, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    if isinstance(got, Mapping) and isinstance(expected, Mapping):
        return got.keys() == expected.keys() and all(alike(got[key], expected[key]) for key in expected)
    if isinstance(got, list | tuple) and isinstance(expected, list | tuple):
        return len(got) == len(expected) and all(alike(one, other) for one, other in zip(got, expected, strict=True))
    return bool(got == expected)


def _arrays(got: np.ndarray, expected: np.ndarray) -> bool:
    if got.shape != expected.shape:
        return False
    whole = got.dtype.kind in "biu" and expected.dtype.kind in "biu"
    if not whole and got.dtype.kind in "biufc" and expected.dtype.kind in "biufc":
        return bool(np.allclose(got, expected, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True))
    return bool(np.array_equal(got, expected))
