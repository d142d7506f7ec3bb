"""Control frames: whole, in pieces, and none that anybody of ours makes."""

from __future__ import annotations

import pytest

from sandbox.control import MAX_FRAME_BYTES, FrameBuffer, field, frame, optional_field
from sandbox.errors import ForkserverFailed
from sandbox.wall.codec import dumps

MESSAGES = [{"op": "job", "id": 1, "payload": b"\0\xff", "wall_seconds": 1.5, "none": None}, {}, {"a": {"b": [1, "x"]}}]


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize("piece_bytes", [1, 2, 7, 10_000])
def test_messages_come_out_as_they_went_in_however_they_are_cut(piece_bytes):
    data = b"".join(map(frame, MESSAGES))
    buffer, found = FrameBuffer(), []
    for start in range(0, len(data), piece_bytes):
        buffer.feed(data[start : start + piece_bytes])
        found += buffer.messages()
    assert found == MESSAGES
    assert buffer.take() is None


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff\xff",
        framed(b""),
        framed(b"\xff\xff\xff"),
        framed(dumps([1])),
        framed(dumps({1: 2})),
        framed(dumps({"a": 1}) + b"\0"),
    ],
)
def test_what_is_no_message_is_an_error(data):
    buffer = FrameBuffer()
    buffer.feed(data)
    with pytest.raises(ForkserverFailed):
        buffer.take()


def test_a_length_over_the_bound_is_an_error_before_anything_is_read():
    buffer = FrameBuffer(max_frame_bytes=100)
    buffer.feed((101).to_bytes(4, "big"))
    with pytest.raises(ForkserverFailed, match="101 bytes"):
        buffer.take()


def test_a_message_that_is_too_large_or_of_no_plain_values_is_not_sent():
    with pytest.raises(ForkserverFailed):
        frame({"payload": bytes(MAX_FRAME_BYTES + 1)})
    with pytest.raises(ForkserverFailed):
        frame({"payload": object()})


def test_bare_bytes_follow_a_message():
    buffer = FrameBuffer()
    buffer.feed(frame({"output_bytes": 5}) + b"he")
    assert buffer.take() == {"output_bytes": 5}
    assert buffer.take_bytes(5) is None
    buffer.feed(b"llo" + frame({"next": True}))
    assert buffer.take_bytes(5) == b"hello"
    assert buffer.take() == {"next": True}


def test_fields_are_of_exactly_their_type():
    message = {"int": 1, "bool": True, "none": None}
    assert field(message, "int", int) == 1
    assert field(message, "int", float) == 1.0
    assert optional_field(message, "none", int) is None
    assert optional_field(message, "absent", int) is None
    for name, kind in (("bool", int), ("int", str), ("none", int), ("absent", int), ("bool", float)):
        with pytest.raises(ForkserverFailed, match=f"'{name}'"):
            field(message, name, kind)
