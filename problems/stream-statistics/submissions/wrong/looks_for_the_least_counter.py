"""bounds: looks through all counters for the least one, for each new item."""

import heapq
import math
from collections import Counter, deque

import numpy as np


def row(values):
    array = np.array(values, dtype=float)
    if array.ndim != 1 or not np.all(np.isfinite(array)):
        raise ValueError("a row of finite numbers")
    return array


class Moments:
    """The sum, and the sum of squares around the mean, by Youngs and Cramer."""

    def __init__(self):
        self.size, self.total, self.spread = 0, 0.0, 0.0

    def add(self, values):
        array = row(values)
        if array.size:
            total = math.fsum(array)
            rest = array - total / array.size
            self.join(array.size, total, math.fsum(rest * rest) - math.fsum(rest) ** 2 / array.size)

    def merge(self, other):
        if other.size:
            self.join(other.size, other.total, other.spread)

    def join(self, size, total, spread):
        if self.size:
            apart = total / size - self.total / self.size
            spread += self.spread + apart**2 * (self.size * size / (self.size + size))
        self.size, self.total, self.spread = self.size + size, self.total + total, max(spread, 0.0)

    def count(self):
        return self.size

    def mean(self):
        if self.size == 0:
            raise ValueError("empty")
        return self.total / self.size

    def variance(self):
        if self.size < 2:
            raise ValueError("too few")
        return self.spread / (self.size - 1)


class Summary:
    """Values in order with the lowest and the highest rank that each can have."""

    def __init__(self, values, low, high, size):
        self.values, self.low, self.high, self.size = values, low, high, size

    @classmethod
    def of(cls, array):
        ranks = np.arange(1, len(array) + 1)
        return cls(np.sort(array), ranks, ranks, len(array))

    def between(self, values, side):
        """Return for values of another summary how many of mine are surely and possibly before them."""
        at = np.searchsorted(self.values, values, side)
        surely = np.where(at > 0, self.low[at - 1], 0)
        possibly = np.where(at < len(self.values), self.high[np.minimum(at, len(self.values) - 1)] - 1, self.size)
        return surely, possibly

    def plus(self, other):
        first, second = other.between(self.values, "left"), self.between(other.values, "right")
        values = np.concatenate([self.values, other.values])
        order = np.argsort(values, kind="stable")
        low = np.concatenate([self.low + first[0], other.low + second[0]])[order]
        high = np.concatenate([self.high + first[1], other.high + second[1]])[order]
        return Summary(values[order], low, high, self.size + other.size)

    def pruned(self, parts):
        if len(self.values) <= parts + 1:
            return self
        targets = np.linspace(1, self.size, parts + 1)
        chosen = np.unique(self.nearest(targets))
        chosen = np.unique(np.concatenate([chosen, [0, len(self.values) - 1]]))
        return Summary(self.values[chosen], self.low[chosen], self.high[chosen], self.size)

    def nearest(self, ranks):
        middle = (self.low + self.high) / 2
        at = np.clip(np.searchsorted(middle, ranks), 1, max(1, len(middle) - 1))
        before = np.maximum(at - 1, 0)
        at = np.minimum(at, len(middle) - 1)
        return np.where(ranks - middle[before] <= middle[at] - ranks, before, at)


class Quantiles:
    """A binary counter of summaries: two that stand for as many blocks are merged and pruned."""

    def __init__(self, error):
        if not (0.0005 <= error <= 0.2):
            raise ValueError("error")
        self.error, self.total = error, 0
        self.parts = math.ceil(40 / error)
        self.fresh, self.waiting, self.tower = [], 0, {}
        self.ends = None

    def add(self, values):
        array = row(values)
        if not array.size:
            return
        self.see(array.size, array.min(), array.max())
        self.fresh.append(array)
        self.waiting += array.size
        self.settle()

    def see(self, size, low, high):
        self.total += size
        self.ends = (low, high) if self.ends is None else (min(low, self.ends[0]), max(high, self.ends[1]))

    def settle(self):
        if self.waiting >= self.parts:
            block = Summary.of(np.concatenate(self.fresh))
            self.fresh, self.waiting = [], 0
            self.carry(0, block.pruned(self.parts))

    def carry(self, level, summary):
        while level in self.tower:
            summary = self.tower.pop(level).plus(summary).pruned(self.parts)
            level += 1
        self.tower[level] = summary

    def merge(self, other):
        if self.error != other.error:
            raise ValueError("errors")
        if other.total:
            self.see(other.total, *other.ends)
        self.waiting += other.waiting
        self.fresh = self.fresh + other.fresh
        for level, summary in sorted(other.tower.items()):
            self.carry(level, summary)
        self.settle()

    def count(self):
        return self.total

    def quantile(self, q):
        if not (0 <= q <= 1) or not self.total:
            raise ValueError("quantile")
        if q in (0, 1):
            return float(self.ends[int(q)])
        parts = list(self.tower.values())
        if self.fresh:
            parts.append(Summary.of(np.concatenate(self.fresh)))
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.plus(part)
        return float(whole.values[whole.nearest(np.array([max(1.0, q * self.total)]))[0]])


