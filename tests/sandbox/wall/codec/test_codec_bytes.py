"""Whatever the bytes are, the decoder says Refused or Malformed, in bounded time and memory."""

from __future__ import annotations

import contextlib
import random
import struct
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.wall.codec import WALL_CAPS, Decoder, Encoder, Malformed, Refused, records, tags
from sandbox.wall.codec.caps import Caps
from tests.sandbox.wall.codec.crossings import SINGLE, decoded, encoded
from tests.sandbox.wall.codec.strategies import values

FUZZ = settings(deadline=None, max_examples=300)
HUGE = b"\xff\xff\xff\xff\xff"  # a count of 4 G


def wire(*parts: int | bytes) -> bytes:
    return b"".join(bytes((part,)) if isinstance(part, int) else part for part in parts)


def try_decode(data: bytes) -> None:
    try:
        value = decoded(data)
    except (Malformed, Refused) as error:
        assert len(error.reason) < 200
    else:
        with contextlib.suppress(
            ValueError, OverflowError
        ):  # an int of more than 4300 digits; a moment that numpy can't show
            repr(value)


@FUZZ
@given(st.binary(max_size=200))
def test_random_bytes(data):
    try_decode(data)


@FUZZ
@given(values, st.data())
def test_changed_bytes(value, data):
    try:
        frame = bytearray(encoded(value))
    except Refused:
        return
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(frame) - 1))
        frame[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0xFE, 0xFF, *range(0x10, 0x19), *range(0x60, 0x6B)]))
    try_decode(frame)


@FUZZ
@given(values, st.data())
def test_bytes_that_end_early_are_malformed(value, data):
    try:
        frame = encoded(value)
    except Refused:
        return
    with pytest.raises((Malformed, Refused)):
        decoded(frame[: data.draw(st.integers(0, len(frame) - 1))])
    with pytest.raises((Malformed, Refused)):
        decoded(frame + b"\x01")


def test_every_corner_changed_at_every_place():
    chance = random.Random(5)
    generator = np.random.Generator(np.random.MT19937(1))
    for value in [*SINGLE, np.random.default_rng(1), generator, random.Random(1), namedtuple("P", "x y")(1, 2)]:
        frame = encoded(value)
        for at in range(min(len(frame), 60)):
            for byte in (0, 0xFF, chance.randrange(256)):
                try_decode(frame[:at] + bytes((byte,)) + frame[at + 1 :])


