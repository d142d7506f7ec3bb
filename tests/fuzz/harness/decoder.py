"""The judge's decoder: whatever a guest sends, only the declared errors come out, and what came in goes out again.

The first byte of an input says how the rest is read, modulo 4:

    0 3    one value, references kept as they are       1    the same under small caps
    2      one value, as the answer to a question: the judge's own tables say what references stand for
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sandbox.wall.codec import WALL_CAPS, Caps, Decoder, Encoder, Malformed, Refused, records
from tests.fuzz.harness.capped import assert_obeys
from tests.fuzz.harness.judged import Answers
from tests.sandbox.wall.codec.crossings import same

SMALL = Caps(
    depth=6, frame_bytes=3_000, nodes=60, int_bits=128, fraction_bits=64, decimal_digits=10, decimal_exponent=50,
    range_length=1_000, code_points=200, keys_per_hash=3, array_dimensions=3, array_elements=100, text_width=8,
    record_fields=3, name_length=12,
)  # fmt: skip
VALUE, CAPPED, ANSWER = range(3)
CLASSES_KEPT = 500
_DECLARED = (Malformed, Refused)


class Reference(NamedTuple):
    """What stands for something that is no value, as it came in."""

    kind: str
    value: object


def feed(data: bytes) -> None:
    """Read one input; raises AssertionError, or whatever came out that must not."""
    if not data:
        return
    if len(records._classes) > CLASSES_KEPT:  # they are kept for good: an input must not depend on earlier ones
        records._classes.clear()
    mode, rest = data[0] % 4, data[1:]
    if mode == ANSWER:
        _decode_as_the_judge(rest)
    else:
        _decode_and_back(rest, SMALL if mode == CAPPED else WALL_CAPS)


def _decode_and_back(data: bytes, caps: Caps) -> None:
    decoder = Decoder(caps, Reference)
    try:
        value = decoder.decode(bytearray(data))
    except _DECLARED as error:
        assert len(error.reason) < 200
        return
    assert_obeys(value, caps)
    again = b"".join(Encoder(refer, caps=caps, by_reference=is_reference).encode(value))
    assert same(decoder.decode(bytearray(again)), value)


def is_reference(value: object) -> bool:
    return type(value) is Reference


def refer(value: object) -> tuple[str, object] | None:
    return tuple(value) if type(value) is Reference else None


@cache
def _answers() -> Answers:
    return Answers()


def _decode_as_the_judge(data: bytes) -> None:
    try:
        value = _answers().read(data)
    except _DECLARED as error:
        assert len(error.reason) < 400
    else:
        assert type(value) is not Reference
