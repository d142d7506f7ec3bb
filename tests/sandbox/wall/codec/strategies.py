"""A strategy for every type that crosses the wall by value, under that type.

`BY_TYPE` is held against the codec's own table and tags by `test_codec_every_type`, so it can't fall behind. `values`
mixes all of them, nested.
"""

from __future__ import annotations

import json
import random
import re
import struct
import subprocess
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sandbox.wall.codec.containers import FACTORIES
from tests.sandbox.wall.codec.crossings import Pair

Strategy = st.SearchStrategy[Any]

# values without parts

_WORDS = st.integers(0, 2**64 - 1)
FLOATS = st.floats() | _WORDS.map(lambda word: struct.unpack("<d", struct.pack("<Q", word))[0])  # every nan as well
INTS = st.one_of(
    st.integers(),
    st.integers(-(2**200), 2**200),
    st.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1]),
    st.integers(65_000, 65_535).map(lambda bits: 1 << bits),
)
TEXT = st.text(st.characters(codec=None))  # lone surrogates too
RANGES = st.builds(
    range,
    st.integers(-50, 50) | st.integers(2**64, 2**64 + 50),
    st.integers(-50, 50),
    st.integers(-9, 9).filter(bool),
).filter(lambda found: (found.stop - found.start) // found.step < 10**6)
FIXED_ZONES = st.one_of(
    st.just(UTC),
    st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23))),
    st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)), TEXT),
)
ZONES = FIXED_ZONES | st.sampled_from(["UTC", "Europe/Paris", "America/New_York"]).map(ZoneInfo)
DECIMALS = st.one_of(
    st.decimals(allow_nan=False),
    st.builds(lambda digits, by: Decimal(digits).scaleb(by), st.integers(-(10**20), 10**20), st.integers(-900, 9)),
    st.builds("{}{}".format, st.sampled_from(["NaN", "-NaN", "sNaN", "-sNaN"]), st.integers(1, 10**6)).map(Decimal),
    st.sampled_from([Decimal("-0"), Decimal("0E-50"), Decimal("Infinity"), Decimal("-Infinity")]),
)  # fmt: skip
CLASSES = st.sampled_from(
    [int, type(None), dict, np.float32, np.ndarray, Decimal, UUID, ValueError, KeyboardInterrupt, json.JSONDecodeError,
     re.error, subprocess.TimeoutExpired, np.linalg.LinAlgError]
)  # fmt: skip


# numpy

_ORDERED = [
    f"{order}{kind}" for order in "<>" for kind in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
]
_BARE = ["|b1", "|i1", "|u1", "longdouble", "clongdouble", "longlong", "ulonglong"]
_UNITS = ["", "[Y]", "[M]", "[W]", "[D]", "[h]", "[m]", "[s]", "[ms]", "[us]", "[ns]", "[ps]", "[fs]", "[as]", "[25s]"]
_MOMENTS = [f"{order}{kind}8{unit}" for order in "<>" for kind in "Mm" for unit in _UNITS]
_TEXTS = ["<U1", ">U3", "<U40", "|S1", "|S7"]
PLAIN_DTYPES = [np.dtype(text) for text in (*_ORDERED, *_BARE, *_MOMENTS, *_TEXTS)]
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
LAYOUTS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    lambda array: array,
    lambda array: array.T,
    lambda array: array[::-1] if array.ndim else array,
    lambda array: array[..., ::2] if array.ndim else array,
    np.asfortranarray,
    lambda array: np.broadcast_to(array, (2, *array.shape)),
)


def _filled(dtype: np.dtype, shape: tuple[int, ...]) -> Strategy:
    """Give an array of any bits where all are values, else of Hypothesis's own elements."""
    array = np.empty(shape, dtype)
    if dtype.kind in "iufcMm" and dtype.char not in "gG":
        raw = st.binary(min_size=array.nbytes, max_size=array.nbytes)
        return raw.map(lambda data: np.frombuffer(data, dtype).reshape(shape))
    return hnp.arrays(dtype, shape)


def arrays_of(dtypes: Strategy) -> Strategy:
    """Give arrays of these dtypes, of any shape and layout."""
    plain = st.tuples(dtypes, SHAPES).flatmap(lambda found: _filled(*found))
    return st.builds(lambda array, layout: layout(array), plain, st.sampled_from(LAYOUTS))


def _scalars(kind: type) -> Strategy:
    dtypes = [dtype for dtype in PLAIN_DTYPES if dtype.type is kind and dtype.isnative]
    return st.sampled_from(dtypes).flatmap(lambda dtype: _filled(dtype, ())).map(lambda array: array[()])


def _object_array(shape: tuple[int, ...], items: list[Any]) -> np.ndarray:
    flat = np.empty(int(np.prod(shape)), object)
    for at, item in enumerate(items[: flat.size]):
        flat[at] = item
    return flat.reshape(shape)


def _generator(kind: str, seed: int, draws: int) -> np.random.Generator:
    made = np.random.Generator(getattr(np.random, kind)(seed))
    made.integers(0, 5, draws, dtype=np.int32)  # an odd number leaves half a word behind
    return made


def _random(seed: int, draws: int) -> random.Random:
    made = random.Random(seed)
    for _ in range(draws):
        made.gauss(0, 1)  # an odd number leaves a value behind
    return made


def _random_state(seed: int, draws: int) -> np.random.RandomState:
    made = np.random.RandomState(seed)
    made.normal(size=draws)
    return made


