"""Two sides that ask one another over a channel: the same code on both sides of the wall.

    ask(message)         send a REQUEST and wait; meanwhile answer what the other side asks (calls nest, to 32)
    ask_async(message)   send a START and await; other coroutines of this loop go on, and so do those over there

A waiting thread either reads the channel itself or, where another thread reads already, waits until that one hands it
its frame. While coroutines are open, the event loop watches the socket. A `Side` says what the messages mean.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from sandbox.wall.channel import Channel, ChannelClosed, DeadlinePassed, Frame, FrameKind
from sandbox.wall.refusal import Malformed, Refused

if TYPE_CHECKING:
    import asyncio  # costs 40 ms of CPU to import: loaded where the first coroutine is met

MAX_NESTING = 32
_ANSWERS = (FrameKind.REPLY, FrameKind.RAISE)

Parts = Sequence[bytes | bytearray | memoryview]


class Side(Protocol):
    """What one side of the wall makes of messages."""

    def encode(self, message: object) -> Parts:
        """Turn an outgoing message into bytes."""
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

    def released(self, message: Any) -> None:
        """Forget what the other side no longer holds."""
        ...

    def broken(self, error: Exception) -> NoReturn:
        """The channel closed, the deadline passed, or a frame was wrong: raise this side's failure."""
        ...


