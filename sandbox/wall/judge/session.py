"""The judge's side of one guest: what is asked, what comes back, and what is refused.

A session lives as long as its guest. Values come back by value; whatever else the guest names (handles, callbacks,
exceptions) is looked up in tables of this side (`resolve`), so a number that was never given reaches nothing; what goes
out and is no value is a reference or a loan (`refer`). What belongs to one question is a `Question`. Every failure goes
through `_fail`, which tells the wall first: the verdict comes from that state, not from what the test made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from sandbox.wall.channel import Channel, ChannelClosed, DeadlinePassed, FrameKind
from sandbox.wall.codec import WALL_CAPS, Decoder, Encoder, Malformed, Refused
from sandbox.wall.conversation import Conversation
from sandbox.wall.failure import CannotCross, FailureKind, WallBug, WallFailure
from sandbox.wall.interface import CALLBACK_SITE, OPERAND_SPECIALS, Interface
from sandbox.wall.judge.callbacks import Loans, is_control
from sandbox.wall.judge.early import GONE, Early, Twins
from sandbox.wall.judge.handles import Handles, RawHandle
from sandbox.wall.judge.inplace import CALLS, copying_back
from sandbox.wall.judge.question import DESCRIBING, Question, may_stop
from sandbox.wall.judge.refer import Referrer
from sandbox.wall.judge.remote import RemoteInstance
from sandbox.wall.judge.resolve import Resolver
from sandbox.wall.judge.standins import StandIns
from sandbox.wall.judge.steering import out_of_place, refusal
from sandbox.wall.judge.words import Words
from sandbox.wall.lending import copy_back
from sandbox.wall.talking import Parts

MAX_CALLBACKS = 200_000
MAX_TEST_BYTES = 4 * 1024**3
_REPLY = FrameKind.REPLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and its answer."""

    site: str
    message: tuple[object, ...]
    answer: object


