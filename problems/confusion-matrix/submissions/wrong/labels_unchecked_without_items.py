"""counts: without items the given labels are not looked at, and may repeat."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Label = int | str
Rates = dict[str, float | None]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

AVERAGED = ("ppv", "tpr", "f_beta")


def confusion_matrix(
    y_true: Sequence[Label], y_pred: Sequence[Label], labels: Sequence[Label] | None = None
) -> tuple[list[Label], list[list[int]]]:
    """Count pairs; rows are the truth, columns the prediction, both in the order of the labels.

    Raises ValueError for unequal lengths, a repeated label, or an item whose label is not listed.
    """
    if len(y_true) != len(y_pred):
        raise ValueError(f"{len(y_true)} true labels but {len(y_pred)} predictions")
    names = sorted({*y_true, *y_pred}) if labels is None else list(labels)
    if len(y_true) == 0:
        return names, [[0] * len(names) for _ in names]
    position = {name: index for index, name in enumerate(names)}
    if len(position) != len(names):
        raise ValueError(f"labels repeat: {names!r}")
    matrix = [[0] * len(names) for _ in names]
    for truth, prediction in zip(y_true, y_pred):
        if truth not in position or prediction not in position:
            raise ValueError(f"pair ({truth!r}, {prediction!r}) has a label that is not in {names!r}")
        matrix[position[truth]][position[prediction]] += 1
    return names, matrix


def binary_rates(*, tp: int, fp: int, fn: int, tn: int, beta: float = 1.0) -> Rates:
    """Derive every rate from the four counts; undefined ones are None.

    Raises ValueError for a negative count, or a beta that is not finite and positive.
    """
    tp, fp, fn, tn = (int(count) for count in (tp, fp, fn, tn))  # Python's integers cannot overflow
    if min(tp, fp, fn, tn) < 0:
        raise ValueError("counts cannot be negative")
    if not (math.isfinite(beta) and beta > 0):
        raise ValueError(f"beta must be finite and positive, not {beta!r}")
    positives, negatives = tp + fn, tn + fp
    tpr, fpr = _quotient(tp, positives), _quotient(fp, negatives)
    fnr, tnr = _quotient(fn, positives), _quotient(tn, negatives)
    weighted_hits = (1 + beta**2) * tp
    return {
        "tp": tp,
        "fp": fp,
        "fn": fn,
        "tn": tn,
        "n": positives + negatives,
        "prevalence": _quotient(positives, positives + negatives),
        "tpr": tpr,
        "fnr": fnr,
        "tnr": tnr,
        "fpr": fpr,
        "ppv": _quotient(tp, tp + fp),
        "fdr": _quotient(fp, tp + fp),
        "npv": _quotient(tn, tn + fn),
        "for": _quotient(fn, tn + fn),
        "f_beta": _quotient(weighted_hits, weighted_hits + beta**2 * fn + fp),
        "lr_plus": _likelihood_ratio(tpr, fpr),
        "lr_minus": _likelihood_ratio(fnr, tnr),
        **_agreement([[tp, fn], [fp, tn]]),
    }


def class_report(matrix: Sequence[Sequence[int]] | IntArray, beta: float = 1.0) -> dict[str, Any]:
    """Measure each class one against the rest, the averages over classes, and the whole matrix.

    matrix: K x K counts, rows are the truth. Raises ValueError if it is not square or has a negative count.
    """
    rows = [[int(count) for count in row] for row in matrix]
    if any(len(row) != len(rows) for row in rows):
        raise ValueError("the matrix is not square")
    if any(count < 0 for row in rows for count in row):
        raise ValueError("counts cannot be negative")
    supports = [sum(row) for row in rows]
    predicted = [sum(column) for column in zip(*rows)]
    n = sum(supports)
    per_class = []
    for k in range(len(rows)):
        tp, fp, fn = rows[k][k], predicted[k] - rows[k][k], supports[k] - rows[k][k]
        per_class.append(binary_rates(tp=tp, fp=fp, fn=fn, tn=n - tp - fp - fn, beta=beta))
    return {
        "n": n,
        **_agreement(rows),
        "per_class": per_class,
        "averages": {
            "macro": {key: _mean(per_class, key, [1] * len(rows)) for key in AVERAGED},
            "micro": _micro(per_class, beta),
            "weighted": {key: _mean(per_class, key, supports) for key in AVERAGED},
        },
        "defined": {key: sum(rates[key] is not None for rates in per_class) for key in AVERAGED},
    }


def sweep(y_true: Sequence[int], scores: Sequence[float]) -> dict[str, Any]:
    """Count outcomes at every threshold that changes them, strictest first (infinity flags nothing).

    Sorts positives and negatives apart, and finds how many of each reach a threshold by bisection: O(n log n).
    """
    truth, values = _checked(y_true, scores)
    distinct = np.unique(values)[::-1]
    tp = _reaching(values[truth], distinct)
    fp = _reaching(values[~truth], distinct)
    return {
        "thresholds": np.concatenate([[math.inf], distinct]),
        "tp": tp,
        "fp": fp,
        "fn": np.count_nonzero(truth) - tp,
        "tn": np.count_nonzero(~truth) - fp,
    }


def roc_area(y_true: Sequence[int], scores: Sequence[float]) -> float | None:
    """Return the chance that a positive outranks a negative, a tie counting one half."""
    truth, values = _checked(y_true, scores)
    positives, negatives = values[truth], np.sort(values[~truth])
    lower = np.searchsorted(negatives, positives, side="left")
    not_higher = np.searchsorted(negatives, positives, side="right")
    return _quotient(int((lower + not_higher).sum()), 2 * positives.size * negatives.size)


def choose_threshold(
    y_true: Sequence[int],
    scores: Sequence[float],
    *,
    criterion: str,
    cost_fp: int = 1,
    cost_fn: int = 1,
    min_tpr: float | None = None,
    max_flagged: int | None = None,
) -> Rates | None:
    """Return the best eligible point of the sweep; of equals, the one with the highest threshold.

    None if no point is eligible. Points run from the highest threshold down, so the first maximum is the one.
    """
    if min(cost_fp, cost_fn) < 0:
        raise ValueError("a cost cannot be negative")
    points = sweep(y_true, scores)
    eligible = _within_limits(points, min_tpr, max_flagged)
    merit, values, defined = _objective(points, criterion, cost_fp, cost_fn)
    candidates = np.flatnonzero(eligible & defined)
    if candidates.size == 0:
        return None
    best = candidates[np.argmax(merit[candidates])]
    counts = {key: int(points[key][best]) for key in ("tp", "fp", "fn", "tn")}
    return {"threshold": float(points["thresholds"][best]), **counts, "value": float(values[best])}


def _quotient(numerator: float, denominator: float) -> float | None:
    """Divide, or return None where there is nothing to divide by."""
    return numerator / denominator if denominator else None


def _likelihood_ratio(numerator: float | None, denominator: float | None) -> float | None:
    """Divide two rates; a positive rate over a rate of zero is infinite."""
    if numerator is None or denominator is None:
        return None
    if denominator:
        return numerator / denominator
    return math.inf if numerator else None


def _agreement(rows: Sequence[Sequence[int]]) -> Rates:
    """Measure a whole K x K matrix: accuracy, mean recall, Cohen's kappa, Matthews' (Gorodkin's) coefficient."""
    supports = [sum(row) for row in rows]
    predicted = [sum(column) for column in zip(*rows)]
    n, hits = sum(supports), sum(row[k] for k, row in enumerate(rows))
    by_chance = sum(truth * guess for truth, guess in zip(supports, predicted))
    spread = (n * n - sum(p * p for p in predicted)) * (n * n - sum(s * s for s in supports))
    recalls = [row[k] / support for k, (row, support) in enumerate(zip(rows, supports)) if support]
    return {
        "accuracy": _quotient(hits, n),
        "balanced_accuracy": _quotient(sum(recalls), len(recalls)) if all(supports) else None,
        "kappa": _quotient(n * hits - by_chance, n * n - by_chance),
        "mcc": _quotient(n * hits - by_chance, math.sqrt(spread)),
    }


def _mean(per_class: Iterable[Rates], key: str, weights: Iterable[int]) -> float | None:
    """Average a rate over the classes that have it, the weights rescaled to those classes."""
    pairs = [(rates[key], weight) for rates, weight in zip(per_class, weights)]
    defined = [(value, weight) for value, weight in pairs if value is not None]
    return _quotient(sum(value * weight for value, weight in defined), sum(weight for _, weight in defined))


def _micro(per_class: Sequence[Rates], beta: float) -> Rates:
    """Pool the counts of all classes, then derive the rates once."""
    tp, fp, fn = (sum(int(rates[key] or 0) for rates in per_class) for key in ("tp", "fp", "fn"))
    pooled = binary_rates(tp=tp, fp=fp, fn=fn, tn=0, beta=beta)
    return {key: pooled[key] for key in AVERAGED}


def _checked(y_true: Sequence[int], scores: Sequence[float]) -> tuple[BoolArray, FloatArray]:
    """Return the truth as bool[n] and the scores as float64[n], or raise ValueError."""
    truth, values = np.asarray(y_true), np.asarray(scores, dtype=np.float64)
    if truth.shape != values.shape:
        raise ValueError(f"{truth.size} labels but {values.size} scores")
    if not np.isin(truth, (0, 1)).all():
        raise ValueError("y_true may hold only 0 and 1")
    if not np.isfinite(values).all():
        raise ValueError("scores must be finite")
    return truth.astype(np.bool_), values


def _reaching(values: FloatArray, thresholds: FloatArray) -> IntArray:
    """Count the values that reach each threshold, after a leading 0 for the threshold of infinity."""
    counts = values.size - np.searchsorted(np.sort(values), thresholds, side="left")
    return np.concatenate([[0], counts]).astype(np.int64)


def _within_limits(points: dict[str, Any], min_tpr: float | None, max_flagged: int | None) -> BoolArray:
    """Mark the points that keep to both limits; without positives no point can keep to min_tpr."""
    tp, flagged = points["tp"], points["tp"] + points["fp"]
    positives = tp[-1]  # the last point flags everything
    eligible = np.ones(tp.size, dtype=np.bool_)
    if min_tpr is not None:
        if not 0 <= min_tpr <= 1:
            raise ValueError(f"min_tpr must lie in [0, 1], not {min_tpr!r}")
        eligible &= tp / positives >= min_tpr if positives else np.False_
    if max_flagged is not None:
        if max_flagged < 0:
            raise ValueError(f"max_flagged cannot be negative: {max_flagged!r}")
        eligible &= flagged <= max_flagged
    return eligible


def _objective(
    points: dict[str, Any], criterion: str, cost_fp: int, cost_fn: int
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], BoolArray]:
    """Return per point: what to maximise (equal exactly where values tie), the value to report, is it defined."""
    tp, fp, fn = points["tp"], points["fp"], points["fn"]
    positives, negatives = int(tp[-1]), int(fp[-1])
    always = np.ones(tp.size, dtype=np.bool_)
    if criterion == "cost":
        cost = cost_fp * fp + cost_fn * fn
        return -cost, cost, always
    if criterion == "youden":
        scaled = tp * negatives - fp * positives  # J times positives * negatives: an integer
        pairs = positives * negatives
        return scaled, scaled / max(pairs, 1), always & bool(pairs)
    if criterion == "f1":
        denominator = 2 * tp + fp + fn
        f1 = 2 * tp / np.maximum(denominator, 1)  # one rounded division: equal fractions stay equal
        return f1, f1, denominator > 0
    raise ValueError(f"criterion must be 'youden', 'f1' or 'cost', not {criterion!r}")
