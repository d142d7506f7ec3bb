"""operating-point: of tied points the one with the lowest threshold is chosen."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

Point = tuple[float, int, int, int, int]  # threshold, tp, fp, fn, tn


def confusion_matrix(
    y_true: Sequence[Any], y_pred: Sequence[Any], labels: Sequence[Any] | None = None
) -> tuple[list[Any], list[list[int]]]:
    """Count pairs of labels; rows are the truth."""
    if len(y_true) != len(y_pred):
        raise ValueError("y_true and y_pred differ in length")
    seen = Counter(zip(y_true, y_pred, strict=True))
    present = {label for pair in seen for label in pair}
    order = sorted(present) if labels is None else list(labels)
    if len(set(order)) < len(order):
        raise ValueError("a label is listed twice")
    if unlisted := present.difference(order):
        raise ValueError(f"labels that are not listed: {sorted(unlisted)!r}")
    return order, [[seen[truth, prediction] for prediction in order] for truth in order]


def over(above: float, below: float) -> float | None:
    """Divide; None if the denominator is zero."""
    return above / below if below else None


def binary_rates(*, tp: int, fp: int, fn: int, tn: int, beta: float = 1.0) -> dict[str, float | None]:
    """Derive all rates from four counts."""
    tp, fp, fn, tn = map(int, (tp, fp, fn, tn))
    if min(tp, fp, fn, tn) < 0 or not 0 < beta < math.inf:
        raise ValueError("counts must not be negative, and beta must be finite and above zero")
    pos, neg, flagged, passed = tp + fn, fp + tn, tp + fp, fn + tn
    n = pos + neg
    rates: dict[str, float | None] = {"tp": tp, "fp": fp, "fn": fn, "tn": tn, "n": n}
    rates |= {"prevalence": over(pos, n), "accuracy": over(tp + tn, n)}
    rates |= {"tpr": over(tp, pos), "fnr": over(fn, pos), "tnr": over(tn, neg), "fpr": over(fp, neg)}
    rates |= {"ppv": over(tp, flagged), "fdr": over(fp, flagged), "npv": over(tn, passed), "for": over(fn, passed)}
    # Both rates over the common denominator pos * neg, so one division and one rule for zero.
    rates["balanced_accuracy"] = over(tp * neg + tn * pos, 2 * pos * neg)
    rates["lr_plus"] = likelihood_ratio(tp * neg, fp * pos) if pos and neg else None
    rates["lr_minus"] = likelihood_ratio(fn * neg, tn * pos) if pos and neg else None
    square = beta * beta
    rates["f_beta"] = over((1 + square) * tp, (1 + square) * tp + square * fn + fp)
    rates["mcc"] = over(tp * tn - fp * fn, math.sqrt(pos * neg * flagged * passed))
    rates["kappa"] = over(2 * (tp * tn - fp * fn), flagged * neg + pos * passed)
    return rates


def likelihood_ratio(above: int, below: int) -> float | None:
    """Divide two rates that are brought to one denominator."""
    if below:
        return above / below
    return math.inf if above else None


def class_report(matrix: Sequence[Sequence[int]], beta: float = 1.0) -> dict[str, Any]:
    """Report on every class against the rest, and on the whole."""
    rows = [list(map(int, row)) for row in matrix]
    if any(len(row) != len(rows) or min(row) < 0 for row in rows):
        raise ValueError("the matrix must be square and its entries not negative")
    truth = list(map(sum, rows))
    guess = list(map(sum, zip(*rows, strict=True)))
    n = sum(truth)
    hits = [rows[k][k] for k in range(len(rows))]
    classes = [
        binary_rates(tp=hit, fp=g - hit, fn=t - hit, tn=n - t - g + hit, beta=beta)
        for hit, t, g in zip(hits, truth, guess, strict=True)
    ]
    agreed = n * sum(hits) - sum(t * g for t, g in zip(truth, guess, strict=True))
    spread_truth, spread_guess = (n * n - sum(m * m for m in margin) for margin in (truth, guess))
    pooled = binary_rates(tp=sum(hits), fp=n - sum(hits), fn=n - sum(hits), tn=0, beta=beta)
    keys = ("ppv", "tpr", "f_beta")
    return {
        "n": n,
        "accuracy": over(sum(hits), n),
        "balanced_accuracy": mean(classes, "tpr", [1] * len(rows)) if all(truth) else None,
        "kappa": over(agreed, n * n - n * sum(hits) + agreed),
        "mcc": over(agreed, math.sqrt(spread_truth * spread_guess)),
        "per_class": classes,
        "averages": {
            "macro": {key: mean(classes, key, [1] * len(rows)) for key in keys},
            "micro": {key: pooled[key] for key in keys},
            "weighted": {key: mean(classes, key, truth) for key in keys},
        },
        "defined": {key: sum(rates[key] is not None for rates in classes) for key in keys},
    }


def mean(classes: list[dict[str, float | None]], key: str, weights: list[int]) -> float | None:
    """Average over the classes where the value is defined."""
    total, weight = 0.0, 0
    for rates, own in zip(classes, weights, strict=True):
        value = rates[key]
        if value is not None:
            total += own * value
            weight += own
    return over(total, weight)


def points(y_true: Sequence[int], scores: Sequence[float]) -> Iterator[Point]:
    """Yield the points of the sweep from the strictest on; equal scores go together."""
    if len(y_true) != len(scores):
        raise ValueError("y_true and scores differ in length")
    if not all(map(math.isfinite, scores)):
        raise ValueError("scores must be finite")
    if not set(y_true) <= {0, 1}:
        raise ValueError("y_true may hold 0 and 1 only")
    pairs = sorted(((float(s), int(y)) for s, y in zip(scores, y_true, strict=True)), reverse=True)
    tp, fp, fn, tn = 0, 0, sum(y for _, y in pairs), sum(1 - y for _, y in pairs)
    yield math.inf, tp, fp, fn, tn
    for score, tied in groupby(pairs, key=itemgetter(0)):
        for _, y in tied:
            tp, fp, fn, tn = tp + y, fp + 1 - y, fn - y, tn - 1 + y
        yield score, tp, fp, fn, tn


def sweep(y_true: Sequence[int], scores: Sequence[float]) -> dict[str, list[Any]]:
    """Return the points as five columns."""
    columns = zip(*points(y_true, scores), strict=True)
    return dict(zip(("thresholds", "tp", "fp", "fn", "tn"), map(list, columns), strict=True))


def roc_area(y_true: Sequence[int], scores: Sequence[float]) -> float | None:
    """Add up trapezoids, in units of half a pair, and divide once."""
    halves = tp_before = fp_before = tp = fp = 0
    for _, tp, fp, _, _ in points(y_true, scores):
        halves += (fp - fp_before) * (tp + tp_before)
        tp_before, fp_before = tp, fp
    return over(halves, 2 * tp * fp)


def fraction(criterion: str, tp: int, fp: int, fn: int, tn: int) -> tuple[int, int]:
    """Return numerator and denominator of Youden's index or F1, not reduced."""
    if criterion == "youden":
        return tp * (fp + tn) - fp * (tp + fn), (tp + fn) * (fp + tn)
    return 2 * tp, 2 * tp + fp + fn