_SEEDS, _DRAWS = st.integers(0, 2**32 - 1), st.integers(0, 3)
_DTYPES = [*PLAIN_DTYPES, np.dtype(object)]
_SCALAR_TYPES = sorted({dtype.type for dtype in PLAIN_DTYPES if dtype.kind not in "US"}, key=str)
ATOMS: dict[type, Strategy] = {
    type(None): st.none(),
    type(...): st.just(...),
    bool: st.booleans(),
    int: INTS,
    float: FLOATS,
    complex: st.builds(complex, FLOATS, FLOATS),
    str: TEXT,
    bytes: st.binary(),
    bytearray: st.binary().map(bytearray),
    range: RANGES,
    date: st.dates(),
    time: st.builds(
        lambda moment, fold: moment.replace(fold=fold), st.times(timezones=st.none() | ZONES), st.integers(0, 1)
    ),
    datetime: st.builds(
        lambda moment, zone, fold: moment.replace(tzinfo=zone, fold=fold),
        st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.none() | ZONES, st.integers(0, 1),
    ),
    timedelta: st.timedeltas(),
    timezone: FIXED_ZONES,
    ZoneInfo: ZONES.filter(lambda zone: type(zone) is ZoneInfo),
    Decimal: DECIMALS,
    Fraction: st.fractions(),
    UUID: st.uuids(),
    type: CLASSES,
    random.Random: st.builds(_random, _SEEDS, _DRAWS),
    np.random.RandomState: st.builds(_random_state, _SEEDS, _DRAWS),
    np.random.Generator: st.builds(
        _generator, st.sampled_from(["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"]), _SEEDS, _DRAWS
    ),
    np.ndarray: arrays_of(st.sampled_from(PLAIN_DTYPES)),
    np.str_: TEXT.map(np.str_),
    np.bytes_: st.binary().map(np.bytes_),
    **{kind: _scalars(kind) for kind in _SCALAR_TYPES},
    **{
        kind: st.sampled_from([dtype for dtype in _DTYPES if type(dtype) is kind])
        for kind in sorted({type(dtype) for dtype in _DTYPES}, key=str)
    },
}  # fmt: skip
# Where numpy has two types of one kind and size, it says that their dtypes are equal: these arrive as the usual one.
ARRIVES_AS = {np.longlong: np.int64, np.ulonglong: np.uint64} | {
    type(np.dtype(kind)): type(np.dtype(usual)) for kind, usual in (("q", "i8"), ("Q", "u8"))
}
_MIXED = {kind: found for kind, found in ATOMS.items() if kind not in ARRIVES_AS}
_HASHABLE = {kind: found for kind, found in _MIXED.items() if kind not in (bytearray, np.ndarray)} | {
    Decimal: DECIMALS.filter(lambda number: not number.is_snan()),
    np.timedelta64: ATOMS[np.timedelta64].filter(lambda value: np.datetime_data(value.dtype)[0] != "generic"),
}


@st.composite
def _atoms(draw: st.DrawFn) -> Any:
    return draw(_MIXED[draw(st.sampled_from(list(_MIXED)))])


@st.composite
def _hashables(draw: st.DrawFn) -> Any:
    return draw(_HASHABLE[draw(st.sampled_from(list(_HASHABLE)))])


atoms, hashables = _atoms(), _hashables()  # each prints as one word, where `one_of` prints every strategy in it

# values with parts

keys = st.recursive(
    hashables,
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3) | st.builds(Pair, inner, inner),
    max_leaves=4,
)
Empty = namedtuple("Empty", [])
Renamed = namedtuple("Renamed", ["a", "class", "a"], rename=True)


def containers(inner: Strategy) -> dict[type, Strategy]:
    """Return a strategy for every type that holds other values, whose parts are `inner`."""
    dicts = st.dictionaries(keys, inner, max_size=4)
    return {
        list: st.lists(inner, max_size=5) | st.lists(st.integers(-(2**64), 2**64)) | st.lists(FLOATS),
        tuple: st.lists(inner, max_size=5).map(tuple) | st.lists(st.integers(-(2**63), 2**63)).map(tuple)
        | st.lists(FLOATS).map(tuple),
        dict: dicts,
        set: st.sets(keys, max_size=4),
        frozenset: st.frozensets(keys, max_size=4),
        deque: st.builds(deque, st.lists(inner, max_size=4), st.none() | st.integers(0, 6)),
        OrderedDict: st.builds(_reordered, dicts),
        defaultdict: st.builds(defaultdict, st.sampled_from(FACTORIES), dicts),
        Counter: dicts.map(Counter),
        type({}.keys()): dicts.map(dict.keys),
        type({}.values()): dicts.map(dict.values),
        type({}.items()): dicts.map(dict.items),
        slice: st.builds(slice, inner, inner, inner),
    }  # fmt: skip


def _reordered(items: dict[Any, Any]) -> OrderedDict[Any, Any]:
    """Give an OrderedDict whose order is not the one in which its items came in."""
    made = OrderedDict(items)
    if made:
        made.move_to_end(next(iter(made)))
    return made


def records(inner: Strategy) -> Strategy:
    """Give namedtuples."""
    return st.builds(Pair, inner, inner) | st.just(Empty()) | st.builds(Renamed, inner, inner, inner)


def object_arrays(inner: Strategy) -> Strategy:
    """Give arrays of objects."""
    return st.builds(_object_array, SHAPES, st.lists(inner, min_size=4, max_size=8))


values = st.recursive(
    atoms, lambda inner: st.one_of(*containers(inner).values(), records(inner), object_arrays(inner)), max_leaves=12
)
_small = st.recursive(atoms, lambda inner: st.lists(inner, max_size=2) | st.tuples(inner, inner), max_leaves=3)
BY_TYPE: dict[type, Strategy] = {**ATOMS, **containers(_small)}
BESIDES: dict[str, Strategy] = {"namedtuple": records(_small), "array of objects": object_arrays(_small)}
