"""Frames over one Unix socket: the only bytes that pass the wall.

    length (u32) | kind (u8) | number (u32) | payload (length bytes)

Requests carry a number of the sender's own count; a reply carries the number of the request it answers. Reading and
writing obey one absolute deadline, however slowly the other side trickles its bytes: the kernel wakes the reader
every `TICK_SECONDS`, and each wake looks at the clock. Where writing has to wait and nobody reads, what comes in is
read ahead: two sides that each write a large frame would otherwise wait for one another for good.
"""

import select
import socket
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sandbox.wall.codec.refusal import Malformed, Refused

HEADER = struct.Struct(">IBI")
TICK_SECONDS = 0.1
_READ_BYTES = 65_536
NEVER = float("inf")
_GATHER_BYTES = 65_536
_BUFFER_BYTES = 1 << 20  # asked for; the system may give less. A large value then crosses in one go, not in turns
_WITHOUT_WAITING = socket.MSG_NOSIGNAL | socket.MSG_DONTWAIT


class FrameKind(IntEnum):
    """What a frame is for."""

    REQUEST = 1  # answer this before anything else
    REPLY = 2
    RAISE = 3
    START = 4  # begin this coroutine; others may overlap it
    CANCEL = 5  # cancel a coroutine that was started
    RELEASE = 6  # handles that the judge no longer holds
    HELLO = 7  # the submission itself, the first frame a guest reads
    READY = 8


_KINDS = {kind.value: kind for kind in FrameKind}


class ChannelClosed(Exception):
    """The other side closed the connection."""


class DeadlinePassed(Exception):
    """The absolute deadline passed while reading or writing."""


@dataclass(slots=True)
class Frame:
    """One frame as read; `payload` is a view of a buffer that belongs to this frame alone."""

    kind: FrameKind
    number: int
    payload: memoryview


class Channel:
    """Sends and receives whole frames on a connected stream socket."""

    def __init__(self, sock: socket.socket, *, max_frame_bytes: int) -> None:
        self._sock = sock
        self._max = max_frame_bytes
        self._buffer = bytearray()
        self._room = bytearray(_READ_BYTES)  # where the kernel writes: making it anew costs more than copying from it
        self.deadline = NEVER
        sock.settimeout(None)
        tick = struct.pack("ll", 0, int(TICK_SECONDS * 1e6))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, tick)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
        self._read_lock = threading.Lock()

    def fileno(self) -> int:
        """Return the socket's descriptor, for a selector or an event loop."""
        return self._sock.fileno()

    def close(self) -> None:
        """Close the socket; again is harmless."""
        self._sock.close()

    def send(self, kind: FrameKind, number: int, parts: Sequence[bytes | bytearray | memoryview]) -> None:
        """Write one frame; raises Refused before a byte is written where it is larger than the other side reads."""
        length = 0
        for part in parts:
            length += part.nbytes if type(part) is memoryview else len(part)
        if length > self._max:
            raise Refused(f"a value of {length} bytes is larger than the {self._max} bytes that may cross at once")
        header = HEADER.pack(length, kind, number)
        if length <= _GATHER_BYTES:
            self._write_at_once(b"".join((header, *parts)))
            return
        self._write(memoryview(header))
        for part in parts:
            self._write(memoryview(part).cast("B"))

    def receive(self) -> Frame:
        """Read one whole frame; raises ChannelClosed, DeadlinePassed, or Malformed for a frame that can't be."""
        with self._read_lock:
            if self._buffer and self.deadline != NEVER:
                self.check_clock()  # what was read ahead lies here however late it is
            while len(self._buffer) < HEADER.size:
                self._buffer += self._room[: self._read_into(self._room)]
            length, code, number = HEADER.unpack_from(self._buffer)
            kind = _KINDS.get(code)
            if kind is None:
                raise Malformed(f"a frame of unknown kind {code}")
            if length > self._max:
                raise Refused(f"a frame of {length} bytes; at most {self._max} may cross at once")
            return Frame(kind, number, self._payload(length))

    @property
    def has_read_ahead(self) -> bool:
        """Whether bytes beyond the last frame were read already."""
        return bool(self._buffer)

    def waiting(self) -> bool:
        """Whether a frame has begun to arrive, without blocking."""
        if self._buffer:
            return True
        try:
            return bool(select.select([self._sock], [], [], 0)[0])
        except (OSError, ValueError):
            return True

    def check_clock(self) -> None:
        """Raise DeadlinePassed where the deadline has passed."""
        if time.monotonic() > self.deadline:
            raise DeadlinePassed

    def _payload(self, length: int) -> memoryview:
        have = len(self._buffer) - HEADER.size
        if have == length:
            payload, self._buffer = self._buffer, bytearray()
            return memoryview(payload)[HEADER.size :]
        if have > length:
            payload = self._buffer[HEADER.size : HEADER.size + length]
            del self._buffer[: HEADER.size + length]
            return memoryview(payload)
        payload = bytearray(length)
        payload[:have] = memoryview(self._buffer)[HEADER.size :]
        self._buffer = bytearray()
        view = memoryview(payload)
        while have < length:
            have += self._read_into(view[have:])
        return view

    def _read_into(self, room: bytearray | memoryview) -> int:
        while True:
            try:
                count = self._sock.recv_into(room)
            except BlockingIOError:
                self.check_clock()
                continue
            except OSError as error:
                raise ChannelClosed(str(error)) from error
            if not count:
                raise ChannelClosed
            if self.deadline != NEVER:
                self.check_clock()
            return count

    def _write_at_once(self, whole: bytes) -> None:
        """Write what the kernel takes in one go, as a rule all; then the clock is for whoever reads the answer."""
        try:
            sent = self._sock.send(whole, _WITHOUT_WAITING)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            raise ChannelClosed(str(error)) from error
        if sent < len(whole):
            self.check_clock()
            self._write(memoryview(whole)[sent:])

    def _write(self, view: memoryview) -> None:
        while view:
            try:
                view = view[self._sock.send(view, _WITHOUT_WAITING) :]
            except BlockingIOError:
                self._wait_to_write()
            except OSError as error:
                raise ChannelClosed(str(error)) from error
            self.check_clock()

    def _wait_to_write(self) -> None:
        """Wait a tick at most until there is room, and take in what arrives meanwhile, unless another thread does."""
        reads = len(self._buffer) <= self._max and self._read_lock.acquire(blocking=False)
        try:
            poller = select.poll()
            poller.register(self._sock.fileno(), select.POLLOUT | (select.POLLIN if reads else 0))
            events = poller.poll(TICK_SECONDS * 1000)
            if reads and events and events[0][1] & select.POLLIN:
                ahead = self._sock.recv(_READ_BYTES, socket.MSG_DONTWAIT)
                if not ahead:  # it can answer nothing any more, and would be readable without end
                    raise ChannelClosed
                self._buffer += ahead
        except BlockingIOError:
            return
        except (OSError, ValueError) as error:
            raise ChannelClosed(str(error)) from error
        finally:
            if reads:
                self._read_lock.release()
