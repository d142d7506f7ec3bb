"""Values that cross the wall, and how to see that one arrived as it left."""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures
import math
import random
import re
import struct
import subprocess
import uuid
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import ItemsView, KeysView, ValuesView
from datetime import datetime, time, timedelta
from decimal import Decimal

import numpy as np

from sandbox.wall.codec import WALL_CAPS, Decoder, Encoder, Malformed


def encoded(value: object) -> bytes:
    return b"".join(Encoder(lambda _value: None).encode(value))


def decoded(data: bytes) -> object:
    def no_reference(kind: str, value: object) -> object:
        raise Malformed("no reference here")

    return Decoder(WALL_CAPS, no_reference).decode(bytearray(data))


def crossed(value: object) -> object:
    return decoded(encoded(value))


def raw(value: np.ndarray | np.generic) -> bytes:
    """Return the bytes of an array or scalar; those that a longdouble does not use are left out."""
    data = value.tobytes()
    if value.dtype.char not in "gG" or np.finfo(np.longdouble).nmant != 63:
        return data
    return np.frombuffer(data, np.uint8).reshape(-1, 16)[:, :10].tobytes()


def same(a: object, b: object) -> bool:  # noqa: C901 -- one case per kind
    """Whether two values agree in type, order and bits, all the way down; namedtuples in name and fields."""
    if isinstance(a, tuple) and hasattr(a, "_fields"):
        named = (type(a).__name__, a._fields) == (type(b).__name__, getattr(b, "_fields", None))
        return named and same(tuple(a), tuple(b))
    if type(a) is not type(b):
        return False
    match a:
        case float():
            return struct.pack("<d", a) == struct.pack("<d", b)
        case complex():
            return struct.pack("<dd", a.real, a.imag) == struct.pack("<dd", b.real, b.imag)
        case np.ndarray():
            if a.dtype != b.dtype or a.shape != b.shape:
                return False
            if a.dtype == object:
                return all(same(x, y) for x, y in zip(a.flat, b.flat, strict=True))
            return raw(a) == raw(b)
        case np.generic():
            return a.dtype == b.dtype and raw(a) == raw(b)
        case Counter() | OrderedDict() | dict():
            if isinstance(a, defaultdict) and a.default_factory is not b.default_factory:
                return False
            return all(same(x, y) for x, y in zip(a.items(), b.items(), strict=True))
        case set() | frozenset():
            rest = list(b)
            for item in a:
                at = next((at for at, other in enumerate(rest) if same(item, other)), None)
                if at is None:
                    return False
                del rest[at]
            return not rest
        case deque():
            return a.maxlen == b.maxlen and same(list(a), list(b))
        case list() | tuple():
            return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
        case KeysView() | ValuesView() | ItemsView():
            return same(list(a), list(b))
        case Decimal():
            return a.as_tuple() == b.as_tuple()
        case datetime() | time():
            return repr(a) == repr(b) and a.fold == b.fold
        case random.Random():
            return same(a.getstate(), b.getstate())
        case np.random.Generator():
            return _same_state(a.bit_generator.state, b.bit_generator.state)
        case np.random.RandomState():
            return _same_state(a.get_state(legacy=False), b.get_state(legacy=False))
        case slice():
            return same((a.start, a.stop, a.step), (b.start, b.stop, b.step))
        case _:
            return bool(a == b)


def _same_state(a: dict[str, object], b: dict[str, object]) -> bool:
    """Whether two states of numpy's generators agree; the parts of one are dicts of numbers, arrays and names."""
    return a.keys() == b.keys() and all(
        _same_state(a[name], b[name]) if isinstance(a[name], dict) else same(a[name], b[name]) for name in a
    )


Pair = namedtuple("Pair", "left right")
SINGLE = [
    math.nan,
    struct.unpack("<d", struct.pack("<Q", 0xFFF800000000BEEF))[0],
    struct.unpack("<d", struct.pack("<Q", 0x7FF0000000000001))[0],  # a signalling nan
    -0.0,
    [-0.0, math.nan, math.inf, 5e-324],
    (-0.0, math.nan, math.inf, 5e-324),
    [1, 2, 3, 2**63],
    [1, 2, 3, True],
    2**63,
    -(2**63),
    -(2**63) - 1,
    2**65_535,
    "\ud800 alone",
    "\ud83d\ude00",
    "\x00",
    Decimal("sNaN12"),
    Decimal("-0E-50"),
    Decimal("-Infinity"),
    Decimal("1.50"),
    {(1, (2, frozenset({3}))): 4, None: 5, "": 6},
    {2: 1, 1: 2},
    defaultdict(int, {1: 2}),
    deque([1, 2], maxlen=2),
    deque(maxlen=0),
    datetime(2024, 10, 27, 2, 30, fold=1),
    timedelta.max,
    timedelta.min,
    np.longdouble("0.1"),
    np.array(
        [np.longdouble("0.1"), np.longdouble("nan"), -np.longdouble("inf"), np.finfo(np.longdouble).smallest_subnormal]
    ),
    np.clongdouble(1 + 2j),
    np.array("nul\x00in"),
    np.str_("end\x00"),
    np.bytes_(b"end\x00"),
    np.bool(True),
    np.datetime64("NaT", "s"),
    np.datetime64("2020-01-01T00", "25m"),
    np.timedelta64(5, "ms"),
    np.array([1, [2, (3,)], None], dtype=object),
    np.array(5),
    np.array([[]]),
    np.zeros((0, 3, 0)),
    np.dtype("float32"),
    np.dtype("<U7"),
    np.dtype(object),
    type(None),
    collections.deque,
    KeyboardInterrupt,
    asyncio.CancelledError,
    concurrent.futures.CancelledError,
    re.error,
    subprocess.TimeoutExpired,
    np.linalg.LinAlgError,
    np.exceptions.AxisError,
    uuid.UUID(int=2**128 - 1),
    slice([1], "a", None),
]
