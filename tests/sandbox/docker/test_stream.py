import contextlib
import socket
import struct
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.docker.stream import STDERR_KEPT_BYTES, AttachedStream, Demultiplexer

_pieces = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=8)


def _frame(stream: int, data: bytes) -> bytes:
    return struct.pack(">BxxxL", stream, len(data)) + data


@given(pieces=_pieces, step=st.integers(min_value=1, max_value=17))
def test_output_arrives_whole_however_the_socket_cuts_it(pieces: list[tuple[int, bytes]], step: int) -> None:
    wire = b"".join(_frame(stream, data) for stream, data in pieces)
    demultiplexer = Demultiplexer()
    out = b"".join(demultiplexer.feed(wire[at : at + step]) for at in range(0, len(wire), step))
    assert out == b"".join(data for stream, data in pieces if stream == 1)
    assert (
        demultiplexer.errors().encode()
        == b"".join(data for stream, data in pieces if stream == 2).decode(errors="replace").encode()
    )


def test_a_flood_on_stderr_is_kept_only_at_its_end() -> None:
    demultiplexer = Demultiplexer()
    demultiplexer.feed(_frame(2, b"x" * (3 * STDERR_KEPT_BYTES) + b"the end"))
    assert len(demultiplexer.errors()) == STDERR_KEPT_BYTES
    assert demultiplexer.errors().endswith("the end")


def test_waiting_for_a_silent_container_ends_in_time() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        stream = AttachedStream(ours)
        with pytest.raises(TimeoutError):
            stream.recv(0.01)
        stream.close()


def test_writing_to_a_container_that_does_not_read_ends_in_time() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        stream = AttachedStream(ours)
        with pytest.raises(TimeoutError):
            stream.send_all(bytes(50_000_000), 0.05)
        stream.close()


def test_closing_wakes_a_reader_in_another_thread() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        stream = AttachedStream(ours)
        heard: list[bytes] = []
        reader = threading.Thread(target=lambda: heard.append(stream.recv(30.0)))
        reader.start()
        stream.close()
        stream.close()
        reader.join(10)
        assert not reader.is_alive()


def test_ending_closes_the_input_and_waits_for_the_end_of_the_output() -> None:
    ours, theirs = socket.socketpair()
    stream = AttachedStream(ours)

    def container() -> None:
        with theirs:
            assert theirs.recv(1) == b""
            theirs.sendall(_frame(1, b"last words"))

    other = threading.Thread(target=container)
    other.start()
    assert stream.end(30.0)
    other.join()
    stream.close()


@pytest.mark.parametrize("flood", [False, True])
def test_a_container_that_does_not_end_is_not_waited_for(flood: bool) -> None:
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def container() -> None:
        theirs.settimeout(0.01)
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                theirs.send(_frame(1, b"x" * 1000))

    other = threading.Thread(target=container)
    with theirs:
        if flood:
            other.start()
        stream = AttachedStream(ours)
        assert not stream.end(0.05)
        stop.set()
        if flood:
            other.join()
        stream.close()
        assert not stream.end(0.05), "closed: there is nothing to wait for"
