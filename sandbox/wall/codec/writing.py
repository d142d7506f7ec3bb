"""One value on its way into bytes: the buffer, the budget and the choice of who writes what.

A value goes to the function that its exact type is listed under. A subclass goes to the nearest base in the table,
as that base's value; anything else is asked of `refer`. Nothing here calls a method that a subclass could define.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

from sandbox.wall.codec import tags
from sandbox.wall.codec.caps import Caps
from sandbox.wall.codec.refusal import Refused, type_name

Put = Callable[["Writing", Any], None]
Refer = Callable[[object], tuple[str, object] | None]

BIG_BYTES = 4096  # from this size on, bytes and arrays travel as views of their own
LONG_COUNT = 0xFF  # a count from here on takes five bytes
REFERENCE_NAME_BYTES = 32

_MRO_OF = type.__dict__["__mro__"]
_LONG_COUNT = struct.Struct("<BI")


@lru_cache(maxsize=64)
def _reference_head(kind: str) -> bytes:
    """Return the bytes that open every reference of one kind."""
    name = kind.encode("ascii")
    if not 0 < len(name) <= REFERENCE_NAME_BYTES:
        raise ValueError(f"reference kind {kind!r} must have 1 to {REFERENCE_NAME_BYTES} ASCII characters")
    return bytes((tags.REFERENCE, len(name))) + name


class Table:
    """Who writes which type. `exact` is asked first; `bases` are the types whose subclasses go as their base.

    `later` are packages whose types are added once somebody has imported them.
    """

    def __init__(
        self, exact: dict[type, Put], bases: frozenset[type], later: dict[str, Callable[[Table], None]]
    ) -> None:
        self.exact = exact
        self.bases = bases
        self._later = later

    def learn(self) -> None:
        """Add the types of what has been imported by now."""
        for package in [package for package in self._later if package in sys.modules]:
            self._later.pop(package)(self)

    def find(self, kind: type) -> tuple[Put, bool] | None:
        """Return who writes `kind`, and whether it is a subclass of what they are listed under."""
        if self._later:
            self.learn()
        for nearest in _MRO_OF.__get__(kind):
            put = self.exact.get(nearest)
            if put is not None and (nearest is kind or nearest in self.bases):
                return put, nearest is not kind
        return None


class Writing:
    """The state of one `encode`; `out` is the part being filled, `parts` those that are done."""

    __slots__ = (
        "_by_reference", "_get", "_refer", "_table", "caps", "depth", "full_at", "nodes", "out", "parts", "start",
    )  # fmt: skip

    def __init__(
        self, table: Table, caps: Caps, refer: Refer, by_reference: Callable[[object], bool] | None, offset: int
    ) -> None:
        self._table = table
        self._get = table.exact.get
        self._refer = refer
        self._by_reference = by_reference
        self.caps = caps
        self.depth = 0
        self.nodes = caps.nodes - 1
        self.out = bytearray()
        self.parts: list[bytes | memoryview] = []
        self.start = offset  # of `out`, from the first byte of the frame
        self.full_at = caps.frame_bytes - offset  # how long `out` may become

    def node(self, value: object) -> None:
        """Write one value."""
        put = self._get(type(value))
        if put is None:
            self._unlisted(value)
        else:
            put(self, value)

    def items(self, values: list[Any] | tuple[Any, ...]) -> None:
        """Write the values within a container, one level down."""
        self.depth += 1
        self.nodes -= len(values)
        if self.nodes < 0 or self.depth > self.caps.depth:
            self._refuse()
        get = self._get
        for value in values:
            put = get(type(value))
            if put is None:
                self._unlisted(value)
            else:
                put(self, value)
        self.depth -= 1

    def enter(self, nodes: int) -> None:
        """Go one level down for `nodes` values; whoever calls this takes 1 off `depth` when they are written."""
        self.depth += 1
        self.nodes -= nodes
        if self.nodes < 0 or self.depth > self.caps.depth:
            self._refuse()

    def spend(self, nodes: int) -> None:
        """Take `nodes` off what the frame may still hold."""
        self.nodes -= nodes
        if self.nodes < 0:
            self._refuse()

    def _refuse(self) -> NoReturn:
        if self.depth > self.caps.depth:
            raise Refused(f"a value is nested deeper than {self.caps.depth} levels, or contains itself")
        raise Refused(f"a value holds more than {self.caps.nodes:,} values")

    def room(self, size: int) -> None:
        """Refuse where `size` bytes more would pass the frame's cap."""
        if len(self.out) + size > self.full_at:
            raise Refused(f"a value is larger than {self.caps.frame_bytes:,} bytes")

    def count(self, number: int) -> None:
        """Write a count."""
        if number < LONG_COUNT:
            self.out.append(number)
        elif number <= 0xFFFFFFFF:
            self.out += _LONG_COUNT.pack(LONG_COUNT, number)
        else:
            raise Refused(f"a value is larger than {self.caps.frame_bytes:,} bytes")

    def text(self, value: str) -> None:
        """Write a count and a string of exact type `str`."""
        try:
            data = value.encode()
        except UnicodeEncodeError:
            data = value.encode("utf-8", "surrogatepass")
        self.blob(data)

    def blob(self, data: bytes) -> None:
        """Write a count and the bytes; large ones without a copy."""
        size = len(data)
        self.room(size)
        self.count(size)
        if size >= BIG_BYTES:
            self.view(memoryview(data))
        else:
            self.out += data

    def view(self, data: memoryview) -> None:
        """Make `data` a part of its own; it is not copied, so it must not change size."""
        self.parts.append(bytes(self.out))
        self.parts.append(data)
        done = len(self.out) + data.nbytes
        self.start += done
        self.full_at -= done
        self.out = bytearray()

    def finish(self) -> list[bytes | memoryview]:
        """Return the parts, in order."""
        if len(self.out) > self.full_at:
            self.room(0)
        if not self.parts:
            return [bytes(self.out)]
        if self.out:
            self.parts.append(bytes(self.out))
        return self.parts

    def refer(self, value: object) -> None:
        """Write a reference, if whoever encodes knows one for the value; refuse it otherwise."""
        answer = self._refer(value)
        if answer is None:
            raise Refused(f"a value of type {type_name(value)} cannot cross the wall")
        kind, plain = answer
        self.out += _reference_head(kind)
        self.enter(1)
        self.node(plain)
        self.depth -= 1

    def _unlisted(self, value: object) -> None:
        """Write a value whose exact type is not in the table: as its nearest base, or as a reference."""
        found = self._table.find(type(value))
        if found is None or (found[1] and self._by_reference is not None and self._by_reference(value)):
            self.refer(value)
        else:
            found[0](self, value)
