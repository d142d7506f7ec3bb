"""heavy-hitters: reports what comes just as often as is too rare."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_MOST_LEVELS = 32
"""Levels of compaction that 2**40 values need, for any error that is allowed, are fewer."""


class Moments:
    """Count, mean and variance; parts are combined by the difference of their means, so nothing cancels."""

    def __init__(self) -> None:
        self._count = 0
        self._mean = 0.0
        self._squares = 0.0

    def add(self, values: npt.ArrayLike) -> None:
        """Add finite numbers, or none of them; raises ValueError."""
        array = _numbers(values)
        if not len(array):
            return
        mean = float(array.mean())
        self._combine(len(array), mean, float(np.square(array - mean).sum()))

    def merge(self, other: Moments) -> None:
        """Take in what another one has seen."""
        if other._count:
            self._combine(other._count, other._mean, other._squares)

    def _combine(self, count: int, mean: float, squares: float) -> None:
        total = self._count + count
        apart = mean - self._mean
        self._squares += squares + apart * apart * (self._count / total) * count
        self._mean += apart * (count / total)
        self._count = total

    def count(self) -> int:
        """Return how many values were added."""
        return self._count

    def mean(self) -> float:
        """Return the mean; raises ValueError where there are no values."""
        if not self._count:
            raise ValueError("no values, no mean")
        return self._mean

    def variance(self) -> float:
        """Return the sample variance; raises ValueError for less than two values."""
        if self._count < 2:
            raise ValueError("a variance needs two values")
        return self._squares / (self._count - 1)


class Quantiles:
    """A tower of buffers: a value on level l stands for 2**l values. A full buffer is sorted, and every second value goes up.

    Sorting k values of weight w and keeping every second moves no rank by more than w. A level is full n / (w * k) times,
    so it costs n / k ranks at most, and all levels together levels * n / k: k = levels / error is enough.
    """

    def __init__(self, error: float) -> None:
        if not 0.0005 <= error <= 0.2:
            raise ValueError(f"error must be between 0.0005 and 0.2, not {error!r}")
        self._error = error
        self._capacity = math.ceil(_MOST_LEVELS / error)
        self._levels: list[list[FloatArray]] = [[]]
        self._odd = False
        self._count = 0
        self._smallest, self._largest = math.inf, -math.inf

    def add(self, values: npt.ArrayLike) -> None:
        """Add finite numbers, or none of them; raises ValueError."""
        array = _numbers(values)
        if not len(array):
            return
        self._note(len(array), float(array.min()), float(array.max()))
        for begin in range(0, len(array), self._capacity):
            self._levels[0].append(array[begin : begin + self._capacity].copy())
            self._compact()

    def merge(self, other: Quantiles) -> None:
        """Take in what another one of the same error has seen; raises ValueError where the errors differ."""
        if other._error != self._error:
            raise ValueError(f"errors differ: {self._error} and {other._error}")
        self._note(other._count, other._smallest, other._largest)
        for level, arrays in enumerate([list(arrays) for arrays in other._levels]):
            while len(self._levels) <= level:
                self._levels.append([])
            self._levels[level] += arrays
        self._compact()

    def _note(self, count: int, smallest: float, largest: float) -> None:
        self._count += count
        self._smallest = min(self._smallest, smallest)
        self._largest = max(self._largest, largest)

    def _compact(self) -> None:
        """Empty every level that is full into the one above; of an odd number of values, the largest stays."""
        for level, arrays in enumerate(self._levels):
            if sum(map(len, arrays)) < self._capacity:
                continue
            if not self._levels[level + 1 :]:
                self._levels.append([])
            values = np.sort(np.concatenate(arrays))
            even = len(values) // 2 * 2
            self._levels[level] = [values[even:]]
            self._levels[level + 1].append(values[int(self._odd) : even : 2].copy())
            self._odd = not self._odd

    def count(self) -> int:
        """Return how many values were added."""
        return self._count

    def quantile(self, q: float) -> float:
        """Return a value whose rank is within error * count of q * count; raises ValueError."""
        if not 0 <= q <= 1:
            raise ValueError(f"q must be between 0 and 1, not {q!r}")
        if not self._count:
            raise ValueError("no values, no quantile")
        if q in (0, 1):
            return self._largest if q else self._smallest
        values = np.concatenate([array for arrays in self._levels for array in arrays])
        weights = np.repeat(2 ** np.arange(len(self._levels)), [sum(map(len, arrays)) for arrays in self._levels])
        order = np.argsort(values)
        ranks = np.cumsum(weights[order])
        return float(values[order[np.searchsorted(ranks, q * self._count)]])


class HeavyHitters:
    """Misra and Gries: a counter for each of so many items; where there is none left, all of them go down.

    What the counters can't hold when two are merged is taken off all at once.
    """

    def __init__(self, counters: int) -> None:
        if counters < 1:
            raise ValueError(f"there must be a counter, not {counters}")
        self._most = counters
        self._counts: Counter[str] = Counter()
        self._taken = 0
        self._count = 0

    def add(self, items: Iterable[str]) -> None:
        """Add items."""
        for item in items:
            self._count += 1
            self._counts[item] += 1
            if len(self._counts) > self._most:
                self._shrink()

    def merge(self, other: HeavyHitters) -> None:
        """Take in what another one with as many counters has seen; raises ValueError where the numbers differ."""
        if other._most != self._most:
            raise ValueError(f"{self._most} counters and {other._most}")
        self._count += other._count
        self._taken += other._taken
        self._counts.update(dict(other._counts))
        self._shrink()

    def _shrink(self) -> None:
        """Take the count of the first that is too much off everything, so that only so many items are left.

        That takes it off more items than there are counters, so it is done once in so many items at most.
        """
        off, *_ = [*sorted(self._counts.values(), reverse=True)[self._most :], 0]
        self._counts = Counter({item: count - off for item, count in self._counts.items() if count > off})
        self._taken += off

    def count(self) -> int:
        """Return how many items were added."""
        return self._count

    def estimate(self, item: str) -> tuple[int, int]:
        """Return bounds between which the item's number is."""
        low = self._counts.get(item, 0)
        return low, low + self._taken

    def heavy(self, share: float) -> dict[str, tuple[int, int]]:
        """Return the bounds of all items that may be more than this share of all; raises ValueError."""
        if not 1 / self._most <= share <= 1:
            raise ValueError(f"with {self._most} counters a share of {share!r} can't be told")
        bounds = {item: self.estimate(item) for item in self._counts}
        return {item: (low, high) for item, (low, high) in bounds.items() if low >= (share - 1 / self._most) * self._count}


