"""The seats of a batch: taken for one submission, given back, and never used again after something failed in one.

Canaries ride when a seat is given back and due, before it is given up, and at the end of a phase:

    ride --> right                            the stretch is proven, the seat is used on
      |----> wrong, or it could not be run    the stretch proves nothing, the seat is given up
      `----> timeouts among busy lanes        the seat is put aside until `confirm`

After a wrong one the canaries ride in fresh containers, where nobody was before them. If they come out wrong there too,
it is the problem's fault or the engine's: `hopeless` says so, and nothing more is worth trying.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from runner.grading.canary import Canaries, Ride
from runner.grading.seat import Seat
from sandbox.errors import SandboxError

Map = Callable[[Callable[[Seat], None], list[Seat]], Iterable[None]]


class Seats:
    """As many seats as are taken at once; thread-safe, but `alone`, which says that no other lane is busy."""

    def __init__(self, make: Callable[[], Seat], canaries: Canaries | None = None) -> None:
        self._make = make
        self._canaries = canaries
        self._idle: queue.SimpleQueue[Seat] = queue.SimpleQueue()
        self._all: list[Seat] = []
        self._aside: list[Seat] = []
        self._lock = threading.Lock()
        self._cancelled = False
        self._probing = threading.Lock()
        self.alone = False
        self.alarms: list[str] = []
        self.hopeless = ""

    @contextmanager
    def borrow(self) -> Iterator[Seat]:
        """Take a seat, starting one where none is idle (raises SandboxError)."""
        seat = self._take()
        try:
            yield seat
        except BaseException:
            seat.spent = True
            raise
        finally:
            self._give_back(seat)

    @property
    def in_doubt(self) -> bool:
        """Whether a seat is put aside: no more is to be begun until it is confirmed."""
        return bool(self._aside)

    def confirm(self) -> bool:
        """Look again at the seats that were put aside; whether there were any. No lane may be busy."""
        aside, self._aside = self._aside, []
        for seat in aside:
            late, seat.late = seat.late, ()
            if self._canaries is not None and not self._cancelled:
                self._judge(seat, self._canaries.confirm(seat, late))
            self._put(seat)
        return bool(aside)

    def ride_out(self, beside: Map) -> bool:
        """Let canaries ride in every idle seat where something depends on it; whether there were any."""
        if self._cancelled:
            return False
        seats = list(self._drained())
        held = [seat for seat in seats if seat.stretch.held]
        list(beside(self.settle, held))
        for seat in seats:
            self._put(seat)
        return bool(held)

    def settle(self, seat: Seat) -> None:
        """Let canaries ride in a seat now, if anything depends on it."""
        if seat.stretch.held:
            self._ride(seat)

    def shut_idle(self) -> None:
        """Close the seats that nobody has, so that nothing runs beside the one that is taken next."""
        for seat in self._drained():
            self._shut(seat)

    def cancel(self) -> None:
        """End every job that runs, from another thread; no canary rides from now on."""
        self._cancelled = True
        with self._lock:
            seats = tuple(self._all)
        for seat in seats:
            seat.cancel()

    def close(self) -> None:
        """Close all seats, canaries or not; again is harmless."""
        list(self._drained())
        self._aside = []
        with self._lock:
            seats, self._all = self._all, []
        for seat in seats:
            seat.close()

    def _drained(self) -> Iterator[Seat]:
        while True:
            try:
                yield self._idle.get_nowait()
            except queue.Empty:
                return

    def _take(self) -> Seat:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._fresh()

    def _fresh(self) -> Seat:
        seat = self._make()
        with self._lock:
            self._all.append(seat)
        return seat

    def _give_back(self, seat: Seat) -> None:
        if seat.due or (seat.spent and seat.stretch.held):
            self._ride(seat)
        self._put(seat)

    def _put(self, seat: Seat) -> None:
        if seat.late:
            self._aside.append(seat)
        elif seat.spent:
            self._shut(seat)
        else:
            self._idle.put(seat)

    def _shut(self, seat: Seat) -> None:
        with self._lock:
            if seat in self._all:
                self._all.remove(seat)
        seat.close()

    # canaries

    def _ride(self, seat: Seat) -> None:
        if self._canaries is not None and not self._cancelled:
            self._judge(seat, self._canaries.ride(seat, alone=self.alone))

    def _judge(self, seat: Seat, ride: Ride) -> None:
        """Do what a ride asks for."""
        if ride.late:
            seat.late = ride.late
            return
        seat.end_stretch(ride.fault)
        if ride.fault:
            seat.spent = True
        if ride.wrong:
            self._alarm(ride.fault)

    def _alarm(self, fault: str) -> None:
        """Find out whether canaries come out wrong where nobody was before them; unless that is known."""
        with self._probing:
            self.alarms.append(fault)
            if self._canaries is None or self.hopeless:
                return
            try:
                seat = self._fresh()
            except SandboxError:
                return
            ride = self._canaries.ride(seat, alone=self.alone)
            self._shut(seat)
            if ride.wrong:
                self.hopeless = f"in fresh containers too, {ride.fault}"
