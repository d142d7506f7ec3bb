"""The thread that forgets whom the workspace's retention time says to, at the start and then every hour."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

from runner.hiring import Desk, forget_old
from runner.model import RunnerError

log = logging.getLogger("prebrief")
_PAUSE = 3600.0


class Keeper:
    """Looks until it is stopped; whoever is being graded just then is forgotten an hour later."""

    def __init__(self, desk: Desk) -> None:
        self._desk = replace(desk, who="retention")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, after what is under way."""
        self._over.set()
        self._thread.join(timeout=30.0)

    def _run(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            pause = _PAUSE
            try:
                gone = forget_old(self._desk)
                self._desk.database.settle()  # of whom somebody forgot while others read, too
            except RunnerError as error:
                log.warning("retention: %s", error)
                continue
            if gone:
                log.info("retention: forgot %s", ", ".join(gone))
