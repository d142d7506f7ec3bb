"""What a guest does with the judge's requests: find the target, do it, and say what came of it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, NoReturn

from sandbox.wall.channel import Channel, FrameKind
from sandbox.wall.codec import WALL_CAPS, Decoder, Encoder, Refused
from sandbox.wall.conversation import Conversation
from sandbox.wall.guest.changes import Changes
from sandbox.wall.guest.deeds import DEEDS
from sandbox.wall.guest.modules import NameMissing, OwnModules
from sandbox.wall.guest.references import References
from sandbox.wall.guest.survey import survey
from sandbox.wall.talking import Parts


class Received:
    """A message of the judge, with what it lends to be changed."""

    __slots__ = ("_references", "content", "lent")

    def __init__(self, references: References) -> None:
        self._references = references
        self.lent: tuple[Any, ...] = ()
        self.content: Any = None

    def resolve(self, kind: str, value: Any) -> Any:
        """Return what a reference stands for, and keep what it lends."""
        if kind == "inout":
            self.lent += (value[1],)
            return value[1]
        return self._references.resolve(kind, value)


class GuestSide:
    """One guest's half of the conversation."""

    def __init__(
        self,
        channel: Channel,
        modules: OwnModules,
        by_reference: frozenset[str],
        leave: Callable[[], NoReturn],
    ) -> None:
        self.conversation = Conversation(channel, self, guarded=False)
        self._modules = modules
        self.changes: Changes | None = None  # where the judge watches for arguments that are changed in place
        self._leave = leave
        self._references = References(self._modules, by_reference, self._ask, self._ask_async)
        self._encoder = Encoder(self._references.refer, by_reference=self._references.is_by_reference)
        self._decoder = Decoder(WALL_CAPS, self._references.resolve)
        self._lent_with: tuple[BaseException | None, tuple[Any, ...]] = (None, ())

    # Side

    def encode(self, message: object, _context: object) -> Parts:
        """Encode a value for the judge; objects of the submission become handles."""
        return self._encoder.encode(message)

    def decode(self, payload: memoryview, _context: object) -> Received:
        """Decode what the judge sent, with paths and handles resolved to the objects themselves."""
        received = Received(self._references)
        received.content = self._decoder.decode(payload, resolve=received.resolve)
        return received

    def serve(self, message: Received) -> object:
        """Do one request; the answer carries the state of what was lent to be changed."""
        try:
            value = self._perform(*message.content)
        except BaseException as error:
            self._lend_with(error, message.lent)
            raise
        return (value, message.lent)

    async def coroutine(self, message: Received) -> object:
        """Do one request and await what it gives."""
        try:
            value = self._perform(*message.content)
            if message.content[0] in ("call", "invoke", "await") and not inspect.isawaitable(value):
                raise TypeError(f"object {type(value).__name__} can't be used in 'await' expression")
            return (await value if inspect.isawaitable(value) else value, message.lent)
        except BaseException as error:
            self._lend_with(error, message.lent)
            raise

    def outgoing_error(self, error: BaseException) -> object:
        """Describe what was raised; `missing` and `refused` are told apart from the submission's own exceptions."""
        kept, self._lent_with = self._lent_with, (None, ())
        lent = kept[1] if kept[0] is error else ()
        if isinstance(error, NameMissing):
            return (("missing", str(error)), lent)
        if isinstance(error, Refused):
            return (("refused", error.reason), lent)
        return (error, lent)

    def incoming(self, kind: FrameKind, message: Received, _context: object) -> object:
        """Return or raise what a callback of the test gave."""
        if kind is FrameKind.REPLY:
            return message.content
        error = message.content[0]
        raise self._references.keep_error(error) if isinstance(error, tuple) else error

    def cancelled(self, _context: object) -> None:
        """Note nothing: what a callback of the test raises is raised here as it is."""

    def released(self, message: Received) -> None:
        """Forget handles that the judge no longer holds, unless they were given out again meanwhile."""
        for number, received in message.content:
            self._references.handles.release(number, received)

    def broken(self, _error: Exception) -> NoReturn:
        """The judge is gone: nothing is left to do."""
        self._leave()

    # inside

    def _perform(self, op: str, target: Any, *rest: Any) -> Any:
        do = DEEDS.get(op)
        if self.changes is not None and do is not None and op in ("call", "invoke"):
            return self.changes.during(functools.partial(do, target, *rest), rest[-2], rest[-1])
        return self._inspect(op, target, rest) if do is None else do(target, *rest)

    def _inspect(self, op: str, target: Any, rest: tuple[Any, ...]) -> Any:
        match op:
            case "survey":
                return survey(self._modules[target])
            case "changed":
                return self.changes.last if self.changes is not None else ()
            case "value":
                return self._references.path(target, rest[0])
            case _:
                raise TypeError(f"a request of an unknown kind: {op}")

    def _lend_with(self, error: BaseException, lent: tuple[Any, ...]) -> None:
        """Remember what goes back together with an error, until `outgoing_error` asks for it."""
        if lent and not isinstance(error, NameMissing):
            self._lent_with = (error, lent)

    def _ask(self, *message: object) -> Any:
        return self.conversation.ask(message)

    async def _ask_async(self, *message: object) -> Any:
        return await self.conversation.ask_async(message)
