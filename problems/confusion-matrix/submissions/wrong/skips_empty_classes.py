"""averages: balanced accuracy leaves out classes without true items and does not say so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
NAMES = ("tp", "fp", "fn", "tn")


def confusion_matrix(
    y_true: Sequence[Any], y_pred: Sequence[Any], labels: Sequence[Any] | None = None
) -> tuple[list[Any], Array]:
    """Encode both columns as positions in the sorted labels, and count pairs of codes with one bincount."""
    truth, prediction = np.asarray(y_true), np.asarray(y_pred)
    if truth.shape != prediction.shape:
        raise ValueError("y_true and y_pred must have the same length")
    if labels is None:
        names = np.unique(np.concatenate([truth, prediction]))
        order = np.arange(names.size)
    else:
        names, order = np.unique(np.asarray(labels), return_inverse=True)
        if names.size != len(labels):
            raise ValueError("labels must not repeat")
    k = names.size
    if truth.size == 0:
        return (names.tolist() if labels is None else list(labels)), np.zeros((k, k), dtype=np.int64)
    if k == 0:
        raise ValueError("there are items, but no labels")
    rows, columns = np.searchsorted(names, truth), np.searchsorted(names, prediction)
    for codes, column in ((rows, truth), (columns, prediction)):
        if not np.array_equal(names[np.minimum(codes, k - 1)], column):
            raise ValueError("an item has a label that is not listed")
    matrix = np.bincount(rows * k + columns, minlength=k * k).reshape(k, k)
    return names[order].tolist(), matrix[np.ix_(order, order)]


def divide(above: Any, below: Any) -> float | None:
    """Divide once, in exact integers where both are; None for a zero denominator."""
    return None if below == 0 else float(above / below)


def binary_rates(*, tp: int, fp: int, fn: int, tn: int, beta: float = 1.0) -> dict[str, float | None]:
    """Take the margins of the 2 x 2 matrix once, and divide by them."""
    cells = np.array([[tp, fn], [fp, tn]], dtype=object)  # Python's integers: the products pass 2**63
    cells = np.vectorize(int, otypes=[object])(cells)
    if cells.min() < 0:
        raise ValueError("counts must not be negative")
    if not (np.isfinite(beta) and beta > 0):
        raise ValueError("beta must be finite and positive")
    (pos, neg), (flagged, passed), n = cells.sum(axis=1), cells.sum(axis=0), cells.sum()
    (tp, fn), (fp, tn) = cells
    by_truth = {"tpr": divide(tp, pos), "fnr": divide(fn, pos), "tnr": divide(tn, neg), "fpr": divide(fp, neg)}
    by_answer = {
        "ppv": divide(tp, flagged),
        "fdr": divide(fp, flagged),
        "npv": divide(tn, passed),
        "for": divide(fn, passed),
    }
    both = bool(pos and neg)
    with np.errstate(divide="ignore", invalid="ignore"):  # x / 0 is inf, 0 / 0 is nan: just the brief's rule
        ratios = np.array([tp * neg, fn * neg], dtype=float) / np.array([fp * pos, tn * pos], dtype=float)
    lr_plus, lr_minus = (float(ratio) if both and not math.isnan(ratio) else None for ratio in ratios)
    return {
        **dict(zip(NAMES, (tp, fp, fn, tn), strict=True)),
        "n": n,
        "prevalence": divide(pos, n),
        **by_truth,
        **by_answer,
        "accuracy": divide(tp + tn, n),
        "balanced_accuracy": (tp / pos + tn / neg) / 2 if both else None,
        "f_beta": divide((1 + beta**2) * tp, (1 + beta**2) * tp + beta**2 * fn + fp),
        "mcc": divide(tp * tn - fp * fn, math.sqrt(pos * neg * flagged * passed)),
        "kappa": divide(n * (tp + tn) - pos * flagged - neg * passed, n * n - pos * flagged - neg * passed),
        "lr_plus": lr_plus,
        "lr_minus": lr_minus,
    }


def class_report(matrix: Sequence[Sequence[int]] | Array, beta: float = 1.0) -> dict[str, Any]:
    """Keep undefined values as nan inside, and turn them into None at the door."""
    counts = np.asarray(matrix, dtype=np.int64)
    counts = counts.reshape(0, 0) if counts.size == 0 else counts
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError("the matrix must be square without negative entries")
    diagonal, truth, guess = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    n, hits = int(counts.sum()), int(diagonal.sum())
    per_class = [
        binary_rates(tp=hit, fp=g - hit, fn=t - hit, tn=n - t - g + hit, beta=beta)
        for hit, t, g in zip(diagonal, truth, guess, strict=True)
    ]
    keys = ("ppv", "tpr", "f_beta")
    table = {key: np.array([rates[key] for rates in per_class], dtype=np.float64) for key in keys}
    pooled = binary_rates(tp=hits, fp=n - hits, fn=n - hits, tn=0, beta=beta)
    t, g = truth.astype(object), guess.astype(object)
    chance, squares = int(t @ g) if t.size else 0, [int(m @ m) if m.size else 0 for m in (t, g)]
    spread = (n * n - squares[0]) * (n * n - squares[1])
    return {
        "n": n,
        "accuracy": divide(hits, n),
        "balanced_accuracy": float(np.nanmean(table["tpr"])) if n else None,
        "kappa": divide(n * hits - chance, n * n - chance),
        "mcc": divide(n * hits - chance, math.sqrt(spread)),
        "per_class": per_class,
        "averages": {
            "macro": {key: nan_average(values, np.ones(values.size)) for key, values in table.items()},
            "micro": {key: pooled[key] for key in keys},
            "weighted": {key: nan_average(values, truth) for key, values in table.items()},
        },
        "defined": {key: int(np.isfinite(values).sum()) for key, values in table.items()},
    }


def nan_average(values: Array, weights: Array) -> float | None:
    """Average the values that are not nan; None if they have no weight."""
    defined = np.isfinite(values)
    if not weights[defined].any():
        return None
    return float(np.average(values[defined], weights=weights[defined]))


def sweep(y_true: Sequence[int], scores: Sequence[float]) -> dict[str, Array]:
    """Count positives and negatives per unique score, and accumulate from the top."""
    truth, values = np.asarray(y_true), np.asarray(scores, dtype=float)
    if truth.shape != values.shape:
        raise ValueError("y_true and scores must have the same length")
    if not np.isfinite(values).all():
        raise ValueError("scores must be finite")
    if np.setdiff1d(truth, [0, 1]).size:
        raise ValueError("y_true must hold 0 and 1 only")
    truth = truth.astype(np.int64)
    distinct, position = np.unique(values, return_inverse=True)
    per_score = np.bincount(2 * position + truth, minlength=2 * distinct.size).reshape(-1, 2)
    flagged = np.vstack([np.zeros((1, 2), dtype=np.int64), np.cumsum(per_score[::-1], axis=0)])
    fp, tp = flagged.T
    thresholds = np.append(distinct, np.inf)[::-1]
    return {"thresholds": thresholds, "tp": tp, "fp": fp, "fn": tp[-1] - tp, "tn": fp[-1] - fp}


def roc_area(y_true: Sequence[int], scores: Sequence[float]) -> float | None:
    """Integrate the curve by trapezoids, in integers."""
    points = sweep(y_true, scores)
    tp, fp = points["tp"], points["fp"]
    doubled = int((np.diff(fp) * (tp[1:] + tp[:-1])).sum())
    return divide(doubled, 2 * int(tp[-1]) * int(fp[-1]))


def choose_threshold(
    y_true: Sequence[int],
    scores: Sequence[float],
    *,
    criterion: str,
    cost_fp: int = 1,
    cost_fn: int = 1,
    min_tpr: float | None = None,
    max_flagged: int | None = None,
) -> dict[str, Any] | None:
    """Mask the points that are not eligible, and take the first maximum of what is left.

    Values are compared as one rounded division of integers below 2**53: equal fractions give equal floats there,
    and fractions that differ are further apart than one rounding.
    """
    if min(cost_fp, cost_fn) < 0 or (max_flagged or 0) < 0 or not 0 <= (min_tpr or 0) <= 1:
        raise ValueError("costs, capacity and the required share must be sensible")
    points = sweep(y_true, scores)
    tp, fp, fn = (points[name] for name in NAMES[:3])
    with np.errstate(divide="ignore", invalid="ignore"):
        if criterion == "youden":
            value = (tp * fp[-1] - fp * tp[-1]) / (tp[-1] * fp[-1])
        elif criterion == "f1":
            value = 2 * tp / (2 * tp + fp + fn)
        elif criterion == "cost":
            value = -(cost_fp * fp + cost_fn * fn).astype(float)
        else:
            raise ValueError(f"unknown criterion {criterion!r}")
        tpr = tp / tp[-1]
    eligible = np.isfinite(value)
    if min_tpr is not None:
        eligible &= tpr >= min_tpr  # nan, without positives, is not
    if max_flagged is not None:
        eligible &= tp + fp <= max_flagged
    if not eligible.any():
        return None
    best = int(np.argmax(np.where(eligible, value, -np.inf)))
    return {
        "threshold": points["thresholds"][best],
        **{name: points[name][best] for name in NAMES},
        "value": abs(value[best]) if criterion == "cost" else value[best],
    }