class Session:
    """One guest, as long as it lives; a `Side` of the conversation and a `Far` for everything that it handed out."""

    def __init__(
        self,
        channel: Channel,
        *,
        interface: Interface,
        standins: StandIns,
        failed: Callable[[FailureKind | None, str], WallFailure],
        sent: Callable[[Parts], object],
        early: Early,
    ) -> None:
        self.conversation = Conversation(channel, self, guarded=True)
        self.exchanges: list[Exchange] | None = None  # what is asked and answered, where somebody wants to know
        self.closed = False
        self.begin_test()
        self._interface = interface
        self._standins = standins
        self._failed = failed
        self._sent = sent
        self._loans = Loans()
        self._words = Words()
        self._handles = Handles(self, interface, standins, Twins(self, early))
        self._referrer = Referrer(self._loans, self._handles)
        self._resolver = Resolver(self._loans, self._handles, standins)
        self._encoder = Encoder(self._aside().refer)
        self._decoder = Decoder(WALL_CAPS, self._aside().resolve)

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

    def unheard(self) -> BaseException | None:
        """Return, once, a word of the test itself that no answer has raised."""
        return self._words.left()

    def live(self) -> bool:
        """Whether this session's guest can be asked."""
        return not self.closed

    def in_test(self, filename: str) -> bool:
        """Whether `filename` is a test's."""
        return self._standins.in_test(filename)

    def ask(self, site: str, *message: object) -> Any:
        """Send a request and return what it yields."""
        if self.exchanges is not None:
            return self._observed(self.exchanges, site, message)
        if message[0] in CALLS and self._interface.watches(site):
            return copying_back(self, self._interface, site, message)
        return self.conversation.ask(message, self._question(site, message))

    def echo(self, exchange: Exchange) -> Any:
        """Send once more what was asked and answered, with nothing done in between."""
        question = Question(self._referrer, self._resolver, exchange.site, ours=True)
        return self.conversation.ask(("echo", exchange.answer, exchange.message[1:]), question)

    def ask_plainly(self, site: str, *message: object) -> Any:
        """Do the same; what the call changed in place stays over there."""
        return self.conversation.ask(message, self._question(site, message))

    def ask_what_changed(self, site: str) -> object:
        """Ask which arguments the last call changed; this is the wall's own question, and no example of a test."""
        return self.conversation.ask(("changed", None), Question(self._referrer, self._resolver, site, ours=True))

    async def ask_async(self, site: str, *message: object) -> Any:
        """Start a coroutine over there and await what it yields."""
        return await self.conversation.ask_async(message, self._question(site, message))

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

    def encode(self, message: object, context: object) -> Parts:
        """Encode what the judge sends; raises CannotCross for an object of the test that has no way over."""
        question = context if isinstance(context, Question) else self._aside()
        try:
            parts = self._encoder.encode(message, refer=question.refer)
        except Refused as refused:
            raise CannotCross(f"{refused.reason}; pass values, or lend methods with expose(obj, 'method')") from None
        if context is not None and not question.ours:  # answers are as the submission asks: no examples
            self._sent(parts)
        return parts

    def decode(self, payload: memoryview, context: object) -> Any:
        """Decode what the guest sent, while there is time; handles are admitted for the place where they come in."""
        self._received_bytes += len(payload)
        if self._received_bytes > MAX_TEST_BYTES:
            raise Refused(f"more than {MAX_TEST_BYTES >> 30} GiB came from the submission in one test")
        question = context if isinstance(context, Question) else self._aside()
        try:
            return self._decoder.decode(
                payload,
                resolve=question.resolve,
                look=self.conversation.channel.check_clock,
                loose=None if question is not context or question.ours else question.loose,
            )
        except WallBug as bug:
            self._fail(FailureKind.BUG, f"the wall could not read what the submission sent: {bug}")

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
            self._words.say(error, self.conversation.awaited(), heard=self.conversation.is_asking)
            error = AssertionError()
        return (self._referrer.describe(error), ())

    def incoming(self, kind: FrameKind, message: Any, context: object) -> object:
        """Return or raise what an answer says, once the arguments that were lent are copied back."""
        question = context if isinstance(context, Question) else self._aside()
        if not isinstance(message, tuple) or len(message) != 2 or not isinstance(message[1], tuple):
            self.broken(Malformed("an answer that is none"))
        answer, changed = message
        if self._interface.records and question.gives:
            self._interface.gave(question.site, answer)
        if (question.lent or changed) and (kind is _REPLY or isinstance(answer, BaseException)):
            self._copy_back(question.lent, changed)
        word = self._words.told_to(question)
        if word is not None:
            raise word
        if kind is not _REPLY:
            self._raise(answer, question)
        return answer

    def cancelled(self, context: object) -> None:
        """Note that the test cancelled a question: then it may be answered by saying so."""
        if isinstance(context, Question):
            context.cancelled = True

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

    def _observed(self, exchanges: list[Exchange], site: str, message: tuple[object, ...]) -> Any:
        self.exchanges = None
        try:
            answer = self.ask(site, *message)
        finally:
            self.exchanges = exchanges
        exchanges.append(Exchange(site=site, message=message, answer=answer))
        return answer

    def _question(self, site: str, message: tuple[object, ...]) -> Question:
        if self.closed:
            self._fail(FailureKind.REFUSED, f"an object of an earlier test was used: its guest is gone; {GONE}")
        self.calls += 1
        if self._handles.dropped:
            self._release(message)
        return Question(self._referrer, self._resolver, site, may_stop(message), gives=message[0] not in DESCRIBING)

    def _aside(self) -> Question:
        """Return what stands for a question where the guest asks, and a value of it or for it is on its way."""
        return Question(self._referrer, self._resolver, CALLBACK_SITE)

    def _release(self, message: tuple[object, ...]) -> None:
        """Tell the guest of handles that nobody holds any more, ahead of a message."""
        resumed = message[1] if message[0] == "resume" else None  # a generator that was dropped is still to be closed
        for batch in self._handles.unheld(but=resumed.number if isinstance(resumed, RawHandle) else None):
            self.conversation.tell(FrameKind.RELEASE, batch)

    def _copy_back(self, lent: list[object], changed: tuple[object, ...]) -> None:
        if len(changed) != len(lent):
            self.broken(Malformed("an answer that changes what was not lent"))
        try:
            for original, state in zip(lent, changed, strict=True):
                copy_back(original, state)
        except (Refused, TypeError, ValueError) as error:
            self._fail(FailureKind.REFUSED, str(error))

    def _raise(self, answer: object, question: Question) -> NoReturn:
        match answer:
            case ("missing", str() as reason):
                self._fail(FailureKind.MISSING, reason)
            case ("refused", str() as reason):
                self._fail(FailureKind.REFUSED, reason)
            case BaseException():
                self._raise_error(answer, question)
            case _:
                self.broken(Malformed("an answer that raises nothing"))

    def _raise_error(self, error: BaseException, question: Question) -> NoReturn:
        if out_of_place(error, question):
            raise RuntimeError(f"the submission raised {type(error).__name__}") from None
        refused = refusal(error, question, self._interface, self._loans.gave)
        if refused is not None:
            self._fail(FailureKind.REFUSED, refused)
        if isinstance(error, MemoryError):
            self.memory_error = True
        raise error

    def _fail(self, kind: FailureKind | None, reason: str) -> NoReturn:
        failure = self._failed(kind, reason)
        self.conversation.fail(failure)
        raise failure.with_traceback(None)  # thousands of coroutines may raise this one: each would lengthen it