class HeavyHitters:
    def __init__(self, counters):
        if counters < 1:
            raise ValueError("counters")
        self.places, self.total = counters, 0
        self.high, self.extra, self.heap = {}, {}, []

    def add(self, items):
        for item, number in Counter(items).items():
            self.total += number
            if item not in self.high and len(self.high) == self.places:
                floor, victim = self.lowest()
                del self.high[victim], self.extra[victim]
                heapq.heappop(self.heap)
                self.high[item] = self.extra[item] = floor
            self.high[item] = self.high.get(item, 0) + number
            self.extra.setdefault(item, 0)
            heapq.heappush(self.heap, (self.high[item], item))
            if len(self.heap) > 4 * self.places + 20:
                self.tidy()

    def tidy(self):
        self.heap = [(count, item) for item, count in self.high.items()]
        heapq.heapify(self.heap)

    def lowest(self):
        self.tidy()
        return min((count, item) for item, count in self.high.items())

    def unseen(self):
        return self.lowest()[0] if len(self.high) == self.places else 0

    def merge(self, other):
        if other.places != self.places:
            raise ValueError("counters")
        mine, theirs = self.unseen(), other.unseen()
        names = [*self.high, *(item for item in other.high if item not in self.high)]
        high = {item: self.high.get(item, mine) + other.high.get(item, theirs) for item in names}
        extra = {item: self.extra.get(item, mine) + other.extra.get(item, theirs) for item in names}
        keep = heapq.nlargest(self.places, names, key=high.__getitem__)
        self.total += other.total
        self.high, self.extra = {item: high[item] for item in keep}, {item: extra[item] for item in keep}
        self.tidy()

    def count(self):
        return self.total

    def estimate(self, item):
        if item not in self.high:
            return 0, self.unseen()
        return self.high[item] - self.extra[item], self.high[item]

    def heavy(self, share):
        if share < 1 / self.places or share > 1:
            raise ValueError("share")
        return {item: self.estimate(item) for item in self.high if self.high[item] > share * self.total}


class Window:
    """The sum is kept as floats that do not overlap, as `fsum` does inside: adding and taking away is exact."""

    def __init__(self, seconds):
        if not math.isfinite(seconds) or seconds <= 0:
            raise ValueError("seconds")
        self.seconds, self.inside, self.top, self.partials = seconds, deque(), deque(), []

    def push(self, times, values):
        times, values = row(times), row(values)
        last = self.inside[-1][0] if self.inside else -math.inf
        if times.shape != values.shape or (times.size and times[0] < last) or (times[1:] < times[:-1]).any():
            raise ValueError("times")
        return [self.event(*pair) for pair in zip(times.tolist(), values.tolist(), strict=True)]

    def event(self, time, value):
        self.inside.append((time, value))
        self.shift(value)
        while self.top and self.top[-1][1] < value:
            self.top.pop()
        self.top.append((time, value))
        while self.inside[0][0] <= time - self.seconds:
            self.shift(-self.inside.popleft()[1])
        while self.top[0][0] <= time - self.seconds:
            self.top.popleft()
        return len(self.inside), math.fsum(self.partials) / len(self.inside), self.top[0][1]

    def shift(self, x):
        kept = []
        for y in self.partials:
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low:
                kept.append(low)
            x = high
        self.partials = [*kept, x]
