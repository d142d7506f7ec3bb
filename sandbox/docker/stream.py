"""The attached standard streams of a container: Docker's frames on one socket, taken apart.

Docker puts an 8-byte header before each piece of output: stream number (1 stdout, 2 stderr), three zero bytes, length
(big-endian). Input goes in bare. What a container says on stderr is kept, bounded, for diagnosis only.
"""

import contextlib
import select
import socket
import ssl
import struct
import threading
import time
from typing import Protocol

STDERR_KEPT_BYTES = 16 * 1024
_RECEIVE_BYTES = 256 * 1024
_TLS_SEND_BYTES = 16 * 1024  # one TLS record: a bound for how long a send can block after poll said that there is room
_HEADER = struct.Struct(">BxxxL")
_STDOUT = 1


class Closable(Protocol):
    """What holds a part of the connection."""

    def close(self) -> object:
        """Let go of it."""
        ...


class Demultiplexer:
    """Takes Docker's frames apart as bytes come in; a value machine without any socket."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._stream = 0
        self._left = 0
        self._errors = bytearray()

    def feed(self, data: bytes) -> bytes:
        """Return what of `data` is stdout; stderr is kept."""
        out = bytearray()
        rest = memoryview(data)
        while rest:
            if self._left == 0:
                rest = self._read_header(rest)
                continue
            piece, rest = rest[: self._left], rest[self._left :]
            self._left -= len(piece)
            if self._stream == _STDOUT:
                out += piece
            else:
                self._errors += piece
                del self._errors[:-STDERR_KEPT_BYTES]
        return bytes(out)

    def errors(self) -> str:
        """Return the newest of what came on stderr: untrusted text, bounded."""
        return bytes(self._errors).decode("utf-8", errors="replace")

    def _read_header(self, rest: "memoryview[int]") -> "memoryview[int]":
        wanted = _HEADER.size - len(self._header)
        self._header += rest[:wanted]
        if len(self._header) == _HEADER.size:
            self._stream, self._left = _HEADER.unpack(bytes(self._header))
            self._header.clear()
        return rest[wanted:]


class AttachedStream:
    """Both directions of one container's standard streams; a `ControlStream` of the forkserver's client.

    One thread receives; another may send or close meanwhile.
    """

    def __init__(self, sock: socket.socket, *owners: Closable) -> None:
        """Take over a hijacked connection; `owners` hold the socket too (the SDK's file over it), and close with it."""
        self._socket = sock
        self._owners = owners
        self._demultiplexer = Demultiplexer()
        self._lock = threading.Lock()
        self._closed = False
        self._tls = isinstance(sock, ssl.SSLSocket)
        sock.settimeout(None)  # the SDK leaves its own call timeout on it

    def recv(self, within_seconds: float) -> bytes:
        """Read some bytes of stdout, b"" at its end or once it is closed here; raises TimeoutError or OSError."""
        until = time.monotonic() + within_seconds
        while True:
            try:
                if not self._has_decrypted():
                    self._wait(select.POLLIN, until)
                data = self._socket.recv(_RECEIVE_BYTES)
            except (OSError, ValueError):  # ValueError: the descriptor of a closed socket
                if self._closed:
                    return b""
                raise
            if not data:
                return b""
            if out := self._demultiplexer.feed(data):
                return out

    def send_all(self, data: bytes, within_seconds: float) -> None:
        """Write everything to stdin; raises TimeoutError or OSError."""
        until = time.monotonic() + within_seconds
        rest = memoryview(data)
        while rest:
            self._wait(select.POLLOUT, until)
            with contextlib.suppress(BlockingIOError):
                sent = (
                    self._socket.send(rest[:_TLS_SEND_BYTES])
                    if self._tls
                    else self._socket.send(rest, socket.MSG_DONTWAIT)
                )
                rest = rest[sent:]

    def errors(self) -> str:
        """Return the newest of what the container said on stderr: untrusted text, bounded."""
        return self._demultiplexer.errors()

    def end(self, within_seconds: float) -> bool:
        """Close stdin, read on and drop it until the output ends; returns whether it ended in time.

        TLS cannot be closed in one direction: False at once.
        """
        if self._tls:
            return False
        until = time.monotonic() + within_seconds
        with contextlib.suppress(OSError, ValueError):  # the time is over, or it is closed
            self._socket.shutdown(socket.SHUT_WR)
            while time.monotonic() < until:
                self._wait(select.POLLIN, until)
                if not self._socket.recv(_RECEIVE_BYTES):
                    return True
        return False

    def close(self) -> None:
        """Close both directions and wake a reader; again is harmless."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        with contextlib.suppress(OSError):  # the other side was first
            self._socket.shutdown(socket.SHUT_RDWR)
        for owner in (*self._owners, self._socket):
            owner.close()

    def _has_decrypted(self) -> bool:
        return isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0

    def _wait(self, event: int, until: float) -> None:
        poller = select.poll()
        poller.register(self._socket.fileno(), event)
        if not poller.poll(max(0.0, until - time.monotonic()) * 1000):
            raise TimeoutError("nothing moved on the container's streams in time")
