"""Measure a ranking and the probabilities behind it. The brief has the rules; in short: ties have no order, undefined is None."""

from __future__ import annotations

from collections.abc import Sequence


def roc_area(labels: Sequence[int], scores: Sequence[float], weights: Sequence[float] | None = None) -> float | None:
    """Return the weighted share of pairs of a positive and a negative that are in order, a tie counting one half."""
    raise NotImplementedError


def average_precision(labels: Sequence[int], scores: Sequence[float]) -> float | None:
    """Return the sum, over distinct scores, of precision times the gain in recall."""
    raise NotImplementedError


def ndcg(
    relevances: Sequence[float], scores: Sequence[float], k: int | None = None, *, gain: str = "exponential"
) -> float | None:
    """Return the discounted gain of the k foremost over the largest possible, averaged over the orders of ties."""
    raise NotImplementedError


def reciprocal_rank(relevant: Sequence[int], scores: Sequence[float], k: int | None = None) -> float | None:
    """Return one over the rank of the first relevant item, 0 beyond k, averaged over the orders of ties."""
    raise NotImplementedError


def calibration_error(
    labels: Sequence[int], probabilities: Sequence[float], bins: int = 10, *, norm: str = "mean"
) -> float | None:
    """Return the mean or the largest distance between probabilities and labels, over bins of equal width."""
    raise NotImplementedError


def brier_parts(labels: Sequence[int], probabilities: Sequence[float]) -> dict[str, float | None]:
    """Return brier, reliability, resolution and uncertainty."""
    raise NotImplementedError


def isotonic_fit(
    scores: Sequence[float], targets: Sequence[float], weights: Sequence[float] | None = None
) -> tuple[list[float], list[float]]:
    """Return the distinct scores, ascending, and the non-decreasing values nearest to the targets."""
    raise NotImplementedError


def isotonic_apply(thresholds: Sequence[float], values: Sequence[float], scores: Sequence[float]) -> list[float]:
    """Return the fitted values at any scores: straight lines between thresholds, constant outside."""
    raise NotImplementedError