def choose_threshold(
    y_true: Sequence[int],
    scores: Sequence[float],
    *,
    criterion: str,
    cost_fp: int = 1,
    cost_fn: int = 1,
    min_tpr: float | None = None,
    max_flagged: int | None = None,
) -> dict[str, float] | None:
    """Walk down the sweep; a point replaces the best so far only if it is better as an exact fraction."""
    if criterion not in {"youden", "f1", "cost"}:
        raise ValueError(f"unknown criterion {criterion!r}")
    if cost_fp < 0 or cost_fn < 0 or (max_flagged is not None and max_flagged < 0):
        raise ValueError("costs and capacity must not be negative")
    if min_tpr is not None and not 0 <= min_tpr <= 1:
        raise ValueError("min_tpr must lie between 0 and 1")
    best: tuple[Point, int, int] | None = None
    for point in points(y_true, scores):
        _, tp, fp, fn, tn = point
        if max_flagged is not None and tp + fp > max_flagged:
            break  # every later point flags more
        if min_tpr is not None and (tp + fn == 0 or tp / (tp + fn) < min_tpr):
            continue
        if criterion == "cost":
            above, below = -(cost_fp * fp + cost_fn * fn), 1
        else:
            above, below = fraction(criterion, tp, fp, fn, tn)
        if below and (best is None or above * best[2] >= best[1] * below):
            best = point, above, below
    if best is None:
        return None
    (threshold, tp, fp, fn, tn), above, below = best
    value = -above if criterion == "cost" else above / below
    return {"threshold": threshold, "tp": tp, "fp": fp, "fn": fn, "tn": tn, "value": value}
