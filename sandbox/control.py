"""Control frames: how our own programs talk to each other, never a guest.

    u32 big-endian length | dumps(dict)

They run on three streams: host <-> forkserver (stdio), the judge's forkserver <-> its worker (a socket pair) and the
judge's side <-> a box's forkserver (the report connection). Both ends are ours, and still nothing is taken on trust: a
length, a value or a field that must not be there is a `ForkserverFailed`.
"""

from collections.abc import Iterator
from typing import TypeVar

from sandbox.errors import ForkserverFailed
from sandbox.wall.codec import dumps, loads
from sandbox.wall.codec.refusal import Malformed, Refused

MAX_FRAME_BYTES = 64 * 1024 * 1024
_LENGTH_BYTES = 4

Message = dict[str, object]
T = TypeVar("T")


def frame(message: Message) -> bytes:
    """Encode one message with its length in front; raises ForkserverFailed for one that is too large."""
    try:
        body = dumps(message)
    except Refused as refused:
        raise ForkserverFailed(f"cannot send a control frame: {refused}") from refused
    if len(body) > MAX_FRAME_BYTES:
        raise ForkserverFailed(f"a control frame of {len(body)} bytes is over the limit of {MAX_FRAME_BYTES}")
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


class FrameBuffer:
    """Bytes as they come in, messages as they are whole."""

    def __init__(self, *, max_frame_bytes: int = MAX_FRAME_BYTES) -> None:
        self._max_frame_bytes = max_frame_bytes
        self._data = bytearray()

    def feed(self, data: bytes) -> None:
        """Add what was read."""
        self._data += data

    def messages(self) -> Iterator[Message]:
        """Yield and forget each whole message; raises ForkserverFailed on a frame that nobody of ours makes."""
        while (message := self.take()) is not None:
            yield message

    def take(self) -> Message | None:
        """Take the first whole message, or None while there is none."""
        if len(self._data) < _LENGTH_BYTES:
            return None
        length = int.from_bytes(self._data[:_LENGTH_BYTES], "big")
        if length > self._max_frame_bytes:
            raise ForkserverFailed(f"a control frame says it has {length} bytes, the limit is {self._max_frame_bytes}")
        end = _LENGTH_BYTES + length
        if len(self._data) < end:
            return None
        body = bytes(memoryview(self._data)[_LENGTH_BYTES:end])
        del self._data[:end]
        return _decoded(body)


    def take_bytes(self, count: int) -> bytes | None:
        """Take bare bytes that follow a message, or None while they are not all there."""
        if len(self._data) < count:
            return None
        data = bytes(self._data[:count])
        del self._data[:count]
        return data


def field(message: Message, name: str, kind: type[T]) -> T:
    """Read a field that must be there and of exactly this type (an int will do for a float)."""
    value = message.get(name)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ForkserverFailed(f"control frame field {name!r}: {kind.__name__} expected, {type(value).__name__} found")
    return value


def optional_field(message: Message, name: str, kind: type[T]) -> T | None:
    """Read a field that may be absent or None."""
    return None if message.get(name) is None else field(message, name, kind)


def _decoded(body: bytes) -> Message:
    try:
        message = loads(body)
    except (Malformed, Refused) as broken:
        raise ForkserverFailed(f"cannot read a control frame: {broken}") from broken
    if type(message) is not dict or not all(type(key) is str for key in message):
        raise ForkserverFailed("a control frame is not a dict with text keys")
    return message
