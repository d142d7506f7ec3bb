"""Ctrl-C and SIGTERM while a batch runs: the first stops it cleanly, the second leaves at once."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from runner.cli.exit_code import ExitCode

_AGAIN_SECONDS = 0.2  # a job that was about to begin is not there to be cancelled: it is asked again
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def stopping(cancel: Callable[[], None], say: Callable[[str], None]) -> Iterator[None]:
    """Call `cancel`, again and again, from the first signal on until the block is left.

    The handler itself only sets an event: it may interrupt the main thread while that holds a lock.
    """
    asked, over = threading.Event(), threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        if asked.is_set():
            _leave()
        asked.set()

    def watch() -> None:
        asked.wait()
        if not over.is_set():
            say("Stopping; every grade that stands is kept. Once more leaves at once.")
        while not over.wait(_AGAIN_SECONDS):
            cancel()

    before = {number: signal.signal(number, on_signal) for number in _SIGNALS}
    watcher = threading.Thread(target=watch, name="interrupt", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        asked.set()
        for number, handler in before.items():
            signal.signal(number, handler)
        watcher.join()


def _leave() -> None:
    """End the process; what it had started is removed by the next run."""
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
    os._exit(ExitCode.INTERRUPTED)
