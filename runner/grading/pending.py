"""Grades that are made and do not stand yet: each waits until the canaries have ridden wherever it was graded.

A crash loses what is here, and the next run grades it again: nothing that may be wrong is ever in the journal. How many
wait is bounded, since canaries ride before a seat takes more than MOST_BETWEEN of canary.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runner.grading.stretch import Stretches, fault_of
from runner.model import Grade


@dataclass(frozen=True, slots=True)
class Made:
    """A grade and the stretches that it depends on; without any it stands at once."""

    grade: Grade
    stretches: Stretches = ()

    @property
    def open(self) -> bool:
        """Whether canaries have still to ride for it."""
        return any(stretch.fault is None for stretch in self.stretches)

    @property
    def fault(self) -> str:
        """Why it can't stand, or ""."""
        return fault_of(self.stretches)


class Pending:
    """What waits, in the order in which it was made."""

    def __init__(self) -> None:
        self._waiting: list[Made] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, made: Made) -> None:
        """Let a grade wait."""
        self._waiting.append(made)

    def take(self) -> Iterator[Made]:
        """Take out and return what waits no longer."""
        open_ones = [made for made in self._waiting if made.open]
        done = [made for made in self._waiting if not made.open]
        self._waiting = open_ones
        return iter(done)
