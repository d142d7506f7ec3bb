"""The one place where PID 1 waits: descriptors, the death of children, signals that end us, and a time."""

import contextlib
import os
import select
import signal
import time
from types import FrameType


class ControlClosed(Exception):
    """Our stdin is at its end, or a signal asked us to go: end everything and exit."""


class Waiter:
    """Waits on descriptors; the death of a child interrupts the wait, so that it can be reaped.

    Signals arrive as bytes in a pipe that every wait watches, so none can fall between a check and the wait.
    """

    def __init__(self) -> None:
        self._awake, self._wake = os.pipe()
        os.set_blocking(self._awake, False)
        os.set_blocking(self._wake, False)
        self._ending = False
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _ignore)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)

    def wait(self, *descriptors: int, until: float | None = None) -> frozenset[int]:
        """Return those that can be read (or are at their end); none after a signal or at `until` (monotonic)."""
        poller = select.poll()
        for descriptor in (self._awake, *descriptors):
            poller.register(descriptor, select.POLLIN)
        ready = {descriptor for descriptor, _ in poller.poll(_milliseconds(until))}
        if self._awake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._awake, 4096)
        if self._ending:
            raise ControlClosed
        return frozenset(ready - {self._awake})

    def pause(self, until: float) -> None:
        """Wait until a child dies or the time is there, whatever else happens: for cleaning up on our way out."""
        poller = select.poll()
        poller.register(self._awake, select.POLLIN)
        if poller.poll(_milliseconds(until)):
            with contextlib.suppress(BlockingIOError):
                os.read(self._awake, 4096)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True


def restore_signals() -> None:
    """Give a forked child the handling of signals that a fresh Python has."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _milliseconds(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic()) * 1000


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the byte in the wake-up pipe is what counts."""
