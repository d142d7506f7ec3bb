"""The judge's side of one guest: what is asked, what comes back, and what is refused.

A session lives as long as its guest. Values come back by value; whatever else the guest names (handles, callbacks,
exceptions) is looked up in tables of this side, so a number that was never given reaches nothing. Every failure goes
through `_fail`, which tells the wall first: the verdict comes from that state, not from what the test made of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, ItemsView, KeysView, ValuesView
from dataclasses import dataclass
from typing import Any, NoReturn

from sandbox.wall.channel import Channel, ChannelClosed, DeadlinePassed, FrameKind
from sandbox.wall.codec import WALL_CAPS, Decoder, Encoder, Malformed, Refused
from sandbox.wall.codec.standard import exception_class
from sandbox.wall.conversation import Conversation
from sandbox.wall.failure import CannotCross, FailureKind, WallBug, WallFailure
from sandbox.wall.interface import CALLBACK_SITE, OPERAND_SPECIALS, Interface
from sandbox.wall.judge.callbacks import Borrowed, Loans, is_control
from sandbox.wall.judge.early import GONE, Early, Twins
from sandbox.wall.judge.handles import Handles, RawHandle
from sandbox.wall.judge.refer import references
from sandbox.wall.judge.remote import RemoteInstance
from sandbox.wall.judge.standins import StandIns
from sandbox.wall.lending import copy_back
from sandbox.wall.raising import Token, checked_tokens, describe, rebuild
from sandbox.wall.talking import Parts

MAX_CALLBACKS = 200_000
MAX_TEST_BYTES = 4 * 1024**3
_STEPS_THAT_STOP = frozenset({"next", "send", "throw"})
_FORBIDDEN = (KeyboardInterrupt, GeneratorExit)
_VIEWS = (KeysView, ItemsView, ValuesView, list)


@dataclass(slots=True)
class Asked:
    """One question under way: where it was asked, and whether `StopIteration` may answer it."""

    site: str
    may_stop: bool
    borrowed: Borrowed


class Session:
    """One guest, as long as it lives; a `Side` of the conversation and a `Far` for everything that it handed out."""

    def __init__(
        self,
        channel: Channel,
        *,
        interface: Interface,
        standins: StandIns,
        failed: Callable[[FailureKind | None, str], WallFailure],
        sent: Callable[[bytes | bytearray | memoryview], object],
        early: Early,
    ) -> None:
        self.conversation = Conversation(channel, self, guarded=True)
        self.closed = False
        self.begin_test()
        self._interface = interface
        self._standins = standins
        self._failed = failed
        self._sent = sent
        self._loans = Loans()
        self._handles = Handles(self, interface, standins, Twins(self, early))
        self._borrowed = threading.local()

    def begin_test(self) -> None:
        """Count anew: the guest goes on into another test."""
        self.calls = 0
        self.memory_error = False
        self._served = 0
        self._received_bytes = 0

    def greet(self, hello: dict[str, Any]) -> None:
        """Hand the submission to its guest and wait until it is imported; raises WallFailure where it can't be."""
        self.conversation.tell(FrameKind.HELLO, hello)
        try:
            frame = self.conversation.channel.receive()
            answer = self.decode(frame.payload, None)
        except (ChannelClosed, DeadlinePassed, Malformed, Refused) as error:
            self.broken(error)
        match frame.kind, answer:
            case FrameKind.READY, None:
                return
            case FrameKind.RAISE, str() as reason:
                self._fail(FailureKind.IMPORT, reason)
            case _:
                self.broken(Malformed("a greeting that is none"))

    # Far

    def live(self) -> bool:
        """Whether this session's guest can be asked."""
        return not self.closed

    def in_test(self, filename: str) -> bool:
        """Whether `filename` is a test's."""
        return self._standins.in_test(filename)

    def ask(self, site: str, *message: object) -> Any:
        """Send a request and return what it yields."""
        asked = self._asked(site, message)
        return self.conversation.ask(message, asked)

    async def ask_async(self, site: str, *message: object) -> Any:
        """Start a coroutine over there and await what it yields."""
        asked = self._asked(site, message)
        return await self.conversation.ask_async(message, asked)

    def resume(self, number: int, step: str, value: object) -> Any:
        """Take one step of a generator or iterator."""
        return self.ask(f"{self._handles.site_of(number)}.next", "resume", self._handles.raw(number), step, value)

    async def resume_async(self, number: int, step: str, value: object) -> Any:
        """Take one step of an asynchronous generator or iterator."""
        site = f"{self._handles.site_of(number)}.next"
        return await self.ask_async(site, "resume", self._handles.raw(number), step, value)

    def special(self, owner: RemoteInstance, name: str, args: tuple[object, ...]) -> Any:
        """Apply an operator of an instance; its operands go only where the reference's class takes such operands."""
        cls = type(owner).__name__
        plain = name in OPERAND_SPECIALS and not all(isinstance(arg, RemoteInstance) for arg in args)
        if plain and not self._interface.admits_plain(cls, name):
            if name in ("__eq__", "__ne__"):
                return name == "__ne__"
            self._fail(FailureKind.REFUSED, f"{cls}.{name} would be given a plain value of the test")
        self.used_special(owner, name)
        return self.ask(f"{cls}.{name}", "special", owner, name, args)

    def used_special(self, owner: RemoteInstance, name: str) -> None:
        """Note an operator that a test used."""
        self._interface.used_special(owner._wall_module, type(owner).__qualname__, name)

    def admit_member(self, owner: RemoteInstance, name: str) -> None:
        """Refuse an attribute that neither the reference's class has nor the tests used on it."""
        cls = type(owner)
        if not any(
            self._interface.admits_member(base._wall_module, base.__qualname__, name)
            for base in cls.__mro__
            if issubclass(base, RemoteInstance) and base is not RemoteInstance
        ):
            self._fail(FailureKind.REFUSED, f"the attribute {name!r} of {cls.__name__} is not part of the interface")

    # Side

    def encode(self, message: object) -> Parts:
        """Encode what the judge sends; raises CannotCross for an object of the test that has no way over."""
        asked: Borrowed | None = getattr(self._borrowed, "value", None)
        self._borrowed.value = None
        borrowed = asked or Borrowed()
        try:
            parts = Encoder(references(self._loans, self._handles, borrowed, self._describe)).encode(message)
        except Refused as refused:
            raise CannotCross(f"{refused.reason}; pass values, or lend methods with expose(obj, 'method')") from None
        for part in parts if asked is not None else ():  # answers are as the submission asks: no examples
            self._sent(part)
        return parts

    def decode(self, payload: memoryview, context: object) -> Any:
        """Decode what the guest sent; handles are admitted for the place where they come in."""
        self._received_bytes += len(payload)
        if self._received_bytes > MAX_TEST_BYTES:
            raise Refused(f"more than {MAX_TEST_BYTES >> 30} GiB came from the submission in one test")
        site = context.site if isinstance(context, Asked) else CALLBACK_SITE

        def resolve(kind: str, value: object) -> object:
            try:
                return self._resolve(kind, value, site)
            except (Malformed, Refused):
                raise
            except Exception as error:
                raise WallBug(f"a reference of kind {kind!r} could not be resolved") from error

        return Decoder(WALL_CAPS, resolve).decode(payload)

    def serve(self, message: Any) -> object:
        """Do what the guest asks of the test's functions."""
        if not isinstance(message, tuple):
            raise Malformed("a request that is none")
        self._served += 1
        if self._served > MAX_CALLBACKS:
            raise Refused(f"the submission called functions of the test more than {MAX_CALLBACKS:,} times")
        return self._loans.perform(message)

    async def coroutine(self, message: Any) -> object:
        """Do the same for an asynchronous function of the test."""
        result = self.serve(message)
        return await result if hasattr(result, "__await__") else result

    def outgoing_error(self, error: BaseException) -> object:
        """Describe an exception of a callback; the test's own word goes without its text and is kept."""
        if isinstance(error, WallFailure):
            raise error
        if isinstance(error, Malformed | Refused):
            self.broken(error)
        if is_control(error) or isinstance(error, CannotCross):
            self._loans.control = self._loans.control or error
            error = AssertionError()
        return (self._describe(error), ())

    def incoming(self, kind: FrameKind, message: Any, context: object) -> object:
        """Return or raise what an answer says, once the arguments that were lent are copied back."""
        asked = context if isinstance(context, Asked) else Asked(site="", may_stop=False, borrowed=Borrowed())
        if not isinstance(message, tuple) or len(message) != 2 or not isinstance(message[1], tuple):
            self.broken(Malformed("an answer that is none"))
        answer, changed = message
        if kind is FrameKind.REPLY or isinstance(answer, BaseException):
            self._copy_back(asked.borrowed, changed)
        control, self._loans.control = self._loans.control, None
        if control is not None:
            raise control
        if kind is not FrameKind.REPLY:
            self._raise(answer, asked)
        return answer

    def released(self, _message: Any) -> None:
        """Guests hold nothing of ours that they could release."""
        self.broken(Malformed("a frame that answers nothing open"))

    def broken(self, error: Exception) -> NoReturn:
        """Turn what the channel met into the failure it stands for."""
        match error:
            case ChannelClosed():
                self._fail(None, "")
            case DeadlinePassed():
                self._fail(FailureKind.TIMEOUT, "the time for this test was used up")
            case Refused():
                self._fail(FailureKind.REFUSED, error.reason)
            case Malformed():
                self._fail(FailureKind.PROTOCOL, f"the submission's process sent {error.reason}")
            case _:
                raise error

    def close(self) -> None:
        """End the conversation; again is harmless."""
        self.closed = True
        self.conversation.close()

    # inside

    def _asked(self, site: str, message: tuple[object, ...]) -> Asked:
        if self.closed:
            self._fail(FailureKind.REFUSED, f"an object of an earlier test was used: its guest is gone; {GONE}")
        self.calls += 1
        resumed = message[1] if message[0] == "resume" else None  # a generator that was dropped is still to be closed
        for batch in self._handles.unheld(but=resumed.number if isinstance(resumed, RawHandle) else None):
            self.conversation.tell(FrameKind.RELEASE, batch)
        stops = message[0] == "resume" and message[2] in _STEPS_THAT_STOP
        stops = stops or (message[0] == "special" and message[2] in ("__next__", "__anext__"))
        self._borrowed.value = borrowed = Borrowed()
        return Asked(site=site, may_stop=stops, borrowed=borrowed)

    def _copy_back(self, borrowed: Borrowed, changed: tuple[object, ...]) -> None:
        if len(changed) != len(borrowed.values):
            if borrowed.values or changed:
                self.broken(Malformed("an answer that changes what was not lent"))
            return
        try:
            for original, state in zip(borrowed.values, changed, strict=True):
                copy_back(original, state)
        except (Refused, TypeError, ValueError) as error:
            self._fail(FailureKind.REFUSED, str(error))

    def _raise(self, answer: object, asked: Asked) -> NoReturn:
        match answer:
            case ("missing", str() as reason):
                self._fail(FailureKind.MISSING, reason)
            case ("refused", str() as reason):
                self._fail(FailureKind.REFUSED, reason)
            case BaseException():
                self._raise_error(answer, asked)
            case _:
                self.broken(Malformed("an answer that raises nothing"))

    def _raise_error(self, error: BaseException, asked: Asked) -> NoReturn:
        if isinstance(error, StopIteration | StopAsyncIteration) and not asked.may_stop:
            raise RuntimeError(f"the submission raised {type(error).__name__}") from None
        if isinstance(error, _FORBIDDEN):
            self._fail(FailureKind.REFUSED, f"the submission raised {type(error).__name__}")
        if isinstance(error, MemoryError):
            self.memory_error = True
        raise error

    def _fail(self, kind: FailureKind | None, reason: str) -> NoReturn:
        failure = self._failed(kind, reason)
        self.conversation.fail(failure)
        raise failure

    def _describe(self, error: BaseException) -> tuple[object, ...]:
        return describe(
            error, token=self._loans.token, crosses=self._crosses, ident=self._loans.ident, with_trace=False
        )

    def _crosses(self, value: object) -> bool:
        if isinstance(value, BaseException) and is_control(value):
            return False  # its text would tell what the test expected
        try:
            Encoder(references(self._loans, self._handles, Borrowed(), self._describe, lends=False)).encode(value)
        except (Refused, CannotCross):
            return False
        return True

    def _resolve(self, kind: str, value: object, site: str) -> object:
        match kind:
            case "handle":
                return self._handles.admit(value, site)
            case "callback":
                return self._loans.item(value)
            case "error":
                return rebuild(value, class_of=self._class_of, known=self._loans.known)
            case "class":
                return self._class_of(checked_tokens(value))
            case "view" if isinstance(value, _VIEWS):
                return value
            case "not implemented":
                return NotImplemented
            case _:
                raise Malformed("a reference of an unknown kind")

    def _class_of(self, tokens: tuple[Token, ...]) -> type[BaseException]:
        found: list[type[BaseException]] = []
        for index, (origin, home, name) in enumerate(tokens):
            cls = self._known_class(origin, home, name)
            if cls is None:
                continue
            if index == 0:
                return cls
            if not any(issubclass(known, cls) for known in found):
                found.append(cls)
        return self._standins.foreign_exception(tokens[0], tuple(found) or (Exception,))

    def _known_class(self, origin: str, home: Any, name: str) -> type[BaseException] | None:
        if origin == "std":
            return exception_class(str(home), name)
        if origin == "test":
            return self._loans.test_class(home)
        return self._standins.exception(str(home), name)
