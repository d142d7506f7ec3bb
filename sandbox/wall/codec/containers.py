"""Values with parts: list, tuple, set, dict and their kin from `collections`.

    LIST TUPLE SET FROZENSET    count values          DICT COUNTER ORDERED_DICT    count keys values
    LIST_INT64 TUPLE_INT64      count i64...          DEFAULT_DICT                 factory (u8), as DICT
    LIST_FLOAT TUPLE_FLOAT      count f64...          DEQUE                        maxlen+1 (u64, 0: none), count values
    KEYS_VIEW VALUES_VIEW ITEMS_VIEW    as the DICT that the view is of (a VALUES_VIEW has made-up keys)

Every writer takes a snapshot with a base-class method first: another thread may change the container meanwhile.
"""

from __future__ import annotations

import struct
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, ItemsView, Iterable, KeysView, ValuesView
from typing import Any

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.records import fields_of, put_record
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.writing import LONG_COUNT, Put, Writing

FACTORIES: tuple[Callable[[], Any] | None, ...] = (
    None, int, float, complex, bool, str, bytes, list, tuple, dict, set, frozenset, deque, OrderedDict, Counter,
)  # fmt: skip
DEQUE_NODES = 9  # an empty deque takes 600 bytes
SET_NODES = 3
KIN_NODES = 1  # dicts of `collections` take twice as much time and memory as a dict

_WHOLE = slice(None)
_EMPTY_DICT = bytes((tags.DICT, 0))
_RUN_FROM = 4  # shorter runs gain nothing
_MAXLEN = struct.Struct("<Q")
_EMPTY: dict[Any, Any] = {}
_DICT_KEYS, _DICT_VALUES, _DICT_ITEMS = type(_EMPTY.keys()), type(_EMPTY.values()), type(_EMPTY.items())
_MAXLEN_OF = deque.__dict__["maxlen"]
_FACTORY_OF = defaultdict.__dict__["default_factory"]


def _put_sequence(w: Writing, tag: int, int_tag: int, float_tag: int, items: list[Any] | tuple[Any, ...]) -> None:
    number = len(items)
    if number >= _RUN_FROM:
        kind = type(items[0])
        if (kind is int or kind is float) and len(set(map(type, items))) == 1:
            try:
                run = struct.pack(f"<{number}{'q' if kind is int else 'd'}", *items)
            except struct.error:
                pass  # an int that does not fit: one by one
            else:
                w.enter(number)
                w.depth -= 1
                w.room(len(run))
                w.out.append(int_tag if kind is int else float_tag)
                w.count(number)
                w.out += run
                return
    w.out.append(tag)
    if number < LONG_COUNT:
        w.out.append(number)
    else:
        w.count(number)
    w.items(items)


def _put_list(w: Writing, value: list[Any]) -> None:
    _put_sequence(w, tags.LIST, tags.LIST_INT64, tags.LIST_FLOAT, list.__getitem__(value, _WHOLE))


def _put_tuple(w: Writing, value: tuple[Any, ...]) -> None:
    if type(value) is not tuple:
        fields = fields_of(value)
        if fields is not None:
            put_record(w, value, fields)
            return
        value = tuple.__getitem__(value, _WHOLE)
    _put_sequence(w, tags.TUPLE, tags.TUPLE_INT64, tags.TUPLE_FLOAT, value)


def _put_set(w: Writing, value: set[Any]) -> None:
    _put_bag(w, tags.SET, list(set.__iter__(value)))


def _put_frozenset(w: Writing, value: frozenset[Any]) -> None:
    _put_bag(w, tags.FROZENSET, list(frozenset.__iter__(value)))


def _put_bag(w: Writing, tag: int, items: list[Any]) -> None:
    w.out.append(tag)
    w.spend(SET_NODES)
    w.count(len(items))
    w.items(items)


def _pairs(w: Writing, keys: Iterable[Any], values: Iterable[Any]) -> None:
    """Write count, keys, values; where there are none, the reader goes no level down, and so does this."""
    keys, values = list(keys), list(values)
    w.count(len(keys))
    if keys:
        w.items(keys)
        w.items(values)


def _put_dict(w: Writing, value: dict[Any, Any]) -> None:
    if not dict.__len__(value):  # as the keyword arguments of nearly every call
        w.out += _EMPTY_DICT
        return
    w.out.append(tags.DICT)
    items = list(dict.items(value))
    _pairs(w, [key for key, _ in items], [item for _, item in items])


def _put_counter(w: Writing, value: Counter[Any]) -> None:
    w.spend(KIN_NODES)
    w.out.append(tags.COUNTER)
    items = list(dict.items(value))
    _pairs(w, [key for key, _ in items], [item for _, item in items])


def _put_ordered(w: Writing, value: OrderedDict[Any, Any]) -> None:
    w.spend(KIN_NODES)
    w.out.append(tags.ORDERED_DICT)
    keys = list(OrderedDict.__iter__(value))
    _pairs(w, keys, [dict.__getitem__(value, key) for key in keys])


def _put_defaultdict(w: Writing, value: defaultdict[Any, Any]) -> None:
    factory = _FACTORY_OF.__get__(value)
    known = next((at for at, listed in enumerate(FACTORIES) if listed is factory), 0)
    w.spend(KIN_NODES)
    w.out += bytes((tags.DEFAULT_DICT, known))
    items = list(dict.items(value))
    _pairs(w, [key for key, _ in items], [item for _, item in items])