class Conversation:
    """The state of one connection: who waits for which number, and which coroutines are open."""

    def __init__(self, channel: Channel, side: Side) -> None:
        self.channel = channel
        self._side = side
        self._number = 0
        self._theirs = 0
        self._depth = 0
        self._send_lock = threading.Lock()
        self._turn = threading.Condition()
        self._reading = False
        self._waiting: set[int] = set()
        self._arrived: dict[int, Frame] = {}
        self._open: dict[int, tuple[asyncio.AbstractEventLoop, asyncio.Future[Frame]]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._watched: dict[asyncio.AbstractEventLoop, int] = {}
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._idle: asyncio.Future[None] | None = None

    # asking

    def ask(self, message: object, context: object = None) -> object:
        """Send a request and return its answer, answering the other side's requests in the meantime."""
        parts = self._side.encode(message)
        number = self._next_number()
        self._waiting.add(number)
        try:
            self._send(FrameKind.REQUEST, number, parts)
            frame = self._answer_to(number)
        finally:
            self._waiting.discard(number)
            self._nudge()
        return self._outcome(frame, context)

    async def ask_async(self, message: object, context: object = None) -> object:
        """Start a coroutine over there and await its answer; a cancellation here cancels it there."""
        import asyncio

        loop = asyncio.get_running_loop()
        parts = self._side.encode(message)
        number = self._next_number()
        future: asyncio.Future[Frame] = loop.create_future()
        self._open[number] = (loop, future)
        self._watch(loop)
        try:
            self._send(FrameKind.START, number, parts)
            frame = await self._settled(number, future)
        finally:
            self._open.pop(number, None)
            self._unwatch(loop)
        return self._outcome(frame, context)

    def tell(self, kind: FrameKind, message: object) -> None:
        """Send a frame that has no answer."""
        self._send(kind, 0, self._side.encode(message))

    # answering

    def serve_forever(self) -> NoReturn:
        """Answer whatever comes until the channel closes; the guest's main loop."""
        while True:
            self._handle(self._receive())
            if self._tasks and self._own_loop is not None:
                self._run_until_idle(self._own_loop)

    def fail(self, failure: BaseException) -> None:
        """Wake everybody who waits in an event loop with `failure`."""
        for loop, future in list(self._open.values()):
            loop.call_soon_threadsafe(_set_failure, future, failure)
        for task in list(self._tasks.values()):
            task.get_loop().call_soon_threadsafe(task.cancel)

    def close(self) -> None:
        """Close the channel and the loop of our own, if there is one."""
        for loop in list(self._watched):
            if not loop.is_closed():
                loop.remove_reader(self.channel.fileno())
        self._watched.clear()
        self.channel.close()
        if self._own_loop is not None and not self._own_loop.is_running():
            self._own_loop.close()
            self._own_loop = None

    # frames

    def _next_number(self) -> int:
        with self._turn:
            self._number += 1
            return self._number

    def _send(self, kind: FrameKind, number: int, parts: Parts) -> None:
        try:
            with self._send_lock:
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
                    self._turn.wait()
                if number in self._arrived:
                    return self._arrived.pop(number)
                self._reading = True
            frame: Frame | None = None
            try:
                frame = self._receive()
            finally:
                self._read(frame)
            if not (frame.kind in _ANSWERS and frame.number in self._waiting):
                self._handle(frame)
                if self._tasks and self._own_loop is not None and not self._own_loop.is_running():
                    return self._answer_in_loop(self._own_loop, number)

    def _read(self, frame: Frame | None) -> None:
        with self._turn:
            self._reading = False
            if frame is not None and frame.kind in _ANSWERS and frame.number in self._waiting:
                self._arrived[frame.number] = frame
            self._turn.notify_all()

    def _handle(self, frame: Frame) -> None:
        match frame.kind:
            case FrameKind.REQUEST:
                self._serve(frame)
            case FrameKind.START:
                self._start(frame)
            case FrameKind.CANCEL:
                task = self._tasks.get(frame.number)
                if task is not None:
                    task.get_loop().call_soon_threadsafe(task.cancel)
            case FrameKind.RELEASE:
                self._side.released(self._decode(frame))
            case FrameKind.REPLY | FrameKind.RAISE if frame.number in self._open:
                loop, future = self._open[frame.number]
                loop.call_soon_threadsafe(_set_frame, future, frame)
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
            if self._depth > MAX_NESTING:
                self._side.broken(Refused(f"calls that cross the wall nested deeper than {MAX_NESTING}"))
            self._answer(frame.number, lambda: self._side.serve(self._decode(frame)))
        finally:
            self._depth -= 1

    def _answer(self, number: int, work: Callable[[], object]) -> None:
        try:
            kind, parts = FrameKind.REPLY, self._side.encode(work())
        except BaseException as error:  # noqa: BLE001 -- whatever a call raises is its answer
            kind, parts = FrameKind.RAISE, self._side.encode(self._side.outgoing_error(error))
        try:
            self._send(kind, number, parts)
        except Refused as error:
            self._send(FrameKind.RAISE, number, self._side.encode(self._side.outgoing_error(error)))

    # coroutines

    def _start(self, frame: Frame) -> None:
        self._count(frame)
        work = self._side.coroutine(self._decode(frame))
        loop = self._loop_for_tasks()
        if loop is _running_loop() or not loop.is_running():
            self._tasks[frame.number] = loop.create_task(self._run(frame.number, work))
        else:
            loop.call_soon_threadsafe(self._start_later, loop, frame.number, work)

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
        self._waiting.discard(number)
        with self._turn:
            arrived = self._arrived.pop(number, None)
        if arrived is not None:
            return arrived
        self._open[number] = (loop, future)
        self._watch(loop)
        try:
            return loop.run_until_complete(future)
        finally:
            self._open.pop(number, None)
            self._unwatch(loop)

    def _run_until_idle(self, loop: asyncio.AbstractEventLoop) -> None:
        self._idle = loop.create_future()
        self._watch(loop)
        try:
            loop.run_until_complete(self._idle)
        finally:
            self._idle = None
            self._unwatch(loop)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        count = self._watched.get(loop, 0)
        self._watched[loop] = count + 1
        if count == 0:
            loop.add_reader(self.channel.fileno(), self._readable)
            loop.call_soon(self._readable)

    def _nudge(self) -> None:
        """Let the loops look at frames that were read ahead: the socket will not wake them for those."""
        if self._watched and self.channel.has_read_ahead:
            for loop in self._watched:
                loop.call_soon_threadsafe(self._readable)

    def _unwatch(self, loop: asyncio.AbstractEventLoop) -> None:
        count = self._watched.get(loop, 0) - 1
        if count > 0:
            self._watched[loop] = count
        elif self._watched.pop(loop, None) is not None and not loop.is_closed() and self.channel.fileno() >= 0:
            loop.remove_reader(self.channel.fileno())

    def _readable(self) -> None:
        try:
            while not (self._idle is not None and self._idle.done()) and self.channel.waiting():
                with self._turn:
                    if self._reading:
                        return
                    self._reading = True
                frame: Frame | None = None
                try:
                    frame = self._receive()
                finally:
                    self._read(frame)
                if not (frame.kind in _ANSWERS and frame.number in self._waiting):
                    self._handle(frame)
        except BaseException as failure:  # noqa: BLE001 -- an event loop would swallow it; the waiting ones must not
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


def _returner(value: object) -> Callable[[], object]:
    return lambda: value
