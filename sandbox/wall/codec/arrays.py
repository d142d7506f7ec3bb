"""numpy's scalars, arrays and dtypes. Imported when numpy is: never before somebody needs it.

    ARRAY         text:dtype ndim:u8 dims:u64... pad:u8 zeros raw bytes in C order      SCALAR text:dtype raw bytes
    OBJECT_ARRAY  ndim:u8 dims:u64... value...     NUMPY_TEXT text     NUMPY_BYTES count bytes     DTYPE text:dtype

`pad` brings the raw bytes to a multiple of 16 from the frame's start, so that the reader can use them where they lie.
A dtype is a string from a list: no structured, no subarray dtype, nothing that numpy would evaluate.
"""

from __future__ import annotations

import re
import struct
from math import prod
from typing import Any

import numpy as np

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.writing import BIG_BYTES, Put, Table, Writing

_ALIGNMENT = 16
_FEW_DIMENSIONS = 4
_PADDING = tuple(bytes((pad,)) + bytes(pad) for pad in range(_ALIGNMENT))
_ARRAY_NODES = 3  # making one takes as much time and memory as this many ints
_CHECKED_NODES = 8  # more, where its contents are looked at
_LONG_DOUBLE_NODES = 20
_SCALAR_NODES = 1
_TIME_NODES = 3  # of a scalar, whose dtype is put together from its text
_DTYPE_NODES = 2
_CODE_POINTS = 0x110000
_TEXT_DTYPE = re.compile(r"[<>]U([1-9][0-9]{0,8})|\|S([1-9][0-9]{0,8})", re.ASCII)
_TIME_DTYPE = re.compile(r"[<>][Mm]8(\[([1-9][0-9]{0,3})?(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?", re.ASCII)
_LONG_DOUBLES = (np.dtype(np.longdouble).str, np.dtype(np.clongdouble).str)
_LONG_DOUBLE_IS_X87 = np.finfo(np.longdouble).nmant == 63 and np.dtype(np.longdouble).itemsize == 16
_X87_BYTES = 10
_NUMBERS = ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
_FIXED = {
    text: np.dtype(text)
    for text in (
        *("|b1", "|i1", "|u1"),
        *(order + kind for order in "<>" for kind in _NUMBERS),
        *_LONG_DOUBLES,
    )
}
_ANY_BITS = frozenset(dtype for dtype in _FIXED.values() if dtype.kind in "iufc" and dtype.str not in _LONG_DOUBLES)
_HALVES = frozenset(dtype for dtype in _FIXED.values() if dtype.kind == "f" and dtype.itemsize == 2)
_NAMED = {text.encode(): dtype for text, dtype in _FIXED.items()}
_HEADS = {dtype: bytes((tags.ARRAY, len(dtype.str))) + dtype.str.encode() for dtype in _ANY_BITS}
_SCALAR_TYPES = tuple({np.dtype(letter).type for letter in "?bBhHiIlLqQefdgFDGMm"})
_NUMBER_TYPES = tuple(kind for kind in _SCALAR_TYPES if np.dtype(kind) in _ANY_BITS)
_GENERIC_DTYPE = np.generic.__dict__["dtype"]
_BYTES_OF = np.generic.tobytes


def _put_array(w: Writing, value: np.ndarray[Any, Any]) -> None:
    if type(value) is np.ndarray and value.nbytes < BIG_BYTES and value.ndim <= _FEW_DIMENSIONS:
        head = _HEADS.get(value.dtype)
        if head is not None:
            _put_small(w, value, head)
            return
    base = np.ndarray.view(value, np.ndarray)
    if base.dtype == object:
        _put_object_array(w, base)
        return
    if base.dtype.itemsize == 0 and base.dtype.kind in "US":
        base = base.astype(f"{base.dtype.kind}1")
    if not _is_listed(base.dtype.str):
        raise Refused(f"an array of dtype {str(base.dtype)[:60]} cannot cross the wall")
    w.room(base.nbytes)
    w.spend(_ARRAY_NODES + _check_nodes(base.dtype))
    w.out.append(tags.ARRAY)
    w.text(base.dtype.str)
    _put_shape(w, base.shape)
    _put_raw(w, base)


def _put_small(w: Writing, value: np.ndarray[Any, Any], head: bytes) -> None:
    """Write an array as `_put_array` does, with few steps: most arrays of tests are small and of plain numbers."""
    w.spend(_ARRAY_NODES)
    out, shape = w.out, value.shape
    out += head
    out += struct.pack(f"<B{len(shape)}Q", len(shape), *shape)
    out += _PADDING[-(w.start + len(out) + 1) % _ALIGNMENT]
    out += value.tobytes()
    if len(out) > w.full_at:
        w.room(0)


