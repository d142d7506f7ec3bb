"""Frames arrive whole and in order, however the bytes come; a deadline holds while waiting to read and to write."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from sandbox.wall.channel import HEADER, Channel, ChannelClosed, DeadlinePassed, FrameKind
from sandbox.wall.codec import Malformed, Refused

LONG = time.monotonic() + 1e6


@pytest.fixture(name="ends")
def fixture_ends() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel = Channel(ours, max_frame_bytes=1 << 22)
        channel.deadline = LONG
        yield channel, theirs


def frame(number: int, payload: bytes) -> bytes:
    return HEADER.pack(len(payload), FrameKind.REPLY, number) + payload


def test_frames_that_arrive_at_once_are_read_one_by_one(ends):
    channel, theirs = ends
    payloads = [b"", b"x", b"y" * 1000, b"", b"z" * 3]
    theirs.sendall(b"".join(frame(number, payload) for number, payload in enumerate(payloads)))
    for number, payload in enumerate(payloads):
        got = channel.receive()
        assert (got.kind, got.number, bytes(got.payload)) == (FrameKind.REPLY, number, payload)
    assert not channel.has_read_ahead


def test_a_frame_may_come_byte_by_byte(ends):
    channel, theirs = ends
    whole = frame(7, b"slowly")

    def trickle() -> None:
        for at in range(len(whole)):
            theirs.sendall(whole[at : at + 1])

    thread = threading.Thread(target=trickle)
    thread.start()
    got = channel.receive()
    thread.join()
    assert (got.number, bytes(got.payload)) == (7, b"slowly")


@pytest.mark.parametrize("size", [65_526, 65_527, 65_528, 1_000_000])
def test_a_payload_of_any_size_crosses_and_is_its_readers_own(ends, size):
    channel, theirs = ends
    other = Channel(theirs, max_frame_bytes=1 << 22)
    payloads = [bytes([fill]) * size for fill in (1, 2)]
    sender = threading.Thread(target=lambda: [other.send(FrameKind.REQUEST, 1, [each]) for each in payloads])
    sender.start()
    first, second = channel.receive(), channel.receive()
    sender.join()
    first.payload[:] = bytes(size)
    assert bytes(second.payload) == payloads[1]


def test_a_payload_is_not_changed_by_the_next_frame(ends):
    channel, theirs = ends
    theirs.sendall(frame(1, b"first"))
    first = channel.receive()
    theirs.sendall(frame(2, b"other"))
    channel.receive()
    assert bytes(first.payload) == b"first"


def test_what_no_channel_sends_is_refused(ends):
    channel, theirs = ends
    theirs.sendall(HEADER.pack(0, 99, 1))
    with pytest.raises(Malformed):
        channel.receive()


def test_a_frame_larger_than_the_cap_is_refused_unread_and_unsent(ends):
    channel, theirs = ends
    with pytest.raises(Refused):
        channel.send(FrameKind.REPLY, 1, [bytes((1 << 22) + 1)])
    theirs.sendall(HEADER.pack((1 << 22) + 1, FrameKind.REPLY, 1))
    with pytest.raises(Refused):
        channel.receive()


def test_a_deadline_that_passed_ends_reading_also_while_bytes_come(ends):
    channel, theirs = ends
    channel.deadline = time.monotonic() - 1
    with pytest.raises(DeadlinePassed):
        channel.receive()
    theirs.sendall(frame(1, b"late"))
    with pytest.raises(DeadlinePassed):
        channel.receive()


def test_a_deadline_that_passed_ends_reading_of_what_was_read_ahead(ends):
    """Thousands of frames may have come with the last one; each may be a call that takes its time."""
    channel, theirs = ends
    theirs.sendall(frame(1, b"in time") + frame(2, b"late"))
    channel.receive()
    assert channel.has_read_ahead
    channel.deadline = time.monotonic() - 1
    with pytest.raises(DeadlinePassed):
        channel.receive()


@pytest.mark.parametrize("size", [60_000, 1 << 22])
def test_a_deadline_that_passed_ends_writing_that_has_to_wait(ends, size):
    channel, _theirs = ends
    channel.deadline = time.monotonic() - 1
    with pytest.raises(DeadlinePassed):
        for _ in range(1000):
            channel.send(FrameKind.REPLY, 1, [bytes(size)])


def test_a_closed_connection_says_so_to_reader_and_writer(ends):
    channel, theirs = ends
    theirs.close()
    with pytest.raises(ChannelClosed):
        channel.receive()
    with pytest.raises(ChannelClosed):
        channel.send(FrameKind.REPLY, 1, [b"x"])


def test_writing_to_a_side_that_can_not_answer_any_more_ends_instead_of_spinning(ends):
    channel, theirs = ends
    channel.deadline = time.monotonic() + 2
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(ChannelClosed):
        channel.send(FrameKind.REQUEST, 1, [bytes(1 << 22)])
