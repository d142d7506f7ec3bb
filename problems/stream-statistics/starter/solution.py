"""Statistics of streams in bounded memory. The brief has the definitions."""

from __future__ import annotations

import numpy.typing as npt


class Moments:
    """Count, mean and sample variance of all values so far."""

    def __init__(self) -> None:
        raise NotImplementedError

    def add(self, values: npt.ArrayLike) -> None:
        """Add a row of finite numbers, or none of them; raises ValueError."""
        raise NotImplementedError

    def merge(self, other: Moments) -> None:
        """Take in all that another one has seen; it stays as it is."""
        raise NotImplementedError

    def count(self) -> int:
        """Return how many values there were."""
        raise NotImplementedError

    def mean(self) -> float:
        """Return the mean; raises ValueError without values."""
        raise NotImplementedError

    def variance(self) -> float:
        """Return the sample variance; raises ValueError for less than two values."""
        raise NotImplementedError


class Quantiles:
    """Quantiles of all values so far, with a rank error of at most `error` times their number."""

    def __init__(self, error: float) -> None:
        """Begin empty. Raises ValueError unless 0.0005 <= error <= 0.2."""
        raise NotImplementedError

    def add(self, values: npt.ArrayLike) -> None:
        """Add a row of finite numbers, or none of them; raises ValueError."""
        raise NotImplementedError

    def merge(self, other: Quantiles) -> None:
        """Take in all that another one has seen; raises ValueError where their errors differ."""
        raise NotImplementedError

    def count(self) -> int:
        """Return how many values there were."""
        raise NotImplementedError

    def quantile(self, q: float) -> float:
        """Return a value whose rank is near q times the count; raises ValueError."""
        raise NotImplementedError


class HeavyHitters:
    """Bounds for the number of times that each item came, with so many counters."""

    def __init__(self, counters: int) -> None:
        """Begin empty. Raises ValueError for less than one counter."""
        raise NotImplementedError

    def add(self, items: list[str]) -> None:
        """Add items."""
        raise NotImplementedError

    def merge(self, other: HeavyHitters) -> None:
        """Take in all that another one has seen; raises ValueError where their numbers of counters differ."""
        raise NotImplementedError

    def count(self) -> int:
        """Return how many items there were."""
        raise NotImplementedError

    def estimate(self, item: str) -> tuple[int, int]:
        """Return the lowest and the highest number of times that the item can have come."""
        raise NotImplementedError

    def heavy(self, share: float) -> dict[str, tuple[int, int]]:
        """Return the estimates of the items that came more often than this share of all; raises ValueError."""
        raise NotImplementedError


class Window:
    """Count, mean and largest value of the last seconds."""

    def __init__(self, seconds: float) -> None:
        """Begin empty. Raises ValueError unless seconds are finite and above 0."""
        raise NotImplementedError

    def push(self, times: npt.ArrayLike, values: npt.ArrayLike) -> list[tuple[int, float, float]]:
        """Take in events, or none of them; return the window's count, mean and largest value at each; raises ValueError."""
        raise NotImplementedError
