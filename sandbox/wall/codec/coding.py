"""Encoder and decoder: the tables of all types put together, and the two ends of a frame."""

from __future__ import annotations

import importlib
import struct
from collections.abc import Callable
from typing import Any, NoReturn

from sandbox.wall.codec import classes, containers, dates, generators, numerals, records, scalars, tags
from sandbox.wall.codec.caps import CONTROL_CAPS, WALL_CAPS, Caps
from sandbox.wall.codec.reading import Look, Loose, Reading, Resolve, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.standard import exception_class, name_of_exception_class
from sandbox.wall.codec.writing import Refer, Table, Writing

__all__ = [
    "CONTROL_CAPS",
    "WALL_CAPS",
    "Caps",
    "Decoder",
    "Encoder",
    "Malformed",
    "Refused",
    "dumps",
    "exception_class",
    "loads",
    "name_of_exception_class",
    "warm",
]

_FOREIGN = (
    ArithmeticError, AttributeError, BufferError, LookupError, RuntimeError, TypeError, ValueError, Warning,
    struct.error,
)  # fmt: skip


def _learn_numpy(table: Table) -> None:
    from sandbox.wall.codec import arrays

    arrays.learn(table)
    generators.learn(table)
    for tag, take in arrays.TAKE.items():
        _TAKERS[tag] = take


def _learn_torch(table: Table) -> None:
    from sandbox.wall.codec import tensors

    tensors.learn(table)
    for tag, take in tensors.TAKE.items():
        _TAKERS[tag] = take


_TABLE = Table(
    scalars.PUT | containers.PUT | dates.PUT | numerals.PUT | classes.PUT | generators.PUT,
    scalars.BASES | containers.BASES | dates.BASES | numerals.BASES,
    {"numpy": _learn_numpy, "torch": _learn_torch},
)


def _unknown(_r: Reading) -> NoReturn:
    raise Malformed("a value begins with an unknown tag")


def _take_through_numpy(r: Reading) -> Any:
    """Import numpy, now that it is needed, and read with what has taken this place in the table."""
    importlib.import_module("numpy")
    _TABLE.learn()
    return _TAKERS[r.data[r.at - 1]](r)


def _take_through_torch(r: Reading) -> Any:
    """Import torch as numpy; an environment that has none knows no tensors."""
    try:
        importlib.import_module("torch")
    except ImportError:
        raise Malformed("a tensor came where there is no torch") from None
    _TABLE.learn()
    return _TAKERS[r.data[r.at - 1]](r)


def warm() -> None:
    """Learn the values of numpy and torch at once where they are: a fork that has to load that takes 12 ms for it."""
    _TABLE.learn()


def _takers() -> list[Take]:
    listed = scalars.TAKE | containers.TAKE | dates.TAKE | numerals.TAKE | records.TAKE | classes.TAKE | generators.TAKE
    for tag in (tags.ARRAY, tags.OBJECT_ARRAY, tags.SCALAR, tags.NUMPY_TEXT, tags.NUMPY_BYTES, tags.DTYPE):
        listed[tag] = _take_through_numpy
    for tag in (tags.TENSOR, tags.TENSOR_DTYPE):
        listed[tag] = _take_through_torch
    return [listed.get(tag, _unknown) for tag in range(256)]


_TAKERS = _takers()
_PLAIN_TAKERS = _TAKERS[: tags.FIRST_NOT_PLAIN] + [_unknown] * (256 - tags.FIRST_NOT_PLAIN)


class Encoder:
    """Turns values into bytes.

    `refer(value)` is asked about an object outside the value table: it returns a kind (1 to 32 ASCII characters) and a
    value that stands for the object, or None, or raises `Refused`. `by_reference(value)` is asked about an instance of
    a subclass of a type in the table (an LRUCache that is an OrderedDict): True sends it to `refer` as well.
    """

    __slots__ = ("_by_reference", "_caps", "_refer")

    def __init__(
        self, refer: Refer, *, caps: Caps = WALL_CAPS, by_reference: Callable[[object], bool] | None = None
    ) -> None:
        self._refer = refer
        self._caps = caps
        self._by_reference = by_reference

    def encode(self, value: object, *, offset: int = 0, refer: Refer | None = None) -> list[bytes | memoryview]:
        """Return the parts of the frame; raises `Refused`. `refer` is asked for this value instead of the encoder's.

        Large arrays and bytes are views, not copies: send them before the value changes. `offset` is how many bytes of
        the same buffer come before the first part, so that arrays are aligned where the decoder reads them.
        """
        writing = Writing(_TABLE, self._caps, refer or self._refer, self._by_reference, offset)
        writing.node(value)
        return writing.finish()


class Decoder:
    """Turns bytes into values; `resolve(kind, value)` is called for each reference and returns what it stands for."""

    __slots__ = ("_caps", "_resolve", "_takers")

    def __init__(self, caps: Caps, resolve: Resolve) -> None:
        self._caps = caps
        self._resolve = resolve
        self._takers = _PLAIN_TAKERS if caps.plain else _TAKERS

    def decode(
        self,
        data: memoryview | bytes | bytearray,
        *,
        resolve: Resolve | None = None,
        look: Look | None = None,
        loose: Loose | None = None,
    ) -> Any:
        """Return the value; raises `Malformed` or `Refused`, and nothing else but what is no Exception.

        `resolve` is called for the references of this value instead of the decoder's. `look` is called now and then
        while a large value is read, and may end that by raising what it likes. `loose` is told of each array without
        elements ("empty") and of each number of half precision ("half"), and may do the same.

        Large arrays share memory with `data` where that is writable, so give a buffer that nobody else will use. An
        ordinary error of `resolve` (a KeyError for an unknown handle) is `Malformed`, with that error as its cause.
        """
        reading = Reading(memoryview(data).cast("B"), self._caps, resolve or self._resolve, self._takers, look, loose)
        try:
            value = reading.node()
        except MemoryError:
            raise Refused("a value needs more memory than there is") from None
        except _FOREIGN as error:
            raise Malformed(f"a value that cannot be made: {type(error).__name__}") from error
        if reading.at != reading.end:
            raise Malformed("bytes are left over after the value")
        return value


def _refer_to_nothing(_value: object) -> None:
    return None


def _resolve_nothing(_kind: str, _value: object) -> NoReturn:
    raise Malformed("a reference where none may be")


def dumps(value: object) -> bytes:
    """Return a value as bytes, without references; what control streams carry has builtin types only."""
    return b"".join(Encoder(_refer_to_nothing).encode(value))


def loads(data: memoryview | bytes | bytearray, caps: Caps = CONTROL_CAPS) -> Any:
    """Return the value that `dumps` was given; the default caps accept builtin types only."""
    return Decoder(caps, _resolve_nothing).decode(data)
