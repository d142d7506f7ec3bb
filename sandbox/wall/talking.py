"""What one side of the wall makes of messages: the two sides speak the same frames, and mean different things."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, NoReturn, Protocol

from sandbox.wall.channel import FrameKind

Parts = Sequence[bytes | bytearray | memoryview]


class Side(Protocol):
    """One side, as its conversation knows it."""

    def encode(self, message: object, context: object) -> Parts:
        """Turn an outgoing message into bytes; `context` is what the asker gave, None for an answer."""
        ...

    def decode(self, payload: memoryview, context: object) -> Any:
        """Turn bytes into a message; `context` is what the asker gave, None for a request of theirs."""
        ...

    def serve(self, message: Any) -> object:
        """Do what a REQUEST asks and return the reply."""
        ...

    def coroutine(self, message: Any) -> Coroutine[Any, Any, object]:
        """Return a coroutine that does what a START asks."""
        ...

    def outgoing_error(self, error: BaseException) -> object:
        """Describe an exception for the other side, or raise where there is nobody to tell."""
        ...

    def incoming(self, kind: FrameKind, message: Any, context: object) -> object:
        """Return what an answer says, or raise what it raises."""
        ...

    def cancelled(self, context: object) -> None:
        """Note that what was asked with `context` is being cancelled from here."""
        ...

    def released(self, message: Any) -> None:
        """Forget what the other side no longer holds."""
        ...

    def broken(self, error: Exception) -> NoReturn:
        """The channel closed, the deadline passed, or a frame was wrong: raise this side's failure."""
        ...