INT_1 = wire(tags.INT64, struct.pack("<q", 1))
ARRAY = wire(tags.ARRAY, 3, b"<f8")
U8 = struct.Struct("<Q").pack
HOSTILE = {
    "no bytes": b"",
    "unknown tag": b"\x00",
    "long string": wire(tags.TEXT, HUGE),
    "count longer than need be": wire(tags.TEXT, b"\xff\x01\x00\x00\x00", b"a"),
    "not utf-8": wire(tags.TEXT, 1, b"\xff"),
    "overlong utf-8": wire(tags.TEXT, 2, b"\xc0\x80"),
    "beyond unicode": wire(tags.TEXT, 4, b"\xf5\x80\x80\x80"),
    "list without end": wire(tags.LIST, HUGE),
    "run without end": wire(tags.LIST_INT64, HUGE),
    "tuple of floats without end": wire(tags.TUPLE_FLOAT, 200, bytes(300)),
    "set without end": wire(tags.SET, HUGE),
    "small int as a big one": wire(tags.BIGINT, 1, 5),
    "big int": wire(tags.BIGINT, b"\xff", struct.pack("<I", 9000), bytes(8999), b"\x01"),
    "list as key": wire(tags.DICT, 1, tags.LIST, 0, tags.NONE),
    "list in a set": wire(tags.SET, 1, tags.LIST, 0),
    "the same key twice": wire(tags.DICT, 2, INT_1, tags.TRUE, tags.NONE, tags.NONE),
    "range without step": wire(tags.RANGE, INT_1, INT_1, tags.INT64, bytes(8)),
    "range of text": wire(tags.RANGE, INT_1, tags.TEXT, 0, INT_1),
    "range of bools": wire(tags.RANGE, tags.TRUE, INT_1, INT_1),
    "date in month 13": wire(tags.DATE, struct.pack("<HBB", 2020, 13, 1)),
    "year 0": wire(tags.DATE, struct.pack("<HBB", 0, 1, 1)),
    "hour 25": wire(tags.TIME, struct.pack("<BBBIB", 25, 0, 0, 0, 0), tags.NONE),
    "fold 2": wire(tags.TIME, struct.pack("<BBBIB", 2, 0, 0, 0, 2), tags.NONE),
    "time zone that is an int": wire(tags.TIME, struct.pack("<BBBIB", 2, 0, 0, 0, 0), INT_1),
    "timedelta too long": wire(tags.TIMEDELTA, struct.pack("<iii", 10**9, 0, 0)),
    "timedelta in another form": wire(tags.TIMEDELTA, struct.pack("<iii", 0, 86_400, 0)),
    "time zone of two days": wire(tags.TIMEZONE, tags.TIMEDELTA, struct.pack("<iii", 2, 0, 0), tags.NONE),
    "zone that climbs": wire(tags.ZONE, 13, b"../etc/passwd"),
    "zone that is a folder": wire(tags.ZONE, 6, b"Europe"),
    "zone nobody knows": wire(tags.ZONE, 9, b"Mars/Base"),
    "Decimal of words": wire(tags.DECIMAL, 3, b"one"),
    "Decimal with underscores": wire(tags.DECIMAL, 3, b"1_0"),
    "Decimal not ascii": wire(tags.DECIMAL, 2, "٣".encode()),
    "Decimal of a large exponent": wire(tags.DECIMAL, 10, b"1E+9999999"),
    "Decimal beyond any exponent": wire(tags.DECIMAL, 22, b"1E+9999999999999999999"),
    "Decimal without end": wire(tags.DECIMAL, HUGE),
    "Fraction over 0": wire(tags.FRACTION, INT_1, tags.INT64, bytes(8)),
    "Fraction not reduced": wire(tags.FRACTION, *[tags.INT64, struct.pack("<q", 2)] * 2),
    "Fraction of floats": wire(tags.FRACTION, INT_1, tags.FLOAT, bytes(8)),
    "deque longer than maxlen": wire(tags.DEQUE, U8(1), 1, tags.NONE),
    "deque of maxlen 2**63": wire(tags.DEQUE, U8(2**63 + 1), 0),
    "factory unknown": wire(tags.DEFAULT_DICT, 99, 0),
    "namedtuple of code": wire(tags.RECORD, 7, b"a, b=1:", 0),
    "namedtuple field of code": wire(tags.RECORD, 1, b"P", 1, 8, b"x=exit()", tags.NONE),
    "namedtuple field twice": wire(tags.RECORD, 1, b"P", 2, 1, b"x", 1, b"x", tags.NONE, tags.NONE),
    "namedtuple field private": wire(tags.RECORD, 1, b"P", 1, 5, b"_make", tags.NONE),
    "namedtuple field keyword": wire(tags.RECORD, 1, b"P", 1, 5, b"class", tags.NONE),
    "namedtuple field empty": wire(tags.RECORD, 1, b"P", 1, 0, tags.NONE),
    "class of os": wire(tags.CLASS, 2, b"os", 10, b"_wrap_clos"),
    "class SkipTest": wire(tags.CLASS, 8, b"unittest", 8, b"SkipTest"),
    "class of pytest": wire(tags.CLASS, 6, b"pytest", 5, b"Exit_"),
    "class that is a function": wire(tags.CLASS, 8, b"builtins", 4, b"eval"),
    "reference without name": wire(tags.REFERENCE, 0, tags.NONE),
    "reference not ascii": wire(tags.REFERENCE, 2, b"\xc3\xa9", tags.NONE),
    "object dtype": wire(tags.ARRAY, 2, b"|O", 1, U8(1), 0, bytes(8)),
    "void dtype": wire(tags.ARRAY, 3, b"|V8", 1, U8(1), 0, bytes(8)),
    "struct dtype": wire(tags.ARRAY, 5, b"i4,f8", 1, U8(1), 0, bytes(12)),
    "dtype by a word": wire(tags.ARRAY, 5, b"float", 1, U8(1), 0, bytes(8)),
    "string dtype of no width": wire(tags.ARRAY, 3, b"<U0", 1, U8(10**6), 0),
    "wide string dtype": wire(tags.ARRAY, 10, b"<U99999999", 1, U8(0), 0),
    "time unit of 0": wire(tags.ARRAY, 7, b"<M8[0s]", 1, U8(1), 0, bytes(8)),
    "shape that overflows": wire(ARRAY, 2, U8(2**32), U8(2**32), 0),
    "shape that overflows to nothing": wire(ARRAY, 3, U8(2**62), U8(2**62), U8(0), 0),
    "more dimensions than numpy has": wire(ARRAY, 200, U8(1) * 200, 0, bytes(8)),
    "data too short": wire(ARRAY, 1, U8(2), 0, bytes(8)),
    "padding not zero": wire(ARRAY, 1, U8(1), 1, b"\x01", bytes(8)),
    "long padding": wire(ARRAY, 1, U8(0), 200, bytes(200)),
    "bool of 2": wire(tags.ARRAY, 3, b"|b1", 1, U8(1), 0, b"\x02"),
    "bool scalar of 2": wire(tags.SCALAR, 3, b"|b1", b"\x02"),
    "code point beyond Unicode": wire(tags.ARRAY, 3, b"<U1", 1, U8(1), 0, struct.pack("<I", 0x110000)),
    "code point beyond Unicode, big-endian": wire(tags.ARRAY, 3, b">U1", 1, U8(1), 0, struct.pack(">I", 0x110000)),
    "longdouble that is no number": wire(tags.SCALAR, 4, b"<f16", struct.pack("<QQ", 1, 0x3FFF)),
    "string scalar": wire(tags.SCALAR, 3, b"<U1", bytes(4)),
    "big-endian scalar": wire(tags.SCALAR, 3, b">f8", bytes(8)),
    "object array without end": wire(tags.OBJECT_ARRAY, 1, U8(2**31)),
    "PCG64 with an even step": wire(tags.GENERATOR, 0, bytes(37)),
    "MT19937 beyond its state": wire(tags.GENERATOR, 2, struct.pack("<H", 625), bytes(2496)),
    "Philox beyond its buffer": wire(tags.GENERATOR, 3, bytes(80), 5, 0, bytes(4)),
    "SFC64 with a flag of 2": wire(tags.GENERATOR, 4, bytes(32), 2, bytes(4)),
    "generator of no kind": wire(tags.GENERATOR, 9),
    "Random beyond its state": wire(tags.RANDOM, struct.pack("<H", 700), bytes(2496), 0, bytes(8)),
    "RandomState with a flag of 2": wire(tags.RANDOM_STATE, bytes(2498), 2, bytes(8)),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_bytes_that_no_encoder_writes(data):
    with pytest.raises((Malformed, Refused)):
        decoded(data)


@pytest.mark.parametrize("unit", ["Y", "M", "W", "D", "h", "s", "ns", "as", "999Y"])
def test_extreme_moments_can_be_shown(unit):
    for number in (2**63 - 1, -(2**63) + 1, -(2**63)):
        for kind in "Mm":
            text = f"<{kind}8[{unit}]".encode()
            value = decoded(wire(tags.ARRAY, len(text), text, 1, U8(1), 0, struct.pack("<q", number)))
            with contextlib.suppress(ValueError, OverflowError):  # numpy may say that it can't; it must not crash
                repr(value)


def nested(tag: int, depth: int) -> bytes:
    return bytes((tag, 1)) * depth + b"\x01"


@pytest.mark.parametrize("frame", [
    nested(tags.LIST, 65), nested(tags.LIST, 1_000_000), nested(tags.FROZENSET, 100_000),
    wire(tags.OBJECT_ARRAY, 0) * 100_000, wire(tags.SLICE) * 100_000 + b"\x01",
    wire(tags.REFERENCE, 1, b"x") * 100_000, wire(tags.DICT, 1) * 100_000,
    wire(tags.TIMEZONE) * 100_000, wire(tags.FRACTION) * 100_000, wire(tags.RANGE) * 100_000,
    wire(tags.DATETIME, bytes(12)) * 100_000, wire(tags.RECORD, 1, b"P", 1, 1, b"x") * 100_000,
])  # fmt: skip
def test_deep_bytes_end_before_the_stack_does(frame):
    with pytest.raises((Malformed, Refused)):
        decoded(frame)


def test_the_depth_that_is_allowed_works_both_ways():
    value: object = 1
    for _ in range(64):
        value = [value]
    assert decoded(encoded(value)) == value
    with pytest.raises(Refused, match="64 levels"):
        encoded([value])


@pytest.mark.parametrize(
    "empty",
    [{}, Counter(), OrderedDict(), defaultdict(int), {}.keys(), {}.values(), {}.items()],
    ids=lambda it: type(it).__name__,
)
def test_an_empty_mapping_crosses_back_from_the_depth_at_which_it_came(empty):
    frame = encoded(empty)
    for _ in range(64):
        frame = wire(tags.LIST, 1, frame)
    assert encoded(decoded(frame)) == frame


def test_a_value_that_contains_itself_is_refused():
    loop: list[object] = []
    loop.extend([loop] * 1000)
    mapping: dict[str, object] = {}
    mapping["self"] = (mapping,)
    array = np.empty(1, object)
    array[0] = array
    for value in (loop, mapping, array, deque([loop])):
        with pytest.raises(Refused, match="contains itself"):
            encoded(value)


def test_shared_parts_that_unfold_without_end_are_refused():
    value: list[object] = []
    for _ in range(60):
        value = [value, value]
    with pytest.raises(Refused, match="more than"):
        b"".join(Encoder(lambda _v: None, caps=Caps(nodes=1000)).encode(value))


SMALL = Caps(
    frame_bytes=4000, nodes=100, int_bits=128, fraction_bits=64, decimal_digits=10, decimal_exponent=50,
    range_length=1000, code_points=500, keys_per_hash=4, array_dimensions=3, array_elements=200, text_width=8,
    record_fields=3, name_length=10,
)  # fmt: skip
CAPPED = {
    "frame_bytes": b"x" * 5000,
    "frame_bytes of an array": np.zeros(160, np.complex128).repeat(4),
    "nodes": [None] * 101,
    "nodes of a run": list(range(101)),
    "nodes of deques": [deque() for _ in range(20)],
    "nodes of generators": [random.Random(1)],
    "int_bits": 2**128,
    "fraction_bits": Fraction(1, 2**64 + 1),
    "decimal_digits": Decimal("1.2345678901"),
    "decimal_exponent": Decimal("1E-51"),
    "range_length": range(1001),
    "range_length backwards": range(0, -1001, -1),
    "code_points": "a" * 501,
    "keys_per_hash": {n * (2**61 - 1) for n in range(5)},
    "keys_per_hash of a dict": dict.fromkeys(n * (2**61 - 1) for n in range(5)),
    "keys_per_hash of tuples": {(1, n * (2**61 - 1)) for n in range(5)},
    "keys_per_hash of a Counter": Counter(n * (2**61 - 1) for n in range(5)),
    "keys_per_hash of kinds": {0, Fraction(2**61 - 1), *(n * (2**61 - 1) for n in range(2, 6))},
    "array_dimensions": np.zeros((1, 1, 1, 1)),
    "array_elements": np.zeros(201, np.int8),
    "array_elements of a long side": np.zeros((0, 201)),
    "text_width": np.array(["a" * 9]),
    "record_fields": namedtuple("P", "a b c d")(1, 2, 3, 4),
    "name_length": namedtuple("Pabcdefghijk", "a")(1),
}  # fmt: skip


@pytest.mark.parametrize("value", CAPPED.values(), ids=CAPPED.keys())
def test_each_cap_refuses_what_passes_it(value):
    frame = b"".join(Encoder(lambda _v: None, caps=Caps(frame_bytes=10**6)).encode(value))
    with pytest.raises(Refused):
        Decoder(SMALL, lambda _k, v: v).decode(frame)


def test_a_range_longer_than_any_int64_is_refused_as_well():
    with pytest.raises(Refused, match="range is longer"):
        encoded(range(0, -(10**30), -1))


def test_colliding_keys_are_refused_before_they_meet():
    """A hundred thousand equal hashes would take minutes in one C call."""
    parts = [tags.SET, b"\xff", struct.pack("<I", 100_000)]
    parts += [wire(tags.BIGINT, len(d), d) for d in _minimal(range(5, 100_005))]
    with pytest.raises(Refused, match="share a hash"):
        decoded(wire(*parts))


def _minimal(numbers: range) -> list[bytes]:
    values = [n * (2**61 - 1) for n in numbers]
    return [v.to_bytes(v.bit_length() // 8 + 1, "little", signed=True) for v in values]


class Enough(Exception):
    """Raised by whoever has no more time for a value."""


@pytest.mark.parametrize(
    "value",
    [[None] * 100_000, [[None] * 4] * 25_000, {n: {} for n in range(100_000)}, [Fraction(1, 3)] * 50_000],
    ids=["one long list", "many short ones", "a dict", "values that cost more"],
)
def test_the_reader_looks_up_now_and_then_and_can_be_stopped(value):
    frame, looks = encoded(value), []

    def look():
        looks.append(1)
        if len(looks) == 20:
            raise Enough

    with pytest.raises(Enough):
        Decoder(WALL_CAPS, lambda _k, v: v).decode(frame, look=look)
    looks.append(20)  # so that it does not stop this time
    assert Decoder(WALL_CAPS, lambda _k, v: v).decode(frame, look=look) == value
    assert 50 < len(looks) < 500


@pytest.mark.parametrize("number", [1, 999, 1_000, 1_001, 2_000, 2_001])
def test_looking_up_leaves_nothing_out(number):
    value = [[n] for n in range(number)]
    assert Decoder(WALL_CAPS, lambda _k, v: v).decode(encoded(value), look=lambda: None) == value


def test_namedtuple_classes_are_kept_to_a_bounded_number(monkeypatch):
    monkeypatch.setattr(records, "_classes", {})
    monkeypatch.setattr(records, "CLASSES_KEPT", 3)
    decoded(encoded([namedtuple("P", f"f{n}")(n) for n in range(3)]))
    with pytest.raises(Refused, match="namedtuple classes"):
        decoded(encoded(namedtuple("Q", "x")(1)))


def test_an_error_of_resolve_is_malformed_and_keeps_its_cause():
    frame = wire(tags.REFERENCE, 6, b"handle", INT_1)
    with pytest.raises(Malformed) as caught:
        Decoder(WALL_CAPS, lambda _kind, number: {}[number]).decode(frame)
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_small_array_that_ends_early_is_malformed():
    frame = encoded(np.arange(2.0))
    for kept in range(1, len(frame)):
        with pytest.raises(Malformed):
            decoded(frame[:kept])


def test_a_dtype_that_the_frame_cuts_off_is_not_taken_for_a_shorter_one():
    for cut in (wire(tags.SCALAR, 9, b"<f8"), wire(tags.ARRAY, 4, b"<f8"), wire(tags.DTYPE, 0xFE, b"<i8")):
        with pytest.raises(Malformed):
            decoded(cut)


@pytest.mark.parametrize("pad", [b"\x01\x01", b"\x0f" + bytes(14) + b"\x01", b"\x10" + bytes(16), b"\x05\x00"])
def test_padding_that_is_not_zeros_is_malformed(pad):
    head = wire(tags.ARRAY, 3, b"<f8", 1, struct.pack("<Q", 0))
    with pytest.raises(Malformed):
        decoded(head + pad)


def test_short_texts_and_small_arrays_stop_at_the_cap_on_bytes():
    caps = Caps(frame_bytes=10_000)
    for value in (["x" * 200] * 1000, [np.arange(100.0)] * 1000):
        with pytest.raises(Refused, match="larger than 10,000 bytes"):
            Encoder(lambda _v: None, caps=caps).encode(value)


def test_empty_dicts_count_as_values():
    with pytest.raises(Refused, match="more than 1,000 values"):
        Encoder(lambda _v: None, caps=Caps(nodes=1000)).encode([{}] * 1000)
    frame = b"".join(Encoder(lambda _v: None).encode([{}] * 1000))
    with pytest.raises(Refused, match="more than 1,000 values"):
        Decoder(Caps(nodes=1000), lambda _k, v: v).decode(frame)
