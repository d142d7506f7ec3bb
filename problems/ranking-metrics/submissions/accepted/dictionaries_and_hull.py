"""Counts by score in dictionaries; isotonic values as slopes of the lower hull of the running sums."""

from collections import Counter, defaultdict
from math import inf, isfinite, log2


def demand(condition, words):
    if not condition:
        raise ValueError(words)


def check(scores, column, binary=True):
    demand(len(scores) == len(column), "lengths")
    demand(all(isfinite(score) for score in scores), "scores")
    if binary:
        demand(all(label == 0 or label == 1 for label in column), "labels")


def roc_area(labels, scores, weights=None):
    check(scores, labels)
    if weights is None:
        weights = [1] * len(labels)
    demand(len(weights) == len(labels) and all(weight >= 0 for weight in weights), "weights")
    positive, negative = defaultdict(float), defaultdict(float)
    for label, score, weight in zip(labels, scores, weights):
        (positive if label else negative)[float(score)] += weight
    p, n = sum(positive.values()), sum(negative.values())
    if p == 0 or n == 0:
        return None
    below = in_order = 0.0
    for score in sorted(positive.keys() | negative.keys()):
        in_order += positive.get(score, 0.0) * (below + negative.get(score, 0.0) / 2)
        below += negative.get(score, 0.0)
    return in_order / (p * n)


def average_precision(labels, scores):
    check(scores, labels)
    hits, sizes = Counter(), Counter()
    for label, score in zip(labels, scores):
        sizes[float(score)] += 1
        hits[float(score)] += int(label)
    positives = sum(hits.values())
    if not positives:
        return None
    area, recall, found, seen = 0.0, 0.0, 0, 0
    for score in sorted(sizes, reverse=True):
        found += hits[score]
        seen += sizes[score]
        area += (found / positives - recall) * (found / seen)
        recall = found / positives
    return area


def groups(scores, column):
    by_score = defaultdict(list)
    for score, value in zip(scores, column):
        by_score[float(score)].append(value)
    return [by_score[score] for score in sorted(by_score, reverse=True)]


def cut(k):
    demand(k is None or k >= 1, "k")
    return inf if k is None else k


def ndcg(relevances, scores, k=None, *, gain="exponential"):
    check(scores, relevances, binary=False)
    demand(gain in ("exponential", "linear"), "gain")
    demand(all(relevance >= 0 for relevance in relevances), "relevances")
    last = cut(k)

    def worth(relevance):
        return float(relevance) if gain == "linear" else 2 ** float(relevance) - 1

    def at(rank):
        return 1 / log2(rank + 1) if rank <= last else 0.0

    best = sum(worth(r) * at(rank) for rank, r in enumerate(sorted(relevances, reverse=True), 1))
    if best == 0:
        return None
    got, rank = 0.0, 1
    for tied in groups(scores, relevances):
        average = sum(worth(r) for r in tied) / len(tied)
        for _ in tied:
            got += average * at(rank)
            rank += 1
    return got / best


def reciprocal_rank(relevant, scores, k=None):
    check(scores, relevant)
    last, passed = cut(k), 0
    for tied in groups(scores, relevant):
        good, others = sum(map(int, tied)), len(tied) - sum(map(int, tied))
        if good == 0:
            passed += len(tied)
            continue
        total, chance = 0.0, 1.0  # that all of the items before this rank are others
        while chance > 0:
            passed += 1
            if passed <= last:
                total += chance * good / (good + others) / passed
            chance *= others / (good + others)
            others -= 1
        return total
    return None


def calibration_error(labels, probabilities, bins=10, *, norm="mean"):
    check(probabilities, labels)
    demand(all(0 <= p <= 1 for p in probabilities), "probabilities")
    demand(bins >= 1, "bins")
    demand(norm in ("mean", "max"), "norm")
    table = [[] for _ in range(bins)]
    for label, p in zip(labels, probabilities):
        table[bins - 1 if p == 1 else int(p * bins)].append((int(label), float(p)))
    if not any(table):
        return None
    found = []
    for inside in filter(None, table):
        n = len(inside)
        found.append((n, abs(sum(y for y, _ in inside) / n - sum(p for _, p in inside) / n)))
    if norm == "max":
        return max(gap for _, gap in found)
    return sum(n * gap for n, gap in found) / len(labels)


def brier_parts(labels, probabilities):
    check(probabilities, labels)
    demand(all(0 <= p <= 1 for p in probabilities), "probabilities")
    parts = dict.fromkeys(["brier", "reliability", "resolution", "uncertainty"])
    n = len(labels)
    if n == 0:
        return parts
    base = sum(map(int, labels)) / n
    parts.update(brier=0.0, reliability=0.0, resolution=0.0, uncertainty=base * (1 - base))
    by_value = defaultdict(list)
    for label, p in zip(labels, probabilities):
        by_value[float(p)].append(int(label))
    for p, inside in by_value.items():
        rate, share = sum(inside) / len(inside), len(inside) / n
        parts["reliability"] += share * (rate - p) ** 2
        parts["resolution"] += share * (rate - base) ** 2
        parts["brier"] += sum((label - p) ** 2 for label in inside) / n
    return parts


def isotonic_fit(scores, targets, weights=None):
    check(scores, targets, binary=False)
    if weights is None:
        weights = [1.0] * len(scores)
    demand(len(weights) == len(scores) and all(weight > 0 for weight in weights), "weights")
    mass, moment = defaultdict(float), defaultdict(float)
    for score, target, weight in zip(scores, targets, weights):
        mass[float(score)] += float(weight)
        moment[float(score)] += float(weight) * float(target)
    thresholds = sorted(mass)
    hull = [(0.0, 0.0, 0)]  # corners: running mass, running moment, how many thresholds
    x = y = 0.0
    for count, threshold in enumerate(thresholds, 1):
        x, y = x + mass[threshold], y + moment[threshold]
        while len(hull) > 1:
            (ax, ay, _), (bx, by, _) = hull[-2:]
            if (by - ay) * (x - bx) < (y - by) * (bx - ax):
                break
            hull.pop()
        hull.append((x, y, count))
    values = []
    for (ax, ay, first), (bx, by, last) in zip(hull, hull[1:]):
        values += [(by - ay) / (bx - ax)] * (last - first)
    return thresholds, values


def isotonic_apply(thresholds, values, scores):
    demand(len(thresholds) == len(values) and len(values) > 0, "fit")
    demand(all(isfinite(score) for score in scores), "scores")
    answer = []
    for score in scores:
        value = values[0]
        for (left, a), (right, b) in zip(zip(thresholds, values), list(zip(thresholds, values))[1:]):
            if score >= right:
                value = b
            elif score > left:
                value = a + (b - a) * (score - left) / (right - left)
        answer.append(value)
    return answer
