"""Whose turn it is to read: many threads may wait for answers, and one of them reads for all.

A thread that waits either has the turn and reads the channel itself, or sleeps until the thread that reads hands it its
answer or the turn. A server waits for work rather than for an answer, and where it stands idle other threads hand it
what they read. With one thread alone, which is how nearly every test and submission goes, nobody is ever asleep and
nothing is handed over.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from sandbox.wall.channel import Frame, FrameKind

ANSWERS = frozenset({FrameKind.REPLY, FrameKind.RAISE})
_WORK = frozenset({FrameKind.REQUEST, FrameKind.START})


class Turns:
    """The turns of one conversation; `receive` reads one frame."""

    def __init__(self, receive: Callable[[], Frame]) -> None:
        self._receive = receive
        self._lock = threading.RLock()  # a generator that is collected while it is held asks in the same thread
        self._server = threading.Condition(self._lock)
        self._serves = False  # whether a server stands idle, to whom other threads may hand work
        self._handed: deque[Frame] = deque()
        self._asleep: dict[int, threading.Condition] = {}
        self._reading = False
        self._awaited: set[int] = set()
        self._arrived: dict[int, Frame] = {}
        self.expect = self._awaited.add
        self.forget = self._awaited.discard

    @property
    def awaits(self) -> bool:
        """Whether a thread waits for an answer that has not been read."""
        return bool(self._awaited)

    def take(self, number: int) -> Frame | None:
        """Stop waiting for an answer in turn, and return it if it has come."""
        with self._lock:
            self._awaited.discard(number)
            return self._arrived.pop(number, None)

    def next_for(self, number: int) -> Frame | None:
        """Return the answer `number`, or what was read while waiting for it; None where that went to another thread."""
        with self._lock:
            while self._reading and number not in self._arrived:
                self._sleep(number)
            if number in self._arrived:
                return self._arrived.pop(number)
            self._reading = True
        frame = self._read(number)
        if frame is None or frame.kind in ANSWERS or not self._hand_over(frame):
            return frame
        return None

    def next_to_serve(self) -> Frame | None:
        """Wait for work, read here or by another thread; None where it was an answer that another thread awaits."""
        with self._lock:
            self._serves = True
            while self._reading and not self._handed:
                self._server.wait()
            self._serves = False
            if self._handed:
                return self._handed.popleft()
            self._reading = True
        return self._read(0)

    def next_if_free(self) -> tuple[bool, Frame | None]:
        """Read a frame unless another thread reads: (whether it was read, what of it is to be handled here)."""
        with self._lock:
            if self._reading:
                return False, None
            self._reading = True
        return True, self._read(0)

    def _read(self, number: int) -> Frame | None:
        """Read one frame, having the turn, and give it up; None where another thread than `number`'s awaits it."""
        frame: Frame | None = None
        try:
            frame = self._receive()
        finally:
            with self._lock:
                self._reading = False
                if frame is not None and frame.kind in ANSWERS and frame.number in self._awaited:
                    self._awaited.discard(frame.number)
                    if frame.number != number:
                        self._arrived[frame.number] = frame
                        self._wake(frame.number)
                        frame = None
                if self._asleep or self._serves:
                    self._pass_on()
        return frame

    def _hand_over(self, frame: Frame) -> bool:
        """Give work to the server if it stands idle, rather than do it in a thread that only waits for an answer."""
        if not self._serves or frame.kind not in _WORK:
            return False
        with self._lock:
            if not self._serves:
                return False
            self._handed.append(frame)
            self._server.notify_all()
            return True

    def _sleep(self, number: int) -> None:
        """Wait for the answer or the turn; one thread is woken at a time: a thousand would do nothing but wake."""
        self._asleep[number] = bell = threading.Condition(self._lock)
        try:
            bell.wait()
        finally:
            del self._asleep[number]

    def _pass_on(self) -> None:
        """Wake who may read next: a thread whose answer has not come, and the server."""
        self._wake(next((number for number in self._asleep if number not in self._arrived), 0))
        self._server.notify_all()

    def _wake(self, number: int) -> None:
        bell = self._asleep.get(number)
        if bell is not None:
            bell.notify()
