"""The seats of a batch: taken for one submission, given back, and never used again after something failed in one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from runner.grading.seat import Seat


class Seats:
    """As many seats as are taken at once; thread-safe."""

    def __init__(self, make: Callable[[], Seat]) -> None:
        self._make = make
        self._idle: queue.SimpleQueue[Seat] = queue.SimpleQueue()
        self._all: list[Seat] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self) -> Iterator[Seat]:
        """Take a seat, starting one where none is idle (raises SandboxError)."""
        seat = self._take()
        try:
            yield seat
        except BaseException:
            self._shut(seat)
            raise
        if seat.spent:
            self._shut(seat)
        else:
            self._idle.put(seat)

    def shut_idle(self) -> None:
        """Close the seats that nobody has, so that nothing runs beside the one that is taken next."""
        while True:
            try:
                self._shut(self._idle.get_nowait())
            except queue.Empty:
                return

    def cancel(self) -> None:
        """End every job that runs, from another thread."""
        with self._lock:
            seats = tuple(self._all)
        for seat in seats:
            seat.cancel()

    def close(self) -> None:
        """Close all seats; again is harmless."""
        self.shut_idle()
        with self._lock:
            seats, self._all = self._all, []
        for seat in seats:
            seat.close()

    def _take(self) -> Seat:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            seat = self._make()
        with self._lock:
            self._all.append(seat)
        return seat

    def _shut(self, seat: Seat) -> None:
        with self._lock:
            if seat in self._all:
                self._all.remove(seat)
        seat.close()