def _put_deque(w: Writing, value: deque[Any]) -> None:
    longest = _MAXLEN_OF.__get__(value)
    items = list(deque.__iter__(value))
    w.out.append(tags.DEQUE)
    w.out += _MAXLEN.pack(0 if longest is None else longest + 1)
    w.spend(DEQUE_NODES)
    w.count(len(items))
    w.items(items)


def _put_keys(w: Writing, value: KeysView[Any]) -> None:
    w.out.append(tags.KEYS_VIEW)
    keys = list(value)
    _pairs(w, keys, [None] * len(keys))


def _put_values(w: Writing, value: ValuesView[Any]) -> None:
    w.out.append(tags.VALUES_VIEW)
    values = list(value)
    _pairs(w, range(len(values)), values)


def _put_items(w: Writing, value: ItemsView[Any, Any]) -> None:
    w.out.append(tags.ITEMS_VIEW)
    items = list(value)
    _pairs(w, [key for key, _ in items], [item for _, item in items])


def _check_keys(r: Reading, keys: list[Any]) -> None:
    """Refuse keys that are unhashable, or of which too many share a hash; costs one hash per key."""
    most = r.caps.keys_per_hash
    try:
        hashes = list(map(hash, keys))
    except TypeError:
        raise Refused("a key of a set or dict is not hashable") from None
    if len(keys) > most and max(Counter(hashes).values()) > most:
        raise Refused(f"more than {most} keys of one set or dict share a hash")


def _all_kept(number: int, kept: int) -> None:
    if number != kept:
        raise Refused("two keys of one set or dict are equal")


def _take_list(r: Reading) -> list[Any]:
    return r.items(r.count())


def _take_tuple(r: Reading) -> tuple[Any, ...]:
    return tuple(r.items(r.count()))


def _take_set(r: Reading) -> set[Any]:
    r.spend(SET_NODES)
    items = r.items(r.count())
    _check_keys(r, items)
    result = set(items)
    _all_kept(len(items), len(result))
    return result


def _take_frozenset(r: Reading) -> frozenset[Any]:
    return frozenset(_take_set(r))


def _take_dict(r: Reading) -> dict[Any, Any]:
    number = r.count()
    if not number:
        return {}
    keys = r.items(number)
    values = r.items(number)
    _check_keys(r, keys)
    result = dict(zip(keys, values, strict=True))
    _all_kept(number, len(result))
    return result


def _take_kin(r: Reading) -> dict[Any, Any]:
    """Read what a Counter or an OrderedDict is made of."""
    r.spend(KIN_NODES)
    return _take_dict(r)


def _take_defaultdict(r: Reading) -> defaultdict[Any, Any]:
    at = r.byte()
    if at >= len(FACTORIES):
        raise Malformed("a defaultdict's factory is not in the list")
    return defaultdict(FACTORIES[at], _take_kin(r))


def _take_deque(r: Reading) -> deque[Any]:
    longest = r.unpack(_MAXLEN)[0] - 1
    if longest > sys.maxsize:
        raise Malformed("a deque's length is out of range")
    r.spend(DEQUE_NODES)
    items = r.items(r.count())
    if 0 <= longest < len(items):
        raise Malformed("a deque holds more than its length")
    return deque(items, None if longest < 0 else longest)


def _take_run(r: Reading, letter: str) -> tuple[Any, ...]:
    number = r.count()
    r.enter(number)
    r.depth -= 1
    return struct.unpack(f"<{number}{letter}", r.take(8 * number))


PUT: dict[type, Put] = {
    list: _put_list,
    tuple: _put_tuple,
    set: _put_set,
    frozenset: _put_frozenset,
    dict: _put_dict,
    Counter: _put_counter,
    OrderedDict: _put_ordered,
    defaultdict: _put_defaultdict,
    deque: _put_deque,
    _DICT_KEYS: _put_keys,
    _DICT_VALUES: _put_values,
    _DICT_ITEMS: _put_items,
}
BASES = frozenset(PUT)
TAKE: dict[int, Take] = {
    tags.LIST: _take_list,
    tags.TUPLE: _take_tuple,
    tags.LIST_INT64: lambda r: list(_take_run(r, "q")),
    tags.LIST_FLOAT: lambda r: list(_take_run(r, "d")),
    tags.TUPLE_INT64: lambda r: _take_run(r, "q"),
    tags.TUPLE_FLOAT: lambda r: _take_run(r, "d"),
    tags.SET: _take_set,
    tags.FROZENSET: _take_frozenset,
    tags.DICT: _take_dict,
    tags.COUNTER: lambda r: Counter(_take_kin(r)),
    tags.ORDERED_DICT: lambda r: OrderedDict(_take_kin(r)),
    tags.DEFAULT_DICT: _take_defaultdict,
    tags.DEQUE: _take_deque,
    tags.KEYS_VIEW: lambda r: _take_dict(r).keys(),
    tags.VALUES_VIEW: lambda r: _take_dict(r).values(),
    tags.ITEMS_VIEW: lambda r: _take_dict(r).items(),
}
