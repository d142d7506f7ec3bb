"""How far a batch is, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from runner.model import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is: `done` of `total`, `kept` of them from an earlier run.

    `waiting` are graded, and stand once canaries have ridden. `remaining_seconds` is None until there is something to
    reckon with; `last` is the grade that was just made.
    """

    done: int
    total: int
    kept: int
    remaining_seconds: float | None
    last: Grade | None = None
    waiting: int = 0


class Tally:
    """Counts a batch's rows as they are done."""

    def __init__(self, total: int, tell: Callable[[Progress], None]) -> None:
        self._total = total
        self._tell = tell
        self._made = self._kept = self._waiting = 0
        self._began = time.monotonic()

    def keep(self) -> None:
        """Count a row that an earlier run has done."""
        self._kept += 1
        self._report(None)

    def make(self, grade: Grade) -> None:
        """Count a row that was done now."""
        self._made += 1
        self._report(grade)

    def wait(self, count: int) -> None:
        """Say how many are graded and do not stand yet; fewer are told with the grades that came of them."""
        more = count > self._waiting
        self._waiting = count
        if more:
            self._report(None)

    def _report(self, last: Grade | None) -> None:
        done = self._made + self._kept
        spent = time.monotonic() - self._began
        graded = self._made + self._waiting
        left = max(0, self._total - done - self._waiting)
        remaining = spent / graded * left if graded else None
        progress = Progress(
            done=done,
            total=self._total,
            kept=self._kept,
            remaining_seconds=remaining,
            last=last,
            waiting=self._waiting,
        )
        self._tell(progress)
