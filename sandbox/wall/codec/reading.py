"""One frame on its way out of bytes: where the reader is, what it may still spend, who reads which tag.

The bytes are not trusted. A count is checked against the bytes that remain before anything of that length is made.
Two million values may take longer to read than whoever waits for them has: `look` is called every so many of them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from sandbox.wall.codec.caps import Caps
from sandbox.wall.codec.refusal import Malformed, Refused

Take = Callable[["Reading"], Any]
Resolve = Callable[[str, object], object]
Look = Callable[[], object]
Loose = Callable[[str], object]

_NODES_BETWEEN_LOOKS = 1_000
_LONG = struct.Struct("<I")


class Reading:
    """The state of one `decode`; `at` is the next byte, `end` the first that is none."""

    __slots__ = ("_look", "_look_at", "_takers", "at", "caps", "data", "depth", "end", "loose", "nodes", "resolve")

    def __init__(
        self,
        data: memoryview,
        caps: Caps,
        resolve: Resolve,
        takers: Sequence[Take],
        look: Look | None = None,
        loose: Loose | None = None,
    ) -> None:
        self.data = data
        self.at = 0
        self.end = len(data)
        self.caps = caps
        self.depth = 0
        self.nodes = caps.nodes - 1
        self.resolve = resolve
        self.loose = loose  # is told of what compares loosely
        self._takers = takers
        self._look = look
        self._look_at = -1 if look is None else self.nodes - _NODES_BETWEEN_LOOKS
        if self.end > caps.frame_bytes:
            raise Refused(f"a frame is larger than {caps.frame_bytes:,} bytes")

    def node(self) -> Any:
        """Read one value."""
        at = self.at
        if at >= self.end:
            raise Malformed("a value ends too early")
        self.at = at + 1
        return self._takers[self.data[at]](self)

    def items(self, number: int) -> list[Any]:
        """Read `number` values within a container, one level down."""
        data, takers, end = self.data, self._takers, self.end
        self.depth += 1
        self.nodes -= number
        if number > end - self.at or self.nodes < 0 or self.depth > self.caps.depth:
            self._refuse(number)
        result: list[Any] = []
        rest = number
        if self.nodes < self._look_at:
            rest = self._many(result, number)
        for _ in range(rest):
            at = self.at
            if at >= end:
                raise Malformed("a value ends too early")
            self.at = at + 1
            result.append(takers[data[at]](self))
        self.depth -= 1
        return result

    def _many(self, result: list[Any], number: int) -> int:
        """Look up, and read all but the last few of many values, looking up between them; returns how many are left."""
        while self._look is not None:
            self._look()
            if number <= _NODES_BETWEEN_LOOKS:
                break
            result += [self.node() for _ in range(_NODES_BETWEEN_LOOKS)]
            number -= _NODES_BETWEEN_LOOKS
        self._look_at = self.nodes - _NODES_BETWEEN_LOOKS
        return number

    def enter(self, nodes: int) -> None:
        """Go one level down for `nodes` values; whoever calls this takes 1 off `depth` when they are read."""
        self.depth += 1
        self.nodes -= nodes
        if nodes > self.end - self.at or self.nodes < 0 or self.depth > self.caps.depth:
            self._refuse(nodes)

    def spend(self, nodes: int) -> None:
        """Take `nodes` off what the frame may still hold."""
        self.nodes -= nodes
        if self.nodes < 0:
            self._refuse(0)

    def _refuse(self, nodes: int) -> NoReturn:
        if nodes > self.end - self.at:
            raise Malformed("a container announces more values than there are bytes")
        if self.depth > self.caps.depth:
            raise Refused(f"a value is nested deeper than {self.caps.depth} levels")
        raise Refused(f"a value holds more than {self.caps.nodes:,} values")

    def byte(self) -> int:
        """Read one byte."""
        at = self.at
        if at >= self.end:
            raise Malformed("a value ends too early")
        self.at = at + 1
        return self.data[at]

    def count(self) -> int:
        """Read a count, in the one form that the writer uses."""
        at = self.at
        if at >= self.end:
            raise Malformed("a value ends too early")
        self.at = at + 1
        number = self.data[at]
        if number < 0xFF:
            return number
        (number,) = self.unpack(_LONG)
        if number < 0xFF:
            raise Malformed("a count is written longer than it need be")
        return int(number)

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        """Read one fixed layout."""
        at = self.at
        end = at + layout.size
        if end > self.end:
            raise Malformed("a value ends too early")
        self.at = end
        return layout.unpack_from(self.data, at)

    def take(self, size: int) -> memoryview:
        """Return a view of the next `size` bytes."""
        at = self.at
        end = at + size
        if end > self.end:
            raise Malformed("a value announces more bytes than there are")
        self.at = end
        return self.data[at:end]

    def text(self) -> str:
        """Read a string."""
        size, longest = self.count(), self.caps.code_points
        if size > 4 * longest:
            raise Refused(f"a string is longer than {longest:,} characters")
        at = self.at
        if at + size > self.end:
            raise Malformed("a value announces more bytes than there are")
        self.at = at + size
        try:
            value = str(self.data[at : at + size], "utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise Malformed("a string is not UTF-8") from None
        if len(value) > longest:
            raise Refused(f"a string is longer than {longest:,} characters")
        return value

    def name(self) -> str:
        """Read a short string that names something: a field, a class, a unit."""
        value = self.text()
        if len(value) > self.caps.name_length:
            raise Refused(f"a name is longer than {self.caps.name_length} characters")
        return value