class Window:
    """A queue of two stacks: sums and maxima of the back are from the front end on, so nothing is ever subtracted.

    in_front    events that will leave first, each with the sum and maximum of itself and all younger ones in front, reversed
    behind      the younger events as they came, and their sum and maximum
    """

    def __init__(self, seconds: float) -> None:
        if not (math.isfinite(seconds) and seconds > 0):
            raise ValueError(f"seconds must be finite and more than 0, not {seconds!r}")
        self._seconds = seconds
        self._in_front: list[tuple[float, float, float]] = []
        self._behind: list[tuple[float, float]] = []
        self._sum, self._largest = 0.0, -math.inf
        self._last = -math.inf

    def push(self, times: Sequence[float], values: Sequence[float]) -> list[tuple[int, float, float]]:
        """Add events, or none; return count, mean and largest value of the window at each; raises ValueError."""
        when, what = _numbers(times), _numbers(values)
        if len(when) != len(what):
            raise ValueError(f"{len(when)} times but {len(what)} values")
        if np.any(np.diff(when, prepend=self._last) < 0):
            raise ValueError("times must not go back")
        return [self._push(*event) for event in zip(when.tolist(), what.tolist(), strict=True)]

    def _push(self, time: float, value: float) -> tuple[int, float, float]:
        self._last = time
        self._behind.append((time, value))
        self._sum += value
        self._largest = max(self._largest, value)
        self._expire(time - self._seconds)
        count = len(self._in_front) + len(self._behind)
        _, total, largest = self._in_front[-1] if self._in_front else (time, 0.0, -math.inf)
        return count, (total + self._sum) / count, max(largest, self._largest)

    def _expire(self, until: float) -> None:
        while self._in_front and self._in_front[-1][0] <= until:
            self._in_front.pop()
        if self._behind[0][0] > until:
            return
        total, largest = 0.0, -math.inf
        while self._behind and self._behind[-1][0] > until:
            time, value = self._behind.pop()
            total, largest = total + value, max(largest, value)
            self._in_front.append((time, total, largest))
        self._behind.clear()
        self._sum, self._largest = 0.0, -math.inf


def _numbers(values: Any) -> FloatArray:
    """Return finite numbers as one row of float64; raises ValueError."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"expected one row of numbers, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("numbers must be finite")
    return array
