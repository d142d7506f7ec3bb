"""Values without parts: None, bool, int, float, complex, text, bytes; and range and slice.

INT64 i64   BIGINT count two's-complement-little-endian   FLOAT f64   COMPLEX f64 f64
TEXT text   BYTES count bytes   BYTEARRAY count bytes   RANGE three ints   SLICE three values
"""

from __future__ import annotations

import struct
from typing import Any

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.writing import LONG_COUNT, Put, Writing

_INT64 = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")
_TAG_INT64 = struct.Struct("<Bq")
_TAG_FLOAT = struct.Struct("<Bd")
_TAG_COMPLEX = struct.Struct("<Bdd")
_WHOLE = slice(None)
_LOW, _HIGH = -(2**63), 2**63


def _put_constant(tag: int) -> Put:
    def put(w: Writing, _value: object) -> None:
        w.out.append(tag)

    return put


def _put_bool(w: Writing, value: bool) -> None:  # noqa: FBT001 -- the value that is written
    w.out.append(tags.TRUE if value else tags.FALSE)


def put_int(w: Writing, value: int) -> None:
    """Write an int, or an int subclass as an int."""
    if type(value) is not int:
        value = int.__index__(value)
    if _LOW <= value < _HIGH:
        w.out += _TAG_INT64.pack(tags.INT64, value)
        return
    bits = value.bit_length()
    if bits > w.caps.int_bits:
        raise Refused(f"an int has {bits:,} bits; at most {w.caps.int_bits:,} may cross")
    w.out.append(tags.BIGINT)
    w.blob(value.to_bytes(bits // 8 + 1, "little", signed=True))


def _put_float(w: Writing, value: float) -> None:
    if type(value) is not float:
        value = float.__float__(value)
    w.out += _TAG_FLOAT.pack(tags.FLOAT, value)


def _put_complex(w: Writing, value: complex) -> None:
    if type(value) is not complex:
        value = complex.__complex__(value)
    w.out += _TAG_COMPLEX.pack(tags.COMPLEX, value.real, value.imag)


def _put_text(w: Writing, value: str) -> None:
    if type(value) is not str:
        value = str.__str__(value)
    out = w.out
    out.append(tags.TEXT)
    if value.isascii() and len(value) < LONG_COUNT:  # nearly all: names, keys, words
        out.append(len(value))
        out += value.encode()
        if len(out) > w.full_at:
            w.room(0)
    else:
        w.text(value)


def _put_bytes(w: Writing, value: bytes) -> None:
    if type(value) is not bytes:
        value = bytes.__getitem__(value, _WHOLE)
    w.out.append(tags.BYTES)
    w.blob(value)


def _put_bytearray(w: Writing, value: bytearray) -> None:
    w.room(bytearray.__len__(value))
    w.out.append(tags.BYTEARRAY)
    w.blob(bytes(bytearray.__getitem__(value, _WHOLE)))


def _put_range(w: Writing, value: range) -> None:
    _check_range(value, w.caps.range_length)
    w.out.append(tags.RANGE)
    w.items((value.start, value.stop, value.step))


def _put_slice(w: Writing, value: slice) -> None:
    w.out.append(tags.SLICE)
    w.items((value.start, value.stop, value.step))


def _put_not_implemented(w: Writing, value: object) -> None:
    w.refer(value)  # as the answer of an operator, which only a submission gives


def _check_range(value: range, longest: int) -> None:
    length = -((value.start - value.stop) // value.step)  # len() fails on long ones
    if length > longest:
        raise Refused(f"a range is longer than {longest:,}")


def _take_bigint(r: Reading) -> int:
    size = r.count()
    if size > r.caps.int_bits // 8 + 1:
        raise Refused(f"an int has more than {r.caps.int_bits:,} bits")
    value = int.from_bytes(r.take(size), "little", signed=True)
    if _LOW <= value < _HIGH or size != value.bit_length() // 8 + 1:
        raise Malformed("an int is written longer than it need be")
    if value.bit_length() > r.caps.int_bits:
        raise Refused(f"an int has more than {r.caps.int_bits:,} bits")
    return value


def _take_int64(r: Reading) -> int:
    at = r.at
    if at + 8 > r.end:
        raise Malformed("a value ends too early")
    r.at = at + 8
    value: int = _INT64.unpack_from(r.data, at)[0]
    return value


def take_int(r: Reading) -> int:
    """Read a value that must be an int."""
    value = r.node()
    if type(value) is not int:
        raise Malformed("something else stands where an int must")
    return value


def _take_float(r: Reading) -> float:
    value: float = r.unpack(_FLOAT)[0]
    return value


def _take_complex(r: Reading) -> complex:
    return complex(*r.unpack(_COMPLEX))


def _take_range(r: Reading) -> range:
    ends = r.items(3)
    if any(type(end) is not int for end in ends) or ends[2] == 0:
        raise Malformed("a range needs three ints and a step that is not 0")
    value = range(*ends)
    _check_range(value, r.caps.range_length)
    return value


def _take_bytes(r: Reading) -> bytes:
    return bytes(r.take(r.count()))


def _take_bytearray(r: Reading) -> bytearray:
    return bytearray(r.take(r.count()))


def _take_slice(r: Reading) -> slice:
    return slice(*r.items(3))


def _take_constant(value: Any) -> Take:
    return lambda _r: value


PUT: dict[type, Put] = {
    type(None): _put_constant(tags.NONE),
    type(...): _put_constant(tags.ELLIPSIS),
    type(NotImplemented): _put_not_implemented,
    bool: _put_bool,
    int: put_int,
    float: _put_float,
    complex: _put_complex,
    str: _put_text,
    bytes: _put_bytes,
    bytearray: _put_bytearray,
    range: _put_range,
    slice: _put_slice,
}
BASES = frozenset({int, float, complex, str, bytes, bytearray})
TAKE: dict[int, Take] = {
    tags.NONE: _take_constant(None),
    tags.TRUE: lambda _r: True,
    tags.FALSE: lambda _r: False,
    tags.ELLIPSIS: _take_constant(...),
    tags.INT64: _take_int64,
    tags.BIGINT: _take_bigint,
    tags.FLOAT: _take_float,
    tags.COMPLEX: _take_complex,
    tags.TEXT: Reading.text,
    tags.BYTES: _take_bytes,
    tags.BYTEARRAY: _take_bytearray,
    tags.RANGE: _take_range,
    tags.SLICE: _take_slice,
}
