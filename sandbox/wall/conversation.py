"""Two sides that ask one another over a channel: the same code on both sides of the wall.

    ask(message)         send a REQUEST and wait; meanwhile answer what the other side asks (calls nest, to 32)
    ask_async(message)   send a START and await; other coroutines of this loop go on, and so do those over there

A waiting thread either reads the channel itself or, where another thread reads already, waits until that one hands it
its frame. While coroutines are open, the event loop watches the socket (`watching`). A `Side` says what the messages
mean. The judge's conversation is *guarded*: what the other side may keep open is bounded, and the numbers of its
requests can't be foretold, so that a reply sent ahead of its request answers nothing.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn

from sandbox.wall.channel import Channel, ChannelClosed, DeadlinePassed, Frame, FrameKind
from sandbox.wall.codec import Malformed, Refused
from sandbox.wall.talking import Parts, Side
from sandbox.wall.watching import LoopWatch, wake

if TYPE_CHECKING:
    import asyncio  # costs 40 ms of CPU to import: loaded where the first coroutine is met

MAX_NESTING = 32
MAX_COROUTINES = 4_096
_LARGEST_NUMBER = 2**32 - 1
_STEP_BITS = 8
_ANSWERS = frozenset({FrameKind.REPLY, FrameKind.RAISE})
_WORK = frozenset({FrameKind.REQUEST, FrameKind.START})


class Conversation:
    """The state of one connection: who waits for which number, and which coroutines are open."""

    def __init__(self, channel: Channel, side: Side, *, guarded: bool) -> None:
        self.channel = channel
        self._side = side
        self._steps = random.Random(os.urandom(16)) if guarded else None  # noqa: S311 -- no key: it foils guesses
        self._guarded = guarded
        self._number = 0
        self._theirs = 0
        self._depth = 0
        self._send_lock = threading.Lock()
        self._lock = threading.RLock()
        self._turn = threading.Condition(self._lock)
        self._asleep: dict[int, threading.Condition] = {}
        self._reading = False
        self._serves = False  # whether a server stands idle, to whom other threads may hand work
        self._handed: deque[Frame] = deque()
        self._waiting: set[int] = set()
        self._arrived: dict[int, Frame] = {}
        self._open: dict[int, tuple[asyncio.AbstractEventLoop, asyncio.Future[Frame]]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._watch = LoopWatch(channel, self._readable, self._overdue)
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._failed = False
        self._idle: asyncio.Future[None] | None = None

    # asking

    def ask(self, message: object, context: object = None) -> object:
        """Send a request and return its answer, answering the other side's requests in the meantime."""
        parts = self._side.encode(message)
        number = self._post(FrameKind.REQUEST, parts, self._waiting.add)
        try:
            frame = self._answer_to(number)
        finally:
            self._waiting.discard(number)
            self._watch.nudge()
        return self._outcome(frame, context)

    async def ask_async(self, message: object, context: object = None) -> object:
        """Start a coroutine over there and await its answer; a cancellation here cancels it there."""
        import asyncio

        loop = asyncio.get_running_loop()
        parts = self._side.encode(message)
        future: asyncio.Future[Frame] = loop.create_future()
        number = self._post(FrameKind.START, parts, lambda given: self._open.update({given: (loop, future)}))
        self._watch.add(loop)
        try:
            frame = await self._settled(number, future)
        finally:
            self._open.pop(number, None)
            self._watch.remove(loop)
        return self._outcome(frame, context)

    def tell(self, kind: FrameKind, message: object) -> None:
        """Send a frame that has no answer."""
        self._send(kind, 0, self._side.encode(message))

    # answering

    def serve_forever(self) -> NoReturn:
        """Answer whatever comes until the channel closes; the guest's main loop."""
        while True:
            frame = self._next_to_serve()
            if frame is not None:
                self._handle(frame)
            if self._tasks and self._own_loop is not None:
                self._run_until_idle(self._own_loop)

    def fail(self, failure: BaseException) -> None:
        """Wake everybody who waits in an event loop with `failure`."""
        if self._failed:
            return  # each coroutine that is cancelled below comes here again, and there may be thousands
        self._failed = True
        for loop, future in list(self._open.values()):
            wake(loop, _set_failure, future, failure)
        for task in list(self._tasks.values()):
            wake(task.get_loop(), task.cancel)

    def close(self) -> None:
        """Close the channel and the loop of our own, if there is one."""
        self._watch.clear()
        self.channel.close()
        if self._own_loop is not None and not self._own_loop.is_running():
            self._own_loop.close()
            self._own_loop = None

    # frames

    def _post(self, kind: FrameKind, parts: Parts, note: Callable[[int], object]) -> int:
        """Send a frame under a new number, which is noted before its answer can come."""
        with self._send_lock:  # the numbers go out in the order in which they are given
            self._number += 1 if self._steps is None else 1 + self._steps.getrandbits(_STEP_BITS)
            if self._number > _LARGEST_NUMBER:
                self._side.broken(Refused("more calls than one connection can carry"))
            note(self._number)
            self._put(kind, self._number, parts)
            number = self._number
        self._watch.nudge()
        return number

    def _send(self, kind: FrameKind, number: int, parts: Parts) -> None:
        with self._send_lock:
            self._put(kind, number, parts)
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
        except (Malformed, Refused) as error:
            self._side.broken(error)

    def _outcome(self, frame: Frame, context: object) -> object:
        return self._side.incoming(frame.kind, self._decode(frame, context), context)

    def _answer_to(self, number: int) -> Frame:
        while True:
            with self._turn:
                while self._reading and number not in self._arrived:
                    self._sleep(number)
                if number in self._arrived:
                    return self._arrived.pop(number)
                self._reading = True
            frame = self._read()
            if frame is not None and not self._hand_over(frame):
                self._handle(frame)
                if self._tasks and self._own_loop is not None and not self._own_loop.is_running():
                    return self._answer_in_loop(self._own_loop, number)

    def _next_to_serve(self) -> Frame | None:
        """Wait for a frame, read here or by another thread; None where it was an answer that another thread awaits."""
        with self._turn:
            self._serves = True
            while self._reading and not self._handed:
                self._turn.wait()
            self._serves = False
            if self._handed:
                return self._handed.popleft()
            self._reading = True
        return self._read()

    def _hand_over(self, frame: Frame) -> bool:
        """Give work to the server if it stands idle, rather than do it in a thread that only waits for an answer."""
        with self._turn:
            if not self._serves or frame.kind not in _WORK:
                return False
            self._handed.append(frame)
            self._turn.notify_all()
            return True

    def _read(self) -> Frame | None:
        """Read one frame, having the turn, and give it up; None where the frame was an answer that a thread awaits."""
        frame: Frame | None = None
        try:
            frame = self._receive()
        finally:
            with self._turn:
                self._reading = False
                if frame is not None and frame.kind in _ANSWERS and frame.number in self._waiting:
                    self._waiting.discard(frame.number)
                    self._arrived[frame.number] = frame
                    self._wake(frame.number)
                    frame = None
                self._wake(next((number for number in self._asleep if number not in self._arrived), 0))
                self._turn.notify_all()
        return frame

    def _sleep(self, number: int) -> None:
        """Wait for the answer or the turn; one thread is woken at a time: a thousand would do nothing but wake."""
        self._asleep[number] = bell = threading.Condition(self._lock)
        try:
            bell.wait()
        finally:
            del self._asleep[number]

    def _wake(self, number: int) -> None:
        bell = self._asleep.get(number)
        if bell is not None:
            bell.notify()

    def _handle(self, frame: Frame) -> None:
        match frame.kind:
            case FrameKind.REQUEST:
                self._serve(frame)
            case FrameKind.START:
                self._start(frame)
            case FrameKind.CANCEL:
                task = self._tasks.get(frame.number)
                if task is not None:
                    wake(task.get_loop(), task.cancel)
            case FrameKind.RELEASE:
                self._side.released(self._decode(frame))
            case FrameKind.REPLY | FrameKind.RAISE if frame.number in self._open:
                loop, future = self._open[frame.number]
                wake(loop, _set_frame, future, frame)
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
            if self._guarded and self._depth > MAX_NESTING:
                self._side.broken(Refused(f"calls that cross the wall nested deeper than {MAX_NESTING}"))
            self._answer(frame.number, lambda: self._side.serve(self._decode(frame)))
        finally:
            self._depth -= 1

    def _answer(self, number: int, work: Callable[[], object]) -> None:
        try:
            kind, parts = FrameKind.REPLY, self._side.encode(work())
        except BaseException as error:  # noqa: BLE001 -- whatever a call raises is its answer
            kind, parts = FrameKind.RAISE, self._described(error)
        try:
            self._send(kind, number, parts)
        except Refused as error:
            self._send(FrameKind.RAISE, number, self._described(error))

    def _described(self, error: BaseException) -> Parts:
        try:
            return self._side.encode(self._side.outgoing_error(error))
        except Refused as refused:
            return self._side.encode(self._side.outgoing_error(refused))

    # coroutines

    def _start(self, frame: Frame) -> None:
        self._count(frame)
        if self._guarded and len(self._tasks) >= MAX_COROUTINES:
            self._side.broken(Refused(f"more than {MAX_COROUTINES:,} calls of the test's coroutines were open at once"))
        work = self._begun(frame)
        loop = self._loop_for_tasks()
        if loop is _running_loop() or not loop.is_running():
            self._tasks[frame.number] = loop.create_task(self._run(frame.number, work))
        else:
            wake(loop, self._start_later, loop, frame.number, work)

    def _begun(self, frame: Frame) -> Coroutine[Any, Any, object]:
        """Decode a request at once, before what it names may be released; a name that is not there is its answer."""
        try:
            return self._side.coroutine(self._decode(frame))
        except Exception as error:
            if self._guarded:
                raise
            return _failing(error)

    def _start_later(self, loop: asyncio.AbstractEventLoop, number: int, work: Coroutine[Any, Any, object]) -> None:
        self._tasks[number] = loop.create_task(self._run(number, work))

    def _loop_for_tasks(self) -> asyncio.AbstractEventLoop:
        import asyncio

        running = _running_loop()
        if running is not None:
            return running
        for loop, _ in self._open.values():
            return loop
        if self._own_loop is None:
            self._own_loop = asyncio.new_event_loop()
        return self._own_loop

    async def _run(self, number: int, work: Coroutine[Any, Any, object]) -> None:
        outcome: Callable[[], object]
        try:
            value = await work
        except BaseException as caught:  # noqa: BLE001 -- cancellation and exits are answers too
            outcome = _raiser(caught)
        else:
            outcome = _returner(value)
        try:
            self._answer(number, outcome)
        except BaseException as failure:  # noqa: BLE001 -- kept by the side; everybody who waits must wake
            self.fail(failure)
        finally:
            self._tasks.pop(number, None)
            if not self._tasks and self._idle is not None and not self._idle.done():
                self._idle.set_result(None)

    async def _settled(self, number: int, future: asyncio.Future[Frame]) -> Frame:
        import asyncio

        while True:
            try:
                return await asyncio.shield(future)
            except asyncio.CancelledError:
                if future.done():
                    raise
                self._send(FrameKind.CANCEL, number, ())

    def _answer_in_loop(self, loop: asyncio.AbstractEventLoop, number: int) -> Frame:
        """Wait for a reply inside a loop of our own, since coroutines of the test have to run meanwhile."""
        future: asyncio.Future[Frame] = loop.create_future()
        with self._turn:
            self._waiting.discard(number)
            arrived = self._arrived.pop(number, None)
        if arrived is not None:
            return arrived
        self._open[number] = (loop, future)
        self._watch.add(loop)
        try:
            return loop.run_until_complete(future)
        finally:
            self._open.pop(number, None)
            self._watch.remove(loop)

    def _run_until_idle(self, loop: asyncio.AbstractEventLoop) -> None:
        self._idle = loop.create_future()
        self._watch.add(loop)
        try:
            loop.run_until_complete(self._idle)
        finally:
            self._idle = None
            self._watch.remove(loop)

    def _readable(self) -> None:
        try:
            while not (self._idle is not None and self._idle.done()) and self.channel.waiting():
                with self._turn:
                    if self._reading:
                        return
                    self._reading = True
                frame = self._read()
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
        if self._idle is not None and not self._idle.done():
            self._idle.set_exception(failure)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    module = sys.modules.get("asyncio")
    return None if module is None else module._get_running_loop()


def _set_frame(future: asyncio.Future[Frame], frame: Frame) -> None:
    if not future.done():
        future.set_result(frame)


def _set_failure(future: asyncio.Future[Frame], failure: BaseException) -> None:
    if not future.done():
        future.set_exception(failure)


def _raiser(error: BaseException) -> Callable[[], object]:
    def again() -> object:
        raise error

    return again


async def _failing(error: Exception) -> object:
    raise error


def _returner(value: object) -> Callable[[], object]:
    return lambda: value
