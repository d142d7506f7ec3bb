"""The server's own lanes: what comes in is graded, round by round, whoever has a competing offer first."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from runner.grading import Batch, Entry, Options
from runner.hiring import Desk, Graded, RoundHere, grade_waiting, rounds_waiting
from runner.model import Problem, RunnerError
from sandbox.engine import Engine
from sandbox.errors import SandboxError

log = logging.getLogger("prebrief")
_PAUSE = 1.0
_TROUBLED_PAUSE = 30.0
_AGAIN = 0.2


class Grader:
    """Grades until it is stopped. What is under way then is graded by the next server: nothing is lost."""

    def __init__(self, desk: Desk, engine: Engine, lanes: int) -> None:
        self._desk = Desk(place=desk.place, database=desk.database, who="server", clock=desk.clock)
        self._engine = engine
        self._options = Options(lanes=lanes)
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._batch: Batch | None = None
        self._thread = threading.Thread(target=self._run, name="grader", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop what runs, and wait for its end."""
        self._over.set()
        while self._thread.is_alive():
            with self._lock:
                if self._batch is not None:
                    self._batch.cancel()
            self._thread.join(timeout=_AGAIN)

    def _run(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            try:
                pause = self._pass()
            except (RunnerError, SandboxError) as error:
                log.warning("grading: %s", error)
                pause = _TROUBLED_PAUSE

    def _pass(self) -> float:
        """Grade what waits now, in every round; returns how long to wait before the next pass."""
        found = rounds_waiting(self._desk)
        kept = 0
        for name, _ in found:
            if self._over.is_set():
                break
            kept += grade_waiting(RoundHere(self._desk, name), self._engine, self._options, self._grade, self._tell)
        return 0.0 if kept else _TROUBLED_PAUSE if found else _PAUSE

    def _tell(self, graded: Graded, _problem: Problem) -> None:
        for each in () if self._over.is_set() else graded.batch.unfinished():
            log.warning("%s could not be graded, through no fault of its author: %s", each.candidate, each.reason)

    def _grade(self, batch: Batch, entries: Sequence[Entry]) -> None:
        with self._lock:
            self._batch = batch
            if self._over.is_set():
                batch.cancel()
        try:
            batch.run(entries)
        finally:
            with self._lock:
                self._batch = None
