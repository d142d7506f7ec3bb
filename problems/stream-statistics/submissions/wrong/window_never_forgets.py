"""bounds: remembers every event, and where the window begins."""

import math
from collections import deque
from itertools import pairwise


def numbers(values):
    values = values.tolist() if hasattr(values, "tolist") else list(values)
    if not isinstance(values, list) or any(isinstance(value, list) for value in values):
        raise ValueError("one row of numbers")
    values = [float(value) for value in values]
    if not all(map(math.isfinite, values)):
        raise ValueError("finite numbers")
    return values


class Moments:
    def __init__(self):
        self.n, self.m, self.s = 0, 0.0, 0.0

    def add(self, values):
        n, m, s = self.n, self.m, self.s
        for x in numbers(values):
            n += 1
            d = x - m
            m += d / n
            s += d * (x - m)
        self.n, self.m, self.s = n, m, s

    def merge(self, other):
        n = self.n + other.n
        if other.n:
            d = other.m - self.m
            self.s, self.m = self.s + other.s + d * d * self.n * other.n / n, (self.m * self.n + other.m * other.n) / n
            self.n = n

    def count(self):
        return self.n

    def mean(self):
        if not self.n:
            raise ValueError
        return self.m

    def variance(self):
        if self.n < 2:
            raise ValueError
        return max(self.s, 0.0) / (self.n - 1)


class Quantiles:
    """Triples (value, g, delta): the lowest rank is the sum of g so far, the highest that plus delta."""

    def __init__(self, error):
        if not 0.0005 <= error <= 0.2:
            raise ValueError("error")
        self.error, self.n, self.triples = error, 0, []

    def add(self, values):
        self.take([(value, 1, 0) for value in sorted(numbers(values))])

    def merge(self, other):
        if other.error != self.error:
            raise ValueError("other error")
        self.take(list(other.triples))

    def take(self, new):
        merged = join(self.triples, new)
        self.n += sum(g for _, g, _ in new)
        room = 2 * self.error * self.n * 0.98
        kept = []
        for value, g, delta in reversed(merged):
            if len(kept) > 1 and len(merged) > 50 and g + kept[-1][1] + kept[-1][2] <= room and value != merged[0][0]:
                kept[-1] = (kept[-1][0], kept[-1][1] + g, kept[-1][2])
            else:
                kept.append((value, g, delta))
        self.triples = kept[::-1]

    def count(self):
        return self.n

    def quantile(self, q):
        if not self.n or not 0 <= q <= 1:
            raise ValueError("quantile")
        if q == 1:
            return self.triples[-1][0]
        low, best, nearest = 0, self.triples[0][0], math.inf
        for value, g, delta in self.triples:
            low += g
            away = max(q * self.n - low, low + delta - q * self.n)
            if away < nearest:
                best, nearest = value, away
        return best if q else self.triples[0][0]


def join(one, other):
    """Merge two summaries: a value's rank becomes less certain by what lies between its neighbours in the other one."""
    out, i, j = [], 0, 0
    while i < len(one) or j < len(other):
        if j == len(other) or (i < len(one) and one[i][0] <= other[j][0]):
            (value, g, delta), following = one[i], other[j] if j < len(other) else None
            i += 1
        else:
            (value, g, delta), following = other[j], one[i] if i < len(one) else None
            j += 1
        out.append((value, g, delta + (following[1] + following[2] - 1 if following else 0)))
    return out


class HeavyHitters:
    """Items in buckets of equal counts; a newcomer takes over the place, and the count, of one of the least."""

    def __init__(self, counters):
        if counters < 1:
            raise ValueError("counters")
        self.k, self.n = counters, 0
        self.start_again({})

    def start_again(self, entries):
        """Entries: item -> (count, how much of it may be another item's)."""
        self.entries, self.buckets, self.least = {}, {}, 0
        for item, entry in entries.items():
            self.put(item, *entry)
        self.least = min(self.buckets, default=0)

    def put(self, item, count, error):
        self.entries[item] = (count, error)
        self.buckets.setdefault(count, {})[item] = None

    def drop(self, item):
        count, error = self.entries.pop(item)
        bucket = self.buckets[count]
        del bucket[item]
        if not bucket:
            del self.buckets[count]
        return count, error

    def add(self, items):
        for item in items:
            self.n += 1
            if item in self.entries:
                count, error = self.drop(item)
                self.put(item, count + 1, error)
                if count == self.least and count not in self.buckets:
                    self.least = count + 1
            elif len(self.entries) < self.k:
                self.put(item, 1, 0)
                self.least = 1
            else:
                count, _ = self.drop(next(iter(self.buckets[self.least])))
                self.put(item, count + 1, count)
                if count not in self.buckets:
                    self.least = count + 1

    def floor(self):
        return self.least if len(self.entries) == self.k else 0

    def merge(self, other):
        if other.k != self.k:
            raise ValueError("counters")
        mine, theirs = dict(self.entries), dict(other.entries)
        both = {}
        for item in {**mine, **theirs}:
            count, error = mine.get(item, (self.floor(),) * 2)
            more, wrong = theirs.get(item, (other.floor(),) * 2)
            both[item] = (count + more, error + wrong)
        self.n += other.n
        best = sorted(both.items(), key=lambda pair: -pair[1][0])
        self.start_again(dict(best[: self.k]))

    def count(self):
        return self.n

    def estimate(self, item):
        if item in self.entries:
            count, error = self.entries[item]
            return count - error, count
        return 0, self.floor()

    def heavy(self, share):
        if not 1 / self.k <= share <= 1:
            raise ValueError("share")
        return {item: (c - e, c) for item, (c, e) in self.entries.items() if c > share * self.n}


class Window:
    """The sum is a whole number of 2**-1074, so it is exact, whatever came and went; maxima in a falling queue."""

    def __init__(self, seconds):
        if not 0 < seconds < math.inf:
            raise ValueError("seconds")
        self.seconds, self.events, self.falling, self.sum, self.begin = seconds, [], deque(), 0, 0

    def push(self, times, values):
        times, values = numbers(times), numbers(values)
        before = [self.events[-1][0]] if self.events else []
        if len(times) != len(values) or any(later < earlier for earlier, later in pairwise(before + times)):
            raise ValueError("times")
        return [self.one(time, value) for time, value in zip(times, values, strict=True)]

    def one(self, time, value):
        top, bottom = value.as_integer_ratio()
        whole = top << (1075 - bottom.bit_length())
        self.events.append((time, whole))
        self.sum += whole
        while self.falling and self.falling[-1][1] <= value:
            self.falling.pop()
        self.falling.append((time, value))
        while self.events[self.begin][0] <= time - self.seconds:
            self.sum -= self.events[self.begin][1]
            self.begin += 1
        while self.falling[0][0] <= time - self.seconds:
            self.falling.popleft()
        inside = len(self.events) - self.begin
        return inside, self.sum / (inside << 1074), self.falling[0][1]
