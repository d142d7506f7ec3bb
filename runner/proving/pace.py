"""How much slower than expected it goes, and what there is time for then. Pure values, in seconds."""

from __future__ import annotations

import statistics


class Pace:
    """What was taken of what was expected: the median of several, so that one that is unlike the others counts once."""

    def __init__(self) -> None:
        self._ratios: list[float] = []

    @property
    def ratio(self) -> float:
        """How many seconds pass for one that is expected; 1.0 before anything is known."""
        return statistics.median(self._ratios) if self._ratios else 1.0

    def share(self, ahead: float, seconds: float) -> float:
        """Return the share of what is expected to take so long that so many seconds suffice for."""
        seconds, ahead = max(0.0, seconds), ahead * self.ratio
        return 1.0 if ahead <= seconds else seconds / ahead

    def took(self, expected: float, seconds: float) -> None:
        """Take in how long something took; what was expected to take no time tells nothing."""
        if expected > 0:
            self._ratios.append(seconds / expected)
