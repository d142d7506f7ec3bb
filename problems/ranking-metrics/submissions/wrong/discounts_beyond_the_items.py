"""gains: there is a discount for each rank up to k, however few items there are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np


def roc_area(labels: Sequence[int], scores: Sequence[float], weights: Sequence[float] | None = None) -> float | None:
    """Return the weighted share of pairs of a positive and a negative that are in order, a tie counting one half."""
    _check_labels(labels, scores)
    each = [1.0] * len(labels) if weights is None else weights
    _check_weights(each, scores)
    above = below = area = 0.0
    for tied in _descending(scores):
        hits = math.fsum(each[i] for i in tied if labels[i])
        misses = math.fsum(each[i] for i in tied if not labels[i])
        area += misses * (above + hits / 2)
        above += hits
        below += misses
    return area / above / below if above and below else None


def average_precision(labels: Sequence[int], scores: Sequence[float]) -> float | None:
    """Return the mean, over positives, of the precision among all that score at least as high."""
    _check_labels(labels, scores)
    hits, seen, total = 0, 0, 0.0
    for tied in _descending(scores):
        found = sum(1 for i in tied if labels[i])
        hits += found
        seen += len(tied)
        total += found * hits / seen
    return total / hits if hits else None


def ndcg(
    relevances: Sequence[float], scores: Sequence[float], k: int | None = None, *, gain: str = "exponential"
) -> float | None:
    """Return the discounted gain of the k foremost over the largest possible, averaged over the orders of ties."""
    if gain not in ("exponential", "linear"):
        raise ValueError(f"no gain {gain!r}")
    if any(not relevance >= 0 for relevance in relevances):
        raise ValueError("relevances are not negative")
    gains = [2.0**relevance - 1 if gain == "exponential" else float(relevance) for relevance in relevances]
    _check_scores(scores, len(gains))
    discounts = [1 / math.log2(rank + 1) for rank in range(1, _places(k, len(gains)) + 1)]
    reached, before = 0.0, 0
    for tied in _descending(scores):
        here = discounts[before : before + len(tied)]
        reached += math.fsum(gains[i] for i in tied) / len(tied) * math.fsum(here)
        before += len(tied)
    ideal = math.fsum(map(math.prod, zip(sorted(gains, reverse=True), discounts)))
    return reached / ideal if ideal else None


def reciprocal_rank(relevant: Sequence[int], scores: Sequence[float], k: int | None = None) -> float | None:
    """Return one over the rank of the first relevant item, 0 beyond k, averaged over the orders of ties."""
    _check_labels(relevant, scores)
    places = _places(k, len(relevant))
    before = 0
    for tied in _descending(scores):
        wanted = sum(1 for i in tied if relevant[i])
        if wanted:
            result, none_yet = 0.0, 1.0
            for passed in range(len(tied) - wanted + 1):
                now = none_yet * wanted / (len(tied) - passed)
                none_yet -= now
                if before + passed < places:
                    result += now / (before + passed + 1)
            return result
        before += len(tied)
    return None


def calibration_error(
    labels: Sequence[int], probabilities: Sequence[float], bins: int = 10, *, norm: str = "mean"
) -> float | None:
    """Return the mean (weighted by items) or the largest distance between what was said and what came, over bins."""
    _check_labels(labels, probabilities)
    _check_probabilities(probabilities)
    if bins < 1 or norm not in ("mean", "max"):
        raise ValueError("bins are at least one, the norm is mean or max")
    gaps: dict[int, float] = defaultdict(float)
    sizes: dict[int, int] = defaultdict(int)
    for label, p in zip(labels, probabilities):
        place = min(int(p * bins), bins - 1)
        gaps[place] += float(label) - p
        sizes[place] += 1
    if not gaps:
        return None
    if norm == "max":
        return max(abs(gap) / sizes[place] for place, gap in gaps.items())
    return math.fsum(abs(gap) for gap in gaps.values()) / len(labels)


def brier_parts(labels: Sequence[int], probabilities: Sequence[float]) -> dict[str, float | None]:
    """Return the Brier score and its three parts, over the distinct probabilities: reliability - resolution + uncertainty."""
    _check_labels(labels, probabilities)
    _check_probabilities(probabilities)
    count = len(labels)
    if not count:
        return dict.fromkeys(("brier", "reliability", "resolution", "uncertainty"))
    base = sum(1 for label in labels if label) / count
    reliability, resolution = [], []
    for tied in _descending(probabilities):
        rate = sum(1 for i in tied if labels[i]) / len(tied)
        reliability.append(len(tied) * (rate - probabilities[tied[0]]) ** 2)
        resolution.append(len(tied) * (rate - base) ** 2)
    return {
        "brier": math.fsum((float(label) - p) ** 2 for label, p in zip(labels, probabilities)) / count,
        "reliability": math.fsum(reliability) / count,
        "resolution": math.fsum(resolution) / count,
        "uncertainty": base * (1 - base),
    }


def isotonic_fit(
    scores: Sequence[float], targets: Sequence[float], weights: Sequence[float] | None = None
) -> tuple[list[float], list[float]]:
    """Return the distinct scores, ascending, and the non-decreasing values nearest to the targets by weighted squares.

    Pools neighbours that violate the order; each item is pooled once, so this is linear after sorting.
    """
    each = [1.0] * len(scores) if weights is None else weights
    _check_scores(scores, len(targets))
    _check_weights(each, scores)
    if any(not weight for weight in each):
        raise ValueError("a fit needs positive weights")
    thresholds: list[float] = []
    blocks: list[tuple[float, float, int]] = []  # weight, mean, how many thresholds
    for tied in reversed(list(_descending(scores))):
        thresholds.append(float(scores[tied[0]]))
        weight = math.fsum(each[i] for i in tied)
        block = (weight, math.fsum(each[i] * targets[i] for i in tied) / weight, 1)
        while blocks and blocks[-1][1] > block[1]:
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    return thresholds, [mean for _, mean, width in blocks for _ in range(width)]


def isotonic_apply(thresholds: Sequence[float], values: Sequence[float], scores: Sequence[float]) -> list[float]:
    """Return the fitted values at any scores: straight lines between thresholds, constant outside."""
    if not len(thresholds):  # for another number of values np.interp itself raises it
        raise ValueError("a fit has one threshold at least")
    _check_scores(scores, len(scores))
    return [float(value) for value in np.interp(scores, thresholds, values)]


def _pooled(left: tuple[float, float, int], right: tuple[float, float, int]) -> tuple[float, float, int]:
    weight = left[0] + right[0]
    return weight, (left[0] * left[1] + right[0] * right[1]) / weight, left[2] + right[2]


def _descending(scores: Sequence[float]) -> Iterator[list[int]]:
    """Yield the places of equal scores together, the highest first."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    for _, tied in groupby(order, key=lambda i: scores[i]):
        yield list(tied)


def _places(k: int | None, count: int) -> int:
    if k is None:
        return count
    if k < 1:
        raise ValueError("k is at least one")
    return k


def _check_scores(scores: Sequence[float], count: int) -> None:
    if len(scores) != count or not all(map(math.isfinite, scores)):
        raise ValueError("each item needs a finite score")


def _check_labels(labels: Sequence[int], scores: Sequence[float]) -> None:
    _check_scores(scores, len(labels))
    if any(label not in (0, 1) for label in labels):
        raise ValueError("labels are 0 and 1")


def _check_weights(weights: Sequence[float], scores: Sequence[float]) -> None:
    if len(weights) != len(scores) or any(not weight >= 0 for weight in weights):
        raise ValueError("each item needs a weight that is not negative")


def _check_probabilities(probabilities: Sequence[float]) -> None:
    if any(not 0 <= p <= 1 for p in probabilities):
        raise ValueError("probabilities lie between 0 and 1")
