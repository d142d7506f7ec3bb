"""What the decoder's fuzzing begins with: every value of the wall, and what references look like."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

from sandbox.wall.codec import Encoder, Refused, tags
from sandbox.wall.codec.standard import EXCEPTION_CLASSES, VALUE_CLASSES
from tests.fuzz.harness.decoder import ANSWER, CAPPED, VALUE, Reference, is_reference, refer
from tests.fuzz.harness.judged import LABELS
from tests.sandbox.wall.codec.crossings import SINGLE
from tests.sandbox.wall.codec.strategies import values
from tests.sandbox.wall.codec.test_codec_bytes import CAPPED as OVER_A_CAP
from tests.sandbox.wall.codec.test_codec_bytes import HOSTILE

EXAMPLES = 150
LONGEST = 400
_KEYBOARD = ((("std", "builtins", "KeyboardInterrupt"),), (), {}, "", "", None, 0)
_BROKEN = (("own", "solution", "Broken"), ("std", "builtins", "ValueError"), ("std", "builtins", "Exception"))
_FOREIGN = (("own", "solution", "Other"), ("std", "builtins", "OSError"))
_GROUP = (("std", "builtins", "ExceptionGroup"),)
ERRORS = (
    (_BROKEN, ("why", 3), {"code": 7}, "text", "trace", None, 0),
    (_FOREIGN, (2, "no such file", "name"), {"filename": "a"}, "", "", (_BROKEN, (), {}, "", "", None, 0), 0),
    ((("std", "json", "JSONDecodeError"), ("std", "builtins", "ValueError")), ("m", "doc", 1), {}, "", "", None, 0),
    ((("std", "builtins", "UnicodeDecodeError"),), ("utf-8", b"x", 0, 1, "r"), {}, "", "", None, 0),
    (_GROUP, ("m", (1,)), {}, "", "", None, 0),
    ((("std", "builtins", "StopIteration"),), (5,), {"value": 5}, "", "", None, 0),
    ((("test", 0, "OwnError"),), ("mine",), {}, "", "", None, 1),
    _KEYBOARD,
)
REFERENCES = (
    *(Reference("handle", (number, label, "", ())) for number, label in enumerate(LABELS, 1)),
    Reference("handle", (20, "instance", "solution", ("Thing", "object"))),
    Reference("handle", (21, "instance", "solution", ("Nested", "Thing"))),
    *(Reference("callback", number) for number in range(3)),
    *(Reference("error", error) for error in ERRORS),
    Reference("class", _BROKEN),
    Reference("own class", ("solution", "Thing")),
    Reference("view", [1, 2]),
    Reference("not implemented", None),
)
WORDS = (
    *sorted({reference.kind for reference in REFERENCES}),
    *LABELS,
    *("instance", "solution", "Thing", "Nested", "Broken", "std", "own", "test"),
    *("|b1", "<i8", ">u4", "<f2", "<c16", "<f16", "<U2", "|S3", "<M8[ns]", "<m8[25s]", "|O", "UTC", "Europe/Paris"),
    *(name for names in (*VALUE_CLASSES.values(), *EXCEPTION_CLASSES.values()) for name in names),
    *VALUE_CLASSES,
    *EXCEPTION_CLASSES,
)
TAGS = tuple(sorted(value for name, value in vars(tags).items() if name.isupper() and type(value) is int))


def words() -> tuple[bytes, ...]:
    """Return what bytes are worth trying: tags, a long count, names with their length."""
    return (
        *(bytes((tag,)) for tag in TAGS),
        b"\xff\xff\x00\x00\x00",
        *(bytes((len(word),)) + word.encode() for word in WORDS),
    )


def seeds() -> Iterator[bytes]:
    """Yield the first inputs."""
    for value in (*SINGLE, random.Random(1), *_generators(), *_examples()):
        try:
            data = encoded(value)
        except Refused:
            continue
        if len(data) <= LONGEST or type(value).__module__ != "builtins":
            for mode in (VALUE, CAPPED, ANSWER):
                yield bytes((mode,)) + data
    for value in (*OVER_A_CAP.values(), [[[[[[[1]]]]]]], (((((((1,),),),),),),), {1: {2: {3: {4: {5: {6: {7: 8}}}}}}}):
        for mode in (CAPPED, VALUE):
            yield bytes((mode,)) + encoded(value)
    for data in HOSTILE.values():
        yield bytes((VALUE,)) + data
    for reference in REFERENCES:
        yield bytes((VALUE,)) + encoded(reference)
        yield bytes((ANSWER,)) + encoded([reference, (reference, {"again": reference})])


def encoded(value: object) -> bytes:
    """Return a value as bytes, with references wherever there is a `Reference`."""
    return b"".join(Encoder(refer, by_reference=is_reference).encode(value))


def _generators() -> Iterator[object]:
    for kind in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"):
        yield np.random.Generator(getattr(np.random, kind)(1))
    yield np.random.RandomState(1)


def _examples() -> list[object]:
    found: list[object] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(values)
    def collect(value: object) -> None:
        found.append(value)

    collect()
    return found
