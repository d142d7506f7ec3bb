"""Sorted arrays and sums over groups of ties; isotonic by blocks in arrays."""

import numpy as np


def _array(values, scores):
    values, scores = np.asarray(values, dtype=float), np.asarray(scores, dtype=float)
    if values.shape != scores.shape or values.ndim != 1:
        raise ValueError("one value for each score")
    if not np.isfinite(scores).all():
        raise ValueError("scores are finite")
    return values, scores


def _labels(labels, scores):
    labels, scores = _array(labels, scores)
    if not np.isin(labels, (0, 1)).all():
        raise ValueError("labels are 0 and 1")
    return labels, scores


def _grouped(scores, *columns):
    """Sum columns (and ones) over distinct scores, the highest first."""
    distinct, place = np.unique(-scores, return_inverse=True)
    size = len(distinct)
    return [np.bincount(place, minlength=size), *(np.bincount(place, column, minlength=size) for column in columns)]


def roc_area(labels, scores, weights=None):
    labels, scores = _labels(labels, scores)
    weights = np.ones(len(scores)) if weights is None else np.asarray(weights, dtype=float)
    if weights.shape != scores.shape or (weights < 0).any():
        raise ValueError("weights")
    _, up, across = _grouped(scores, weights * labels, weights * (1 - labels))
    if not up.sum() or not across.sum():
        return None
    height = np.cumsum(up)
    return ((height - up / 2) * across).sum() / (up.sum() * across.sum())


def average_precision(labels, scores):
    labels, scores = _labels(labels, scores)
    if not labels.any():
        return None
    sizes, hits = _grouped(scores, labels)
    return (hits * np.cumsum(hits) / np.cumsum(sizes)).sum() / hits.sum()


def ndcg(relevances, scores, k=None, *, gain="exponential"):
    relevances, scores = _array(relevances, scores)
    if gain not in {"exponential", "linear"} or not (relevances >= 0).all():
        raise ValueError("relevances or gain")
    if k is not None and k < 1:
        raise ValueError("k")
    gains = relevances if gain == "linear" else np.exp2(relevances) - 1
    discounts = 1 / np.log2(np.arange(len(gains)) + 2)
    if k is not None:
        discounts[k:] = 0
    ideal = np.sort(gains)[::-1] @ discounts
    if not ideal > 0:
        return None
    sizes, sums = _grouped(scores, gains)
    reach = np.concatenate([[0], np.cumsum(discounts)])
    ends = np.cumsum(sizes)
    return (sums / sizes) @ (reach[ends] - reach[ends - sizes]) / ideal


def reciprocal_rank(relevant, scores, k=None):
    relevant, scores = _labels(relevant, scores)
    if k is not None and k < 1:
        raise ValueError("k")
    if not relevant.any():
        return None
    sizes, hits = _grouped(scores, relevant)
    first = int(np.flatnonzero(hits)[0])
    before, size, wanted = int(sizes[:first].sum()), int(sizes[first]), int(hits[first])
    ahead = np.arange(size - wanted + 1)  # how many others come first
    none_yet = np.concatenate([[1.0], np.cumprod((size - wanted - ahead[:-1]) / (size - ahead[:-1]))])
    chances = none_yet * wanted / (size - ahead)
    ranks = before + ahead + 1
    if k is not None:
        chances = np.where(ranks <= k, chances, 0)
    return (chances / ranks).sum()


def _probabilities(labels, probabilities):
    labels, probabilities = _labels(labels, probabilities)
    if ((probabilities < 0) | (probabilities > 1)).any():
        raise ValueError("probabilities")
    return labels, probabilities


def calibration_error(labels, probabilities, bins=10, *, norm="mean"):
    labels, probabilities = _probabilities(labels, probabilities)
    if bins < 1 or norm not in ("mean", "max"):
        raise ValueError("options")
    if not labels.size:
        return None
    edges = np.arange(1, bins) / bins
    place = np.digitize(probabilities, edges)
    sizes = np.bincount(place, minlength=bins)
    distances = np.abs(np.bincount(place, labels - probabilities, minlength=bins))
    return distances.sum() / labels.size if norm == "mean" else (distances[sizes > 0] / sizes[sizes > 0]).max()


def brier_parts(labels, probabilities):
    labels, probabilities = _probabilities(labels, probabilities)
    if not labels.size:
        return {"brier": None, "reliability": None, "resolution": None, "uncertainty": None}
    values, place, sizes = np.unique(probabilities, return_inverse=True, return_counts=True)
    rates, base = np.bincount(place, labels) / sizes, labels.mean()
    return {
        "brier": ((labels - probabilities) ** 2).mean(),
        "reliability": sizes @ (rates - values) ** 2 / labels.size,
        "resolution": sizes @ (rates - base) ** 2 / labels.size,
        "uncertainty": base - base**2,
    }


def isotonic_fit(scores, targets, weights=None):
    targets, scores = _array(targets, scores)
    weights = np.ones(len(scores)) if weights is None else np.asarray(weights, dtype=float)
    if weights.shape != scores.shape or not (weights > 0).all():
        raise ValueError("weights")
    thresholds, place = np.unique(scores, return_inverse=True)
    size = len(thresholds)
    mass = np.bincount(place, weights, minlength=size)
    total = np.bincount(place, weights * targets, minlength=size)
    starts = []  # of blocks; masses and totals of blocks beside them
    masses, totals = [], []
    for at in range(size):
        starts.append(at)
        masses.append(mass[at])
        totals.append(total[at])
        while len(starts) > 1 and totals[-2] * masses[-1] >= totals[-1] * masses[-2]:
            starts.pop()
            mass_above, total_above = masses.pop(), totals.pop()
            masses[-1] += mass_above
            totals[-1] += total_above
    widths = np.diff([*starts, size])
    return thresholds, np.repeat(np.divide(totals, masses) if size else np.zeros(0), widths)


def isotonic_apply(thresholds, values, scores):
    if len(thresholds) == 0 or len(thresholds) != len(values):
        raise ValueError("not a fit")
    if not np.isfinite(scores).all():
        raise ValueError("a score is not finite")
    return np.interp(scores, thresholds, values)
