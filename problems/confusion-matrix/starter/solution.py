"""Measure a triage model from its confusion matrix and choose its operating point.

The brief has the rules; in short: undefined is None, rows are the truth, flagged means score >= threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def confusion_matrix(
    y_true: Sequence[int] | Sequence[str],
    y_pred: Sequence[int] | Sequence[str],
    labels: Sequence[int] | Sequence[str] | None = None,
) -> tuple[list[Any], list[list[int]]]:
    """Return the K labels and the K x K counts; rows are the truth, columns the prediction.

    Raises ValueError for unequal lengths, a repeated label, or an item whose label is not in the given labels.
    """
    raise NotImplementedError


def binary_rates(*, tp: int, fp: int, fn: int, tn: int, beta: float = 1.0) -> dict[str, float | None]:
    """Return every rate of the brief's table under its key; None where it is undefined.

    Raises ValueError for a negative count, or a beta that is not finite and above zero.
    """
    raise NotImplementedError


def class_report(matrix: Sequence[Sequence[int]], beta: float = 1.0) -> dict[str, Any]:
    """Return the report of a K x K matrix: the whole, each class against the rest, and three averages.

    Raises ValueError for a matrix that is not square, or a negative entry.
    """
    raise NotImplementedError


def sweep(y_true: Sequence[int], scores: Sequence[float]) -> dict[str, Sequence[float]]:
    """Return thresholds (infinity, then each distinct score, descending) with tp, fp, fn, tn at each.

    Raises ValueError for unequal lengths, a label other than 0 and 1, or a score that is not finite.
    """
    raise NotImplementedError


def roc_area(y_true: Sequence[int], scores: Sequence[float]) -> float | None:
    """Return the area under the ROC curve, a tie counting one half; None without both classes."""
    raise NotImplementedError


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
    """Return the best eligible point of the sweep (threshold, tp, fp, fn, tn, value), or None.

    criterion: "youden", "f1" or "cost". Of tied points, the one with the highest threshold.
    """
    raise NotImplementedError
