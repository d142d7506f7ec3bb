"""Two sides that ask one another over a channel: the same code on both sides of the wall.

    ask(message)         send a REQUEST and wait; meanwhile answer what the other side asks (calls nest, to 32)
    ask_async(message)   send a START and await; other coroutines of this loop go on, and so do those over there

    turns       which thread reads, and who gets what was read
    tasks       the coroutines of this side that the other side started
    watching    event loops that look at the socket while something in them waits for a frame

A `Side` says what the messages mean. The judge's conversation is *guarded*: what the other side may keep open is
bounded, and the numbers of its requests can't be foretold, so that a reply sent ahead of its request answers nothing.

One question crosses in some 100 microseconds of CPU, and most of that is code and memory that the test's own work has
pushed out of the processor's caches. So what every question passes here takes few steps: the kinds of frames are bound
once, and what only threads or event loops need is looked at only where there are some.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from sandbox.wall.channel import Channel, ChannelClosed, DeadlinePassed, Frame, FrameKind
from sandbox.wall.codec import Malformed, Refused
from sandbox.wall.talking import Parts, Side
from sandbox.wall.tasks import Tasks, running_loop
from sandbox.wall.turns import ANSWERS, Turns
from sandbox.wall.watching import LoopWatch, wake

if TYPE_CHECKING:
    import asyncio  # costs 40 ms of CPU to import: loaded where the first coroutine is met

MAX_NESTING = 32
MAX_COROUTINES = 4_096
_LARGEST_NUMBER = 2**32 - 1
_STEP_BITS = 8
_REQUEST, _REPLY, _RAISE = FrameKind.REQUEST, FrameKind.REPLY, FrameKind.RAISE


class _Open(NamedTuple):
    """A coroutine that was asked for: where it is awaited, what is to be done with its answer, and for what."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Frame]
    context: object


