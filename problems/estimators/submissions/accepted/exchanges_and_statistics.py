"""The allocation starts from proportions and exchanges items until nothing helps; spreads come from `statistics`."""

import math
import statistics
from collections import namedtuple

Round = namedtuple("Round", "reward weight predicted expected")


class Reservoir:
    def __init__(self, k, randbelow):
        if not k >= 1:
            raise ValueError(k)
        self._places = [None] * k
        self._k = k
        self._randbelow = randbelow
        self._n = 0

    def add(self, item):
        # A random permutation of the stream, built by inserting each item at a random place; only k places are kept.
        place = self._randbelow(self._n + 1)
        if self._n < self._k:
            self._places[self._n] = self._places[place]
            self._places[place] = item
        elif place < self._k:
            self._places[place] = item
        self._n += 1

    def sample(self):
        return self._places[: min(self._n, self._k)]

    def seen(self):
        return self._n


def merge(first, first_seen, second, second_seen, k, randbelow):
    for sample, seen in ((first, first_seen), (second, second_seen)):
        if len(sample) != min(k, seen):
            raise ValueError("sample and stream do not fit")
    a, b = list(first), list(second)
    result = []
    while len(result) < k and first_seen + second_seen > 0:
        number = randbelow(first_seen + second_seen)
        if number < first_seen:
            first_seen -= 1
            chosen = a
        else:
            second_seen -= 1
            chosen = b
        place = randbelow(len(chosen))
        chosen[place], chosen[-1] = chosen[-1], chosen[place]
        result.append(chosen.pop())
    return result


def allocate(sizes, spreads, total):
    strata = range(len(sizes))
    low = [min(2, n) for n in sizes]
    if total < sum(low) or total > sum(sizes):
        raise ValueError("total")
    power = [sizes[h] * spreads[h] for h in strata]

    def wanted(rate):
        return [min(sizes[h], max(low[h], int(power[h] * rate))) for h in strata]

    # Bisection over the sampling rate, to come near; exchanges of single items do the rest.
    below, above = 0.0, 1.0
    while sum(wanted(above)) < total and above < 1e18:
        above *= 2
    for _ in range(200):
        middle = (below + above) / 2
        if sum(wanted(middle)) <= total:
            below = middle
        else:
            above = middle
    counts = wanted(below)

    def gain(h):
        return power[h] ** 2 / counts[h] / (counts[h] + 1) if counts[h] < sizes[h] else -math.inf

    def loss(h):
        return power[h] ** 2 / counts[h] / (counts[h] - 1) if counts[h] > low[h] else math.inf

    while sum(counts) < total:
        counts[max(strata, key=gain)] += 1
    while True:
        up, down = max(strata, key=gain), min(strata, key=loss)
        if up == down or not gain(up) > loss(down) * (1 + 1e-12):
            return counts
        counts[up] += 1
        counts[down] -= 1


def stratified_mean(sizes, samples):
    sizes, samples = [int(n) for n in sizes], [[float(x) for x in sample] for sample in samples]
    if len(sizes) != len(samples):
        raise ValueError("lengths")
    for size, sample in zip(sizes, samples):
        if not sample or len(sample) > size:
            raise ValueError("sample size")
    population = sum(sizes)
    mean = sum(size * statistics.fmean(sample) for size, sample in zip(sizes, samples)) / population
    variance = 0.0
    for size, sample in zip(sizes, samples):
        if len(sample) == size:
            continue
        if len(sample) < 2:
            return mean, None
        variance += size * (size - len(sample)) * statistics.variance(sample) / len(sample) / population**2
    return mean, variance


def _demand(condition):
    if not condition:
        raise ValueError("arguments do not fit together")


def horvitz_thompson(values, inclusion):
    _demand(len(values) == len(inclusion) and all(0 < p <= 1 for p in inclusion))
    total = variance = 0.0
    for y, p in zip(values, inclusion):
        total += y / p
        variance += y * y * (1 - p) / (p * p)
    return [total, variance]


def hajek_mean(values, inclusion):
    _demand(len(values) == len(inclusion) and all(0 < p <= 1 for p in inclusion))
    if len(values) == 0:
        return None
    return statistics.fmean(values, weights=[1 / p for p in inclusion])


def _rescaled(logs):
    top = max(logs)
    weights = [0.0 if log == -math.inf else math.exp(log - top) for log in logs]
    return [weight / sum(weights) for weight in weights]


def importance_mean(values, log_target, log_proposal, *, normalised):
    _demand(len(values) == len(log_target) and len(values) == len(log_proposal))
    logs = [a - b for a, b in zip(log_target, log_proposal)]
    if not logs:
        return None
    if normalised:
        return statistics.fmean(math.exp(log) * value for log, value in zip(logs, values))
    if all(log == -math.inf for log in logs):
        return None
    return sum(w * v for w, v in zip(_rescaled(logs), values))


def effective_sample_size(log_weights):
    if not any(log > -math.inf for log in log_weights):
        return 0
    return 1 / sum(w * w for w in _rescaled(log_weights))


def policy_value(rewards, propensities, targets, method, *, clip=None, predicted=None, expected=None):
    n = len(rewards)
    _demand(len(propensities) == n and len(targets) == n)
    _demand(all(0 < p <= 1 for p in propensities) and all(0 <= t <= 1 for t in targets))
    _demand(method in {"ips", "clipped_ips", "snips", "doubly_robust"})
    if method == "clipped_ips":
        _demand(clip is not None and clip > 0)
    if method == "doubly_robust":
        _demand(predicted is not None and expected is not None)
        _demand(len(predicted) == n and len(expected) == n)
    else:
        predicted = expected = [0.0] * n
    limit = clip if method == "clipped_ips" else math.inf
    weights = [min(t / p, limit) for t, p in zip(targets, propensities)]
    rounds = [Round(*row) for row in zip(rewards, weights, predicted, expected)]
    below = sum(weights) if method == "snips" else n
    if below == 0:
        return None
    return sum(r.expected + r.weight * (r.reward - r.predicted) for r in rounds) / below


def counterexample(name):
    match name:
        case "stratified_mean" | "horvitz_thompson" | "ips" | "doubly_robust":
            return None
        case "hajek_mean" | "plain_mean":
            return {"values": [1.0, 0.0], "inclusion": [1.0, 0.5]}
        case "clipped_ips" | "snips":
            return {"rewards": [0.0, 1.0], "propensities": [0.5, 0.5], "targets": [0.25, 0.75]}
    raise ValueError(name)
