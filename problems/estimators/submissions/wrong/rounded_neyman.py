"""strata: the textbook's real numbers, rounded, capped, and the rest given to the first that has room."""

from fractions import Fraction
from heapq import nlargest
from itertools import chain
from math import exp, inf, log


class Reservoir:
    """Every new item gets a uniform rank among those seen; the k foremost are kept, in order."""

    def __init__(self, k, randbelow):
        if k <= 0:
            raise ValueError("a reservoir holds something")
        self.k = k
        self.randbelow = randbelow
        self.foremost = []
        self.n = 0

    def add(self, item):
        self.n += 1
        rank = self.randbelow(self.n)
        if rank < self.k:
            self.foremost.insert(rank, item)
            del self.foremost[self.k :]

    def sample(self):
        return tuple(self.foremost)

    def seen(self):
        return self.n


def merge(first, first_seen, second, second_seen, k, randbelow):
    if (len(first), len(second)) != (min(k, first_seen), min(k, second_seen)):
        raise ValueError("these are not samples of such streams")
    streams = [[list(first), first_seen], [list(second), second_seen]]
    merged = []
    for _ in range(min(k, first_seen + second_seen)):
        which = randbelow(streams[0][1] + streams[1][1]) >= streams[0][1]
        items = streams[which][0]
        merged.append(items.pop(randbelow(len(items))))
        streams[which][1] -= 1
    return merged


def allocate(sizes, spreads, total):
    base = [min(size, 2) for size in sizes]
    extra = total - sum(base)
    if extra < 0 or total > sum(sizes):
        raise ValueError("cannot be allocated")

    def steps(h):
        weight = (sizes[h] * spreads[h]) ** 2
        for n in range(base[h], min(sizes[h], base[h] + extra)):
            yield weight / (n * n + n), h

    power = [size * spread for size, spread in zip(sizes, spreads)]
    whole = sum(power) or 1.0
    counts = [min(size, max(least, int(total * p / whole))) for size, least, p in zip(sizes, base, power)]
    for h in [h for h in range(len(sizes)) for _ in range(extra)]:
        if sum(counts) < total and counts[h] < sizes[h]:
            counts[h] += 1
    for h in [h for h in range(len(sizes)) for _ in range(extra)]:
        if sum(counts) > total and counts[h] > base[h]:
            counts[h] -= 1
    return counts


def stratified_mean(sizes, samples):
    if len(samples) != len(sizes):
        raise ValueError("strata")
    population, mean, variance = sum(map(int, sizes)), Fraction(0), Fraction(0)
    for size, sample in zip(map(int, sizes), samples):
        values = [Fraction(float(value)) for value in sample]
        n = len(values)
        if not 0 < n <= size:
            raise ValueError("sample")
        centre = sum(values) / n
        mean += Fraction(size, population) * centre
        if n == size or variance is None:
            continue
        if n == 1:
            variance = None
            continue
        squares = sum((value - centre) ** 2 for value in values)
        variance += Fraction(size, population) ** 2 * Fraction(size - n, size) * squares / (n * (n - 1))
    return float(mean), None if variance is None else float(variance)


def check(values, *columns):
    if any(len(column) != len(values) for column in columns):
        raise ValueError("columns of unequal lengths")


def check_chances(chances):
    if not all(0 < chance <= 1 for chance in chances):
        raise ValueError("not a chance")


def horvitz_thompson(values, inclusion):
    check(values, inclusion)
    check_chances(inclusion)
    pairs = [(Fraction(float(y)), Fraction(float(p))) for y, p in zip(values, inclusion)]
    return float(sum(y / p for y, p in pairs)), float(sum((1 - p) * y**2 / p**2 for y, p in pairs))


def hajek_mean(values, inclusion):
    check(values, inclusion)
    check_chances(inclusion)
    weights = [1 / Fraction(float(p)) for p in inclusion]
    return float(sum(w * Fraction(float(y)) for w, y in zip(weights, values)) / sum(weights)) if weights else None


def log_sum(logs):
    top = max(logs, default=-inf)
    return top + log(sum(exp(each - top) for each in logs)) if top > -inf else -inf


def importance_mean(values, log_target, log_proposal, *, normalised):
    check(values, log_target, log_proposal)
    logs = [p - q for p, q in zip(log_target, log_proposal)]
    total = log_sum(logs)
    if not logs or (not normalised and total == -inf):
        return None
    divisor = log(len(logs)) if normalised else total
    return sum(exp(each - divisor) * value for each, value in zip(logs, values))


def effective_sample_size(log_weights):
    total = log_sum(log_weights)
    return 0 if total == -inf else exp(2 * total - log_sum([2 * each for each in log_weights]))


def policy_value(rewards, propensities, targets, method, *, clip=None, predicted=None, expected=None):
    check(rewards, propensities, targets)
    check_chances(propensities)
    if not all(0 <= target <= 1 for target in targets):
        raise ValueError("not a chance")
    weights = [target / propensity for target, propensity in zip(targets, propensities)]

    def total(of):
        return sum(w * r for w, r in zip(of, rewards))

    def mean(whole):
        return whole / len(weights) if weights else None

    if method == "ips":
        return mean(total(weights))
    if method == "snips":
        return total(weights) / sum(weights) if any(weights) else None
    if method == "clipped_ips":
        if not clip or clip < 0:
            raise ValueError("clip")
        return mean(total([w if w < clip else clip for w in weights]))
    if method != "doubly_robust":
        raise ValueError("method")
    if predicted is None or expected is None:
        raise ValueError("model")
    check(rewards, predicted, expected)
    return mean(total(weights) - sum(w * m for w, m in zip(weights, predicted)) + sum(expected))


CASES = dict.fromkeys(["stratified_mean", "horvitz_thompson", "ips", "doubly_robust"])
CASES["plain_mean"] = CASES["hajek_mean"] = {"values": [0, 1, 1, 0], "inclusion": [0.5, 1, 0.5, 0.5]}
CASES["snips"] = CASES["clipped_ips"] = {
    "rewards": [1, 0, 0],
    "propensities": [0.25, 0.25, 0.5],
    "targets": [0.75, 0.0, 0.25],
}


def counterexample(name):
    if name not in CASES:
        raise ValueError(f"unknown: {name}")
    return CASES[name]