class Conversation:
    """The state of one connection: which numbers were given, how deep calls nest, which coroutines are awaited."""

    def __init__(self, channel: Channel, side: Side, *, guarded: bool) -> None:
        self.channel = channel
        self._side = side
        self._steps = random.SystemRandom() if guarded else None  # what a twister gives can be foretold
        self._guarded = guarded
        self._number = 0
        self._theirs = 0
        self._depth = 0
        self._send_lock = threading.Lock()
        self._turns = Turns(self._receive)
        self._tasks = Tasks(self._answer, self.fail)
        self._watch = LoopWatch(channel, self._readable, self._overdue)
        self._open: dict[int, _Open] = {}
        self._failed = False

    # asking

    def ask(self, message: object, context: object = None) -> object:
        """Send a request and return its answer, answering the other side's requests in the meantime."""
        parts = self._side.encode(message, context)
        number = self._post(_REQUEST, parts, self._turns.expect)
        try:
            frame = self._answer_to(number)
        finally:
            self._turns.forget(number)
            if self._watch.loops:
                self._watch.nudge()
        return self._outcome(frame, context)

    async def ask_async(self, message: object, context: object = None) -> object:
        """Start a coroutine over there and await its answer; a cancellation here cancels it there."""
        import asyncio

        loop = asyncio.get_running_loop()
        parts = self._side.encode(message, context)
        future: asyncio.Future[Frame] = loop.create_future()
        opened = _Open(loop, future, context)
        number = self._post(FrameKind.START, parts, lambda given: self._open.update({given: opened}))
        self._watch.add(loop)
        try:
            frame = await self._settled(number, future, context)
        finally:
            self._open.pop(number, None)
            self._watch.remove(loop)
        return self._outcome(frame, context)

    def tell(self, kind: FrameKind, message: object) -> None:
        """Send a frame that has no answer."""
        self._send(kind, 0, self._side.encode(message, None))

    @property
    def is_asking(self) -> bool:
        """Whether anybody waits for an answer."""
        return bool(self._open) or self._turns.awaits

    def awaited(self) -> list[object]:
        """Return the contexts of the coroutines that are awaited."""
        return [each.context for each in self._open.values()]

    # answering

    def serve_forever(self) -> NoReturn:
        """Answer whatever comes until the channel closes; the guest's main loop."""
        while True:
            frame = self._turns.next_to_serve()
            if frame is not None:
                self._handle(frame)
            if self._tasks.running and self._tasks.own_loop is not None:
                self._run_until_idle(self._tasks.own_loop)

    def fail(self, failure: BaseException) -> None:
        """Wake everybody who waits in an event loop with `failure`."""
        if self._failed:
            return  # each coroutine that is cancelled below comes here again, and there may be thousands
        self._failed = True
        for each in list(self._open.values()):
            wake(each.loop, _set_failure, each.future, failure)
        self._tasks.cancel_all()

    def close(self) -> None:
        """Close the channel and the loop of our own, if there is one."""
        self._watch.clear()
        self.channel.close()
        self._tasks.close()

    # frames

    def _post(self, kind: FrameKind, parts: Parts, note: Callable[[int], object]) -> int:
        """Send a frame under a new number, which is noted before its answer can come."""
        with self._send_lock:  # the numbers go out in the order in which they are given
            number = self._number + (1 if self._steps is None else 1 + self._steps.getrandbits(_STEP_BITS))
            self._number = number
            if number > _LARGEST_NUMBER:
                self._side.broken(Refused("more calls than one connection can carry"))
            note(number)
            self._put(kind, number, parts)
        if self._watch.loops:
            self._watch.nudge()
        return number

    def _send(self, kind: FrameKind, number: int, parts: Parts) -> None:
        with self._send_lock:
            self._put(kind, number, parts)
        if self._watch.loops:
            self._watch.nudge()

    def _put(self, kind: FrameKind, number: int, parts: Parts) -> None:
        try:
            self.channel.send(kind, number, parts)
        except (ChannelClosed, DeadlinePassed) as error:
            self._side.broken(error)

    def _receive(self) -> Frame:
        try:
            return self.channel.receive()
        except (ChannelClosed, DeadlinePassed, Malformed, Refused) as error:
            self._side.broken(error)

    def _decode(self, frame: Frame, context: object = None) -> Any:
        try:
            return self._side.decode(frame.payload, context)
        except (DeadlinePassed, Malformed, Refused) as error:
            self._side.broken(error)

    def _outcome(self, frame: Frame, context: object) -> object:
        return self._side.incoming(frame.kind, self._decode(frame, context), context)

    def _answer_to(self, number: int) -> Frame:
        while True:
            frame = self._turns.next_for(number)
            if frame is None:
                continue
            if frame.number == number and frame.kind in ANSWERS:
                return frame
            self._handle(frame)
            loop = self._tasks.idle_loop()
            if loop is not None:
                return self._answer_in_loop(loop, number)

    def _handle(self, frame: Frame) -> None:
        if frame.kind is _REQUEST:
            self._serve(frame)
            return
        match frame.kind:
            case FrameKind.START:
                self._start(frame)
            case FrameKind.CANCEL:
                self._tasks.cancel(frame.number)
            case FrameKind.RELEASE:
                self._side.released(self._decode(frame))
            case FrameKind.REPLY | FrameKind.RAISE if frame.number in self._open:
                answered = self._open.pop(frame.number)  # once, and no second time
                wake(answered.loop, _set_frame, answered.future, frame)
            case _:
                self._side.broken(Malformed("a frame that answers nothing open"))

    def _count(self, frame: Frame) -> None:
        if frame.number <= self._theirs:
            self._side.broken(Malformed("a request with a number that was used before"))
        self._theirs = frame.number

    def _serve(self, frame: Frame) -> None:
        self._count(frame)
        self._depth += 1
        try:
            if self._depth > MAX_NESTING and self._guarded:
                self._side.broken(Refused(f"calls that cross the wall nested deeper than {MAX_NESTING}"))
            self._answer(frame.number, self._done, frame)
        finally:
            self._depth -= 1

    def _done(self, frame: Frame) -> object:
        return self._side.serve(self._decode(frame))

    def _answer(self, number: int, work: Callable[..., object], *given: object) -> None:
        try:
            kind, parts = _REPLY, self._side.encode(work(*given), None)
        except BaseException as error:  # noqa: BLE001 -- whatever a call raises is its answer
            kind, parts = _RAISE, self._described(error)
        try:
            self._send(kind, number, parts)
        except Refused as error:
            self._send(_RAISE, number, self._described(error))

    def _described(self, error: BaseException) -> Parts:
        try:
            return self._side.encode(self._side.outgoing_error(error), None)
        except Refused as refused:
            return self._side.encode(self._side.outgoing_error(refused), None)

    # coroutines

    def _start(self, frame: Frame) -> None:
        self._count(frame)
        if self._guarded and len(self._tasks.running) >= MAX_COROUTINES:
            self._side.broken(Refused(f"more than {MAX_COROUTINES:,} calls of the test's coroutines were open at once"))
        work = self._begun(frame)
        loop = running_loop() or next((each.loop for each in self._open.values()), None)
        self._tasks.start(frame.number, work, loop)

    def _begun(self, frame: Frame) -> Coroutine[Any, Any, object]:
        """Decode a request at once, before what it names may be released; a name that is not there is its answer."""
        try:
            return self._side.coroutine(self._decode(frame))
        except Exception as error:
            if self._guarded:
                raise
            return _failing(error)

    async def _settled(self, number: int, future: asyncio.Future[Frame], context: object) -> Frame:
        import asyncio

        while True:
            try:
                return await asyncio.shield(future)
            except asyncio.CancelledError:
                if future.done():
                    raise
                self._side.cancelled(context)
                self._send(FrameKind.CANCEL, number, ())

    def _answer_in_loop(self, loop: asyncio.AbstractEventLoop, number: int) -> Frame:
        """Wait for a reply inside a loop of our own, since coroutines of the test have to run meanwhile."""
        future: asyncio.Future[Frame] = loop.create_future()
        arrived = self._turns.take(number)
        if arrived is not None:
            return arrived
        self._open[number] = _Open(loop, future, None)
        self._watch.add(loop)
        try:
            return loop.run_until_complete(future)
        finally:
            self._open.pop(number, None)
            self._watch.remove(loop)
            self._tasks.left()

    def _run_until_idle(self, loop: asyncio.AbstractEventLoop) -> None:
        idle = self._tasks.begin_idling(loop)
        self._watch.add(loop)
        try:
            loop.run_until_complete(idle)
        finally:
            self._tasks.end_idling()
            self._watch.remove(loop)
            self._tasks.left()

    def _readable(self) -> None:
        try:
            while not self._tasks.are_done() and self.channel.waiting():
                read, frame = self._turns.next_if_free()
                if not read:
                    return
                if frame is not None:
                    self._handle(frame)
        except BaseException as failure:  # noqa: BLE001 -- an event loop would swallow it; the waiting ones must not
            self._give_up(failure)

    def _overdue(self) -> None:
        """End what an event loop waits for: no frame comes that would show that the deadline passed."""
        try:
            self._side.broken(DeadlinePassed())
        except BaseException as failure:  # noqa: BLE001 -- as above
            self._give_up(failure)

    def _give_up(self, failure: BaseException) -> None:
        self.fail(failure)
        self._tasks.give_up(failure)


def _set_frame(future: asyncio.Future[Frame], frame: Frame) -> None:
    if not future.done():
        future.set_result(frame)


def _set_failure(future: asyncio.Future[Frame], failure: BaseException) -> None:
    if not future.done():
        future.set_exception(failure)


async def _failing(error: Exception) -> object:
    raise error
