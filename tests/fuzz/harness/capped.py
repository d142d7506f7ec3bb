"""Whether a value obeys caps: said once more, independently of the codec that enforces them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np

from sandbox.wall.codec import Caps

_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))


def assert_obeys(value: object, caps: Caps) -> None:
    """Assert that a value, with everything in it, is within the caps."""
    nodes = 0
    rest: list[tuple[object, int]] = [(value, 0)]
    while rest:
        found, depth = rest.pop()
        nodes += 1
        assert nodes <= caps.nodes
        assert depth <= caps.depth
        _assert_single(found, caps)
        rest.extend((part, depth + 1) for part in _parts(found))


def _parts(value: Any) -> Iterator[object]:
    """Return what is one level further down."""
    if isinstance(value, dict):
        return chain(value.keys(), value.values())
    if isinstance(value, _VIEWS):
        return chain.from_iterable(value) if isinstance(value, _VIEWS[2]) else iter(value)
    if isinstance(value, slice):
        return iter((value.start, value.stop, value.step))
    if isinstance(value, np.ndarray):
        return iter(value.reshape(-1).tolist() if value.dtype == object else ())
    sequence = isinstance(value, list | tuple | set | frozenset) or type(value).__name__ == "deque"
    return iter(value if sequence else ())


def _assert_single(value: Any, caps: Caps) -> None:
    match value:
        case int():
            assert value.bit_length() <= caps.int_bits
        case str():
            assert len(value) <= caps.code_points
        case bytes() | bytearray():
            assert len(value) <= caps.frame_bytes
        case Decimal():
            _, digits, exponent = value.as_tuple()
            assert len(digits) <= caps.decimal_digits
            assert not isinstance(exponent, int) or abs(exponent) <= caps.decimal_exponent + caps.decimal_digits
        case Fraction():
            assert max(value.numerator.bit_length(), value.denominator.bit_length()) <= caps.fraction_bits
        case range():
            assert -((value.start - value.stop) // value.step) <= caps.range_length
        case np.ndarray():
            assert value.ndim <= caps.array_dimensions
            assert max((value.size, *value.shape)) <= caps.array_elements
            assert value.dtype.kind not in "US" or value.dtype.itemsize <= 4 * caps.text_width
            assert value.dtype.kind != "b" or set(value.view(np.uint8).flat) <= {0, 1}
            assert value.dtype.kind != "U" or all(ord(letter) < 0x110000 for text in value.flat for letter in text)
        case dict() | set() | frozenset():
            assert max(Counter(map(hash, value)).values(), default=0) <= caps.keys_per_hash
        case tuple() if hasattr(value, "_fields"):
            assert len(value) <= caps.record_fields
            assert all(len(name) <= caps.name_length for name in (type(value).__name__, *value._fields))
        case _:
            pass
