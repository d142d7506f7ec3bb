"""What the fuzzing of frames begins with: answers and requests of every kind, alone and one after the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sandbox.wall.channel import HEADER, FrameKind
from tests.fuzz.harness.decoder import Reference
from tests.fuzz.seeds.decoder import ERRORS, REFERENCES, encoded
from tests.fuzz.seeds.decoder import words as words_of_values

REQUESTS = (
    ("call", 0, (), {}),
    ("call", 0, (1, [2.5]), {"key": "value"}),
    ("call", 1, (np.arange(3),), {}),
    ("invoke", 2, "use", (1,), {}),
)
_DONE = (FrameKind.REPLY, 1, ("done", ([],)))
_WORDS = ("call", "invoke", "use", "missing", "refused")


def words() -> tuple[bytes, ...]:
    """Return what bytes are worth trying."""
    heads = (HEADER.pack(length, kind, number) for length in (0, 4) for kind in FrameKind for number in (1, 2))
    return (*heads, *(bytes((len(word),)) + word.encode() for word in _WORDS), *words_of_values())


def seeds() -> Iterator[bytes]:
    """Yield the first inputs."""
    for reference in REFERENCES:
        yield said((FrameKind.REPLY, 1, (reference, ([3],))), (FrameKind.REPLY, 2, (None, ([],))))
    for error in ERRORS:
        answer = (Reference("error", error), ([1],))
        yield said((FrameKind.RAISE, 1, answer), (FrameKind.RAISE, 2, answer))
    for request in REQUESTS:
        yield said((FrameKind.REQUEST, 1, request), _DONE)
        yield said((FrameKind.START, 1, request), (FrameKind.REQUEST, 2, request), _DONE)
        yield said((FrameKind.START, 1, request), (FrameKind.START, 3, request), (FrameKind.CANCEL, 1, None), _DONE)
    yield said((FrameKind.RAISE, 1, (("missing", "no f here"), ())))
    yield said((FrameKind.RAISE, 1, (("refused", "a reason"), ())))
    yield said((FrameKind.RELEASE, 0, ((1, 1),)))
    yield said((FrameKind.READY, 0, None))
    yield said(*((FrameKind.REPLY, number, ("done", ([number],))) for number in (1, 2, 3)))
    for request in REQUESTS:
        second = (FrameKind.REPLY, 2, ("done", ([],)))
        yield said(_DONE, (FrameKind.START, 1, request), (FrameKind.REQUEST, 2, request), second)
        third = (FrameKind.REPLY, 3, None)
        yield said(_DONE, (FrameKind.REQUEST, 1, request), (FrameKind.START, 2, request), second, third)
    yield HEADER.pack(2**32 - 1, FrameKind.REPLY, 1)
    yield HEADER.pack(100, FrameKind.REPLY, 1) + b"x"


def said(*frames: tuple[FrameKind, int, object]) -> bytes:
    """Return an input of frames: (kind, number, message)."""
    whole = b""
    for kind, number, message in frames:
        payload = encoded(message)
        whole += HEADER.pack(len(payload), kind, number) + payload
    return whole
