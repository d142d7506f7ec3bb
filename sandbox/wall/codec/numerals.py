"""Exact numbers of the standard library, and UUIDs.

DECIMAL text (its `str`)   FRACTION numerator:int denominator:int   UUID 16 bytes
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sandbox.wall.codec import tags
from sandbox.wall.codec.caps import Caps
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.scalars import put_int, take_int
from sandbox.wall.codec.writing import Put, Writing

DECIMAL_NODES = 3  # making one takes as much time as that many ints; so for the others
UUID_NODES = 2

_FINITE = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?(?:E([+-][0-9]{1,20}))?", re.ASCII)
_SPECIAL = re.compile(r"-?(?:Infinity|s?NaN([0-9]*))", re.ASCII)
_NUMERATOR, _DENOMINATOR = Fraction.__dict__["_numerator"], Fraction.__dict__["_denominator"]
_UUID_INT = UUID.__dict__["int"]


def _put_decimal(w: Writing, value: Decimal) -> None:
    text = Decimal.__str__(value).replace("e", "E")  # the context may say lower case; no special has an "e"
    _check_decimal(text, w.caps)
    w.spend(DECIMAL_NODES)
    w.out.append(tags.DECIMAL)
    w.text(text)


def _check_decimal(text: str, caps: Caps) -> None:
    """Refuse a Decimal whose text is out of bounds; Malformed where it is none."""
    special = _SPECIAL.fullmatch(text)
    match = special or _FINITE.fullmatch(text)
    if match is None:
        raise Malformed("a Decimal is not written as one")
    digits = sum(len(part) for part in match.groups()[:2] if part)
    if digits > caps.decimal_digits:
        raise Refused(f"a Decimal has more than {caps.decimal_digits:,} digits")
    if special is None and abs(int(match[3] or 0)) > caps.decimal_exponent:
        raise Refused(f"a Decimal's exponent is beyond {caps.decimal_exponent:,}")


def _take_decimal(r: Reading) -> Decimal:
    size = r.count()
    if size > r.caps.decimal_digits + 64:
        raise Refused(f"a Decimal has more than {r.caps.decimal_digits:,} digits")
    r.spend(DECIMAL_NODES)
    text = str(r.take(size), "ascii")
    _check_decimal(text, r.caps)
    return Decimal(text)


def _put_fraction(w: Writing, value: Fraction) -> None:
    top, bottom = _NUMERATOR.__get__(value), _DENOMINATOR.__get__(value)
    bits = max(int.bit_length(top), int.bit_length(bottom))
    if bits > w.caps.fraction_bits:
        raise Refused(f"a Fraction has more than {w.caps.fraction_bits:,} bits")
    w.spend(_fraction_nodes(bits))
    w.out.append(tags.FRACTION)
    w.enter(2)
    put_int(w, top)
    put_int(w, bottom)
    w.depth -= 1


def _take_fraction(r: Reading) -> Fraction:
    r.enter(2)
    top, bottom = take_int(r), take_int(r)
    r.depth -= 1
    bits = max(top.bit_length(), bottom.bit_length())
    if bits > r.caps.fraction_bits:
        raise Refused(f"a Fraction has more than {r.caps.fraction_bits:,} bits")
    r.spend(_fraction_nodes(bits))
    if bottom <= 0 or math.gcd(top, bottom) != 1:
        raise Malformed("a Fraction is not in its lowest terms")
    return Fraction(top, bottom)


def _fraction_nodes(bits: int) -> int:
    """Say for how many values a Fraction counts: its gcd takes time with the square of its bits."""
    return 2 + (bits // 32) ** 2 // 6


def _put_uuid(w: Writing, value: UUID) -> None:
    w.spend(UUID_NODES)
    w.out.append(tags.UUID)
    w.out += int.to_bytes(_UUID_INT.__get__(value), 16, "big")


def _take_uuid(r: Reading) -> UUID:
    r.spend(UUID_NODES)
    return UUID(bytes=bytes(r.take(16)))


PUT: dict[type, Put] = {Decimal: _put_decimal, Fraction: _put_fraction, UUID: _put_uuid}
BASES = frozenset(PUT)
TAKE: dict[int, Take] = {tags.DECIMAL: _take_decimal, tags.FRACTION: _take_fraction, tags.UUID: _take_uuid}
