"""Batches in long double; a counter of sorted samples; one sweep over the counters at a time; blocks of a hundred events."""

import math
from collections import deque

import numpy as np


def checked(values, kind=np.float64):
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError("shape")
    array = array.astype(kind)
    if not np.isfinite(array).all():
        raise ValueError("not finite")
    return array


class Moments:
    def __init__(self):
        self.parts = (0, np.longdouble(0), np.longdouble(0))

    def add(self, values):
        array = checked(values, np.longdouble)
        if len(array):
            mean = array.sum() / len(array)
            self.parts = together(self.parts, (len(array), mean, ((array - mean) ** 2).sum()))

    def merge(self, other):
        self.parts = together(self.parts, other.parts)

    def count(self):
        return self.parts[0]

    def mean(self):
        if self.parts[0] < 1:
            raise ValueError("no values")
        return float(self.parts[1])

    def variance(self):
        if self.parts[0] < 2:
            raise ValueError("one value")
        return float(self.parts[2] / (self.parts[0] - 1))


def together(one, other):
    if not one[0] or not other[0]:
        return one if one[0] else other
    total = one[0] + other[0]
    gap = other[1] - one[1]
    return total, one[1] + gap * other[0] / total, one[2] + other[2] + gap**2 * one[0] * other[0] / total


class Quantiles:
    """Samples of `width` values in order, each standing for 2**level; two of a level make one of the next."""

    def __init__(self, error):
        if not error >= 0.0005 or not error <= 0.2:
            raise ValueError("error")
        self.error = error
        self.width = 2 * math.ceil(20 / error)
        self.pending = np.empty(0)
        self.samples = {}
        self.turn = {}
        self.n = 0
        self.lowest, self.highest = math.inf, -math.inf

    def add(self, values):
        array = checked(values)
        if len(array):
            self.n += len(array)
            self.lowest, self.highest = min(self.lowest, array.min()), max(self.highest, array.max())
            self.take(array)

    def take(self, array):
        self.pending = np.concatenate([self.pending, array])
        while len(self.pending) >= self.width:
            self.up(0, np.sort(self.pending[: self.width]))
            self.pending = self.pending[self.width :].copy()

    def up(self, level, sample):
        while level in self.samples:
            turn = self.turn[level] = 1 - self.turn.get(level, 1)
            sample = np.sort(np.concatenate([self.samples.pop(level), sample]))[turn::2].copy()
            level += 1
        self.samples[level] = sample

    def merge(self, other):
        if other.error != self.error:
            raise ValueError("error")
        pending, samples = other.pending, list(other.samples.items())
        self.n += other.n
        self.lowest, self.highest = min(self.lowest, other.lowest), max(self.highest, other.highest)
        for level, sample in samples:
            self.up(level, sample)
        self.take(pending)

    def count(self):
        return self.n

    def quantile(self, q):
        if not self.n or not 0 <= q <= 1:
            raise ValueError("q")
        if q == 0:
            return float(self.lowest)
        if q == 1:
            return float(self.highest)
        pairs = [(value, 1) for value in self.pending.tolist()]
        for level, sample in self.samples.items():
            pairs += [(value, 2**level) for value in sample.tolist()]
        pairs.sort()
        rank = 0
        for value, weight in pairs:
            rank += weight
            if rank >= q * self.n:
                return value
        return float(self.highest)


class HeavyHitters:
    def __init__(self, counters):
        if counters <= 0:
            raise ValueError("counters")
        self.size, self.counts, self.lost, self.n = counters, {}, 0, 0

    def add(self, items):
        for item in items:
            self.n += 1
            if item in self.counts:
                self.counts[item] += 1
            elif len(self.counts) < self.size:
                self.counts[item] = 1
            else:
                self.lost += 1
                self.counts = {other: count - 1 for other, count in self.counts.items() if count > 1}

    def merge(self, other):
        if other.size != self.size:
            raise ValueError("counters")
        both = dict(self.counts)
        for item, count in other.counts.items():
            both[item] = both.get(item, 0) + count
        self.n, self.lost = self.n + other.n, self.lost + other.lost
        if len(both) > self.size:
            least = sorted(both.values())[-self.size - 1]
            both = {item: count - least for item, count in both.items() if count > least}
            self.lost += least
        self.counts = both

    def count(self):
        return self.n

    def estimate(self, item):
        return self.counts.get(item, 0), self.counts.get(item, 0) + self.lost

    def heavy(self, share):
        if not 1 / self.size <= share <= 1:
            raise ValueError("share")
        return {item: self.estimate(item) for item in self.counts if self.counts[item] + self.lost > share * self.n}


class Window:
    """Closed blocks have their sum; every so many blocks make a larger one, so few parts are added up for an answer."""

    BASE = 8

    def __init__(self, seconds):
        if not 0 < seconds < math.inf:
            raise ValueError("seconds")
        self.seconds = seconds
        self.times, self.values, self.first, self.next = deque(), deque(), 0, 0
        self.levels = [{}]
        self.falling = deque()

    def push(self, times, values):
        times, values = checked(times).tolist(), checked(values).tolist()
        previous = self.times[-1] if self.times else None
        for time in times:
            if previous is not None and time < previous:
                raise ValueError("times go back")
            previous = time
        if len(times) != len(values):
            raise ValueError("lengths")
        return [self.event(time, value) for time, value in zip(times, values, strict=True)]

    def event(self, time, value):
        self.times.append(time)
        self.values.append(value)
        self.keep(0, self.next, value)
        while self.falling and self.falling[-1][1] <= value:
            self.falling.pop()
        self.falling.append((self.next, value))
        self.next += 1
        while self.times[0] <= time - self.seconds:
            self.times.popleft()
            self.values.popleft()
            self.first += 1
            self.forget(self.first)
        while self.falling[0][0] < self.first:
            self.falling.popleft()
        return len(self.times), self.total() / len(self.times), self.falling[0][1]

    def keep(self, level, number, total):
        while True:
            if level == len(self.levels):
                self.levels.append({})
            self.levels[level][number] = total
            if (number + 1) % self.BASE:
                return
            begin = number + 1 - self.BASE
            if begin not in self.levels[level]:
                return
            total = math.fsum(self.levels[level][each] for each in range(begin, number + 1))
            level, number = level + 1, number // self.BASE

    def forget(self, first):
        unit = 1
        for known in self.levels:
            if first % unit == 0 or unit == 1:
                known.pop(first // unit - 1, None)
            known.pop((first - 1) // unit, None)
            unit *= self.BASE

    def total(self):
        """Add up blocks from the first event to the last, the largest that fit."""
        parts, at = [], self.first
        while at < self.next:
            level, unit = 0, 1
            while (
                level + 1 < len(self.levels)
                and at % (unit * self.BASE) == 0
                and at // (unit * self.BASE) in self.levels[level + 1]
            ):
                level, unit = level + 1, unit * self.BASE
            parts.append(self.levels[level][at // unit])
            at += unit
        return math.fsum(parts)
