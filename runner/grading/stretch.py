"""A stretch: what one seat grades between two rides of the canaries. It counts once they came out right.

    taken by each grade that the seat had a part in --> ended: proven, or with what is at fault
"""

from __future__ import annotations

from typing import Self


class Stretch:
    """Open until it is ended, by the thread that has the seat; others only ask how it ended."""

    __slots__ = ("_fault", "held")

    def __init__(self) -> None:
        self.held = 0  # how many grades depend on it
        self._fault: str | None = None

    def take(self) -> Self:
        """Let one more grade depend on this."""
        self.held += 1
        return self

    def end(self, fault: str = "") -> None:
        """End it, proven where there is no fault; what ended first stands."""
        if self._fault is None:
            self._fault = fault

    @property
    def fault(self) -> str | None:
        """Why it proves nothing; "" where it is proven, None as long as it is open."""
        return self._fault


Stretches = tuple[Stretch, ...]


def fault_of(stretches: Stretches) -> str:
    """Return why some of these prove nothing, or ""."""
    return next((stretch.fault for stretch in stretches if stretch.fault), "")
