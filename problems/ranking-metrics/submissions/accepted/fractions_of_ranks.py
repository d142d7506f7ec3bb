"""The area by ranks, expectations by binomials, curves by `bisect`, the isotonic values from scipy."""

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate, groupby


def validated(labels, scores):
    labels, scores = [float(label) for label in labels], [float(score) for score in scores]
    if len(labels) != len(scores):
        raise ValueError("lengths differ")
    if not all(math.isfinite(score) for score in scores):
        raise ValueError("a score is not finite")
    return labels, scores


def binary(labels, scores):
    labels, scores = validated(labels, scores)
    if set(labels) - {0.0, 1.0}:
        raise ValueError("a label is neither 0 nor 1")
    return [int(label) for label in labels], scores


def roc_area(labels, scores, weights=None):
    labels, scores = binary(labels, scores)
    if weights is None:
        positives = sum(labels)
        negatives = len(labels) - positives
        if not positives or not negatives:
            return None
        from scipy.stats import rankdata  # it takes a while to import

        ranks = rankdata(scores)
        above = sum(rank for rank, label in zip(ranks, labels) if label) - positives * (positives + 1) / 2
        return above / positives / negatives
    if len(weights) != len(labels) or min(weights, default=0) < 0:
        raise ValueError("weights")
    below = sorted((score, float(weight)) for label, score, weight in zip(labels, scores, weights) if not label)
    line = [score for score, _ in below]
    mass = [0.0, *accumulate(weight for _, weight in below)]
    total = sum(float(weight) for label, weight in zip(labels, weights) if label)
    if total == 0 or mass[-1] == 0:
        return None
    area = 0.0
    for label, score, weight in zip(labels, scores, weights):
        if label:
            area += float(weight) * (mass[bisect_left(line, score)] + mass[bisect_right(line, score)]) / 2
    return area / total / mass[-1]


def average_precision(labels, scores):
    labels, scores = binary(labels, scores)
    everyone = sorted(-score for score in scores)
    positives = sorted(-score for label, score in zip(labels, scores) if label)
    if not positives:
        return None
    return sum(bisect_right(positives, s) / bisect_right(everyone, s) for s in positives) / len(positives)


def ties(values, scores):
    pairs = sorted(zip(scores, values), key=lambda pair: pair[0], reverse=True)
    for _, tied in groupby(pairs, key=lambda pair: pair[0]):
        yield [value for _, value in tied]


def limit(k, n):
    if k is None:
        return n
    if k < 1:
        raise ValueError("k")
    return k


def ndcg(relevances, scores, k=None, *, gain="exponential"):
    relevances, scores = validated(relevances, scores)
    if not all(relevance >= 0 for relevance in relevances):
        raise ValueError("relevance")
    match gain:
        case "exponential":
            gains = [2**relevance - 1 for relevance in relevances]
        case "linear":
            gains = relevances
        case _:
            raise ValueError("gain")
    k = limit(k, len(gains))
    expected = [sum(tied) / len(tied) for tied in ties(gains, scores) for _ in tied]

    def discounted(sequence):
        return math.fsum(gain / math.log2(place) for place, gain in enumerate(sequence[:k], 2))

    ideal = discounted(sorted(gains, reverse=True))
    return discounted(expected) / ideal if ideal > 0 else None


def reciprocal_rank(relevant, scores, k=None):
    relevant, scores = binary(relevant, scores)
    k = limit(k, len(scores))
    before = 0
    for tied in ties(relevant, scores):
        m, r = len(tied), sum(tied)
        if r:
            ranks = range(1, min(m - r + 1, k - before) + 1)
            return sum(math.comb(m - j, r - 1) / math.comb(m, r) / (before + j) for j in ranks)
        before += m
    return None


def calibration_error(labels, probabilities, bins=10, *, norm="mean"):
    labels, probabilities = binary(labels, probabilities)
    if not all(0 <= p <= 1 for p in probabilities):
        raise ValueError("probability")
    if bins < 1 or norm not in ("mean", "max"):
        raise ValueError("option")
    if not labels:
        return None
    sums = {}
    for label, p in zip(labels, probabilities):
        place = math.floor(p * bins) if p < 1 else bins - 1
        n, y, q = sums.get(place, (0, 0, 0.0))
        sums[place] = (n + 1, y + label, q + p)
    distances = {place: abs(y / n - q / n) for place, (n, y, q) in sums.items()}
    if norm == "max":
        return max(distances.values())
    return sum(sums[place][0] / len(labels) * distance for place, distance in distances.items())


def brier_parts(labels, probabilities):
    labels, probabilities = binary(labels, probabilities)
    if not all(0 <= p <= 1 for p in probabilities):
        raise ValueError("probability")
    names = ("brier", "reliability", "resolution", "uncertainty")
    if not labels:
        return {name: None for name in names}
    n, r = len(labels), sum(labels) / len(labels)
    blocks = [(p, [label for _, label in same]) for p, same in groupby(sorted(zip(probabilities, labels)), lambda pair: pair[0])]
    reliability = sum(len(same) * (sum(same) / len(same) - p) ** 2 for p, same in blocks) / n
    resolution = sum(len(same) * (sum(same) / len(same) - r) ** 2 for _, same in blocks) / n
    return dict(zip(names, (reliability - resolution + r * (1 - r), reliability, resolution, r * (1 - r))))


def isotonic_fit(scores, targets, weights=None):
    targets, scores = validated(targets, scores)
    weights = [1.0] * len(scores) if weights is None else [float(weight) for weight in weights]
    if len(weights) != len(scores) or not all(weight > 0 for weight in weights):
        raise ValueError("weights")
    if not scores:
        return [], []
    rows = sorted(zip(scores, targets, weights))
    thresholds, means, masses = [], [], []
    for score, same in groupby(rows, key=lambda row: row[0]):
        same = list(same)
        thresholds.append(score)
        masses.append(math.fsum(weight for _, _, weight in same))
        means.append(math.fsum(weight * target for _, target, weight in same) / masses[-1])
    from scipy.optimize import isotonic_regression

    return thresholds, isotonic_regression(means, weights=masses).x


def isotonic_apply(thresholds, values, scores):
    if len(thresholds) != len(values) or len(values) == 0:
        raise ValueError("fit")
    if not all(math.isfinite(score) for score in scores):
        raise ValueError("scores")
    answer = []
    for score in scores:
        score = min(max(score, thresholds[0]), thresholds[-1])
        right = bisect_left(thresholds, score)
        if thresholds[right] == score:
            answer.append(values[right])
            continue
        step = (values[right] - values[right - 1]) / (thresholds[right] - thresholds[right - 1])
        answer.append(values[right - 1] + step * (score - thresholds[right - 1]))
    return answer