def _put_raw(w: Writing, base: np.ndarray[Any, Any]) -> None:
    w.out += _PADDING[-(w.start + len(w.out) + 1) % _ALIGNMENT]
    if not base.size:
        return
    flat = np.ascontiguousarray(base).reshape(-1)
    if flat.dtype.str in _LONG_DOUBLES:
        flat = _without_padding(flat)
    raw = flat.view(np.uint8).data
    if raw.nbytes >= BIG_BYTES:
        w.view(raw)
    else:
        w.out += raw


def _without_padding(flat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return a copy whose unused bytes are 0: they could hold anything that was in this process's memory."""
    if not _LONG_DOUBLE_IS_X87:
        return flat
    clean = flat.copy()
    clean.view(np.uint8).reshape(-1, 16)[:, _X87_BYTES:] = 0
    return clean


def _put_object_array(w: Writing, base: np.ndarray[Any, Any]) -> None:
    w.spend(_ARRAY_NODES)
    w.out.append(tags.OBJECT_ARRAY)
    _put_shape(w, base.shape)
    w.items([base.item()] if base.ndim == 0 else list(base.reshape(-1)))


def _put_shape(w: Writing, shape: tuple[int, ...]) -> None:
    if len(shape) > w.caps.array_dimensions:
        raise Refused(f"an array has more than {w.caps.array_dimensions} dimensions")
    w.out += struct.pack(f"<B{len(shape)}Q", len(shape), *shape)


def _put_number(dtype: np.dtype[Any]) -> Put:
    """Return who writes scalars of a type that has this dtype only."""
    head = bytes((tags.SCALAR, len(dtype.str))) + dtype.str.encode()

    def put(w: Writing, value: np.generic) -> None:
        w.spend(_SCALAR_NODES)
        w.out += head
        w.out += _BYTES_OF(value)

    return put


def _put_scalar(w: Writing, value: np.generic) -> None:
    dtype = _GENERIC_DTYPE.__get__(value)
    w.spend(_scalar_nodes(dtype))
    w.out.append(tags.SCALAR)
    w.text(dtype.str)
    raw = np.generic.tobytes(value)
    if dtype.str in _LONG_DOUBLES:
        raw = _without_padding(np.frombuffer(raw, dtype)).tobytes()
    w.out += raw


def _put_numpy_text(w: Writing, value: np.str_) -> None:
    w.out.append(tags.NUMPY_TEXT)
    w.text(str.__str__(value))


def _put_numpy_bytes(w: Writing, value: np.bytes_) -> None:
    w.out.append(tags.NUMPY_BYTES)
    w.blob(bytes.__getitem__(value, slice(None)))


def _put_dtype(w: Writing, value: np.dtype[Any]) -> None:
    if not _is_listed(value.str) and value.str != "|O":
        raise Refused(f"the dtype {str(value)[:60]} cannot cross the wall")
    w.spend(_DTYPE_NODES)
    w.out.append(tags.DTYPE)
    w.text(value.str)


def _check_nodes(dtype: np.dtype[Any]) -> int:
    """Say for how many values it counts to look at the contents of an array."""
    if dtype.str in _LONG_DOUBLES:
        return _LONG_DOUBLE_NODES
    return _CHECKED_NODES if dtype.kind in "bU" else 0


def _scalar_nodes(dtype: np.dtype[Any]) -> int:
    if dtype.str in _LONG_DOUBLES:
        return _LONG_DOUBLE_NODES
    return _TIME_NODES if dtype.kind in "mM" else _SCALAR_NODES


def _is_listed(text: str) -> bool:
    return text in _FIXED or bool(_TEXT_DTYPE.fullmatch(text) or _TIME_DTYPE.fullmatch(text))


def _take_dtype(r: Reading) -> np.dtype[Any]:
    at, end = r.at, r.end
    if at < end:
        after = at + 1 + r.data[at]
        known = _NAMED.get(bytes(r.data[at + 1 : after]))
        if known is not None and after <= end:
            r.at = after
            return known
    text = r.name()
    match = _TEXT_DTYPE.fullmatch(text)
    if match is None and _TIME_DTYPE.fullmatch(text) is None:
        raise Malformed("a dtype is not in the list")
    if match is not None and int(match[1] or match[2]) > r.caps.text_width:
        raise Refused(f"a string dtype is wider than {r.caps.text_width:,}")
    return np.dtype(text)


def _take_shape(r: Reading) -> tuple[int, ...]:
    dimensions = r.byte()
    if dimensions > r.caps.array_dimensions:
        raise Refused(f"an array has more than {r.caps.array_dimensions} dimensions")
    shape = struct.unpack(f"<{dimensions}Q", r.take(8 * dimensions))
    if prod(shape) > r.caps.array_elements or (0 in shape and prod(filter(None, shape)) > r.caps.array_elements):
        raise Refused(f"an array has more than {r.caps.array_elements:,} elements, or a dimension that long")
    return shape


def _take_array(r: Reading) -> np.ndarray[Any, Any]:
    dtype = _take_dtype(r)
    r.spend(_ARRAY_NODES + _check_nodes(dtype))
    shape = _take_shape(r)
    _skip_padding(r)
    data = r.take(prod(shape) * dtype.itemsize)
    if r.loose is not None and (not len(data) or dtype in _HALVES):
        r.loose("half" if len(data) else "empty")
    if not len(data):
        return np.empty(shape, dtype)
    found: np.ndarray[Any, Any] = np.ndarray(shape, dtype, data)
    if len(data) < BIG_BYTES or data.readonly or not found.flags.aligned:
        found = found.copy()
    if dtype not in _ANY_BITS:
        _check_contents(found.reshape(-1))
    return found


def _skip_padding(r: Reading) -> None:
    at = r.at
    pad = r.data[at] if at < r.end else _ALIGNMENT
    if pad >= _ALIGNMENT or r.data[at : at + 1 + pad] != _PADDING[pad]:
        raise Malformed("an array's padding is not zeros")
    r.at = at + 1 + pad


def _check_contents(flat: np.ndarray[Any, Any]) -> None:
    """Refuse bit patterns that are no value of their dtype: numpy trusts them, down to a crash."""
    dtype = flat.dtype
    if not flat.size:
        return
    if dtype.kind == "b":
        _checked_bool(flat.view(np.uint8).max())
    if dtype.kind == "U" and flat.view(f"{dtype.byteorder}u4").max() >= _CODE_POINTS:
        raise Refused("a string array has code points beyond Unicode")
    if dtype.str in _LONG_DOUBLES and _LONG_DOUBLE_IS_X87:
        halves = flat.view(np.uint64).reshape(-1, 2)
        if ((halves[:, 1] & 0x7FFF != 0) & (halves[:, 0] >> 63 == 0)).any():
            raise Refused("a longdouble is not a number that the processor makes")


def _take_object_array(r: Reading) -> np.ndarray[Any, Any]:
    r.spend(_ARRAY_NODES)
    shape = _take_shape(r)
    values = r.items(prod(shape))
    if r.loose is not None and not values:
        r.loose("empty")
    flat = np.empty(len(values), object)
    for at, value in enumerate(values):  # slice assignment would look into sequences
        flat[at] = value
    return flat.reshape(shape)


def _take_scalar(r: Reading) -> Any:
    dtype = _take_dtype(r)
    if dtype.kind in "US" or not dtype.isnative:
        raise Malformed("a scalar's dtype is not in the list")
    r.spend(_scalar_nodes(dtype))
    raw = r.take(dtype.itemsize)
    if r.loose is not None and dtype in _HALVES:
        r.loose("half")
    if dtype.kind == "b":
        return np.bool_(_checked_bool(raw[0]))
    flat = np.frombuffer(raw, dtype)
    if dtype.str in _LONG_DOUBLES:
        flat = flat.copy()
        _check_contents(flat)
    return flat[0]


def _checked_bool(byte: int) -> int:
    if byte > 1:
        raise Refused("a bool array has bytes other than 0 and 1")
    return byte


def _take_numpy_text(r: Reading) -> np.str_:
    return np.str_(r.text())


def _take_numpy_bytes(r: Reading) -> np.bytes_:
    return np.bytes_(bytes(r.take(r.count())))


def _take_any_dtype(r: Reading) -> np.dtype[Any]:
    r.spend(_DTYPE_NODES)
    if bytes(r.data[r.at : r.at + 3]) == b"\x02|O":
        r.at += 3
        return np.dtype(object)
    return _take_dtype(r)


def learn(table: Table) -> None:
    """Add numpy's types to those that a writer knows."""
    puts: dict[type, Put] = {
        **dict.fromkeys(_SCALAR_TYPES, _put_scalar),
        **{kind: _put_number(np.dtype(kind)) for kind in _NUMBER_TYPES},
        np.ndarray: _put_array,
        np.str_: _put_numpy_text,
        np.bytes_: _put_numpy_bytes,
    }
    table.exact.update(puts)
    table.bases |= frozenset(puts)
    kinds = {type(dtype) for dtype in _FIXED.values()} | {type(np.dtype(letter)) for letter in "USMmOqQ"}
    table.exact.update(dict.fromkeys(kinds, _put_dtype))


TAKE: dict[int, Take] = {
    tags.ARRAY: _take_array,
    tags.OBJECT_ARRAY: _take_object_array,
    tags.SCALAR: _take_scalar,
    tags.NUMPY_TEXT: _take_numpy_text,
    tags.NUMPY_BYTES: _take_numpy_bytes,
    tags.DTYPE: _take_any_dtype,
}
