"""Estimate a whole from a part of it. The brief has the rules; in short: undefined is None, chance comes from `randbelow`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


class Reservoir:
    """A uniform sample, without replacement, of all that was added so far; holds k items at most."""

    def __init__(self, k: int, randbelow: Callable[[int], int]) -> None:
        raise NotImplementedError

    def add(self, item: Any) -> None:
        """Take in one more item of the stream."""
        raise NotImplementedError

    def sample(self) -> list[Any]:
        """Return min(k, seen) of the items, in any order; makes no draw."""
        raise NotImplementedError

    def seen(self) -> int:
        """Return how many items were added."""
        raise NotImplementedError


def merge(
    first: Sequence[Any],
    first_seen: int,
    second: Sequence[Any],
    second_seen: int,
    k: int,
    randbelow: Callable[[int], int],
) -> list[Any]:
    """Return a uniform sample, of min(k, first_seen + second_seen) items, of both streams together."""
    raise NotImplementedError


def allocate(sizes: Sequence[int], spreads: Sequence[float], total: int) -> list[int]:
    """Return whole numbers n_h, min(2, N_h) <= n_h <= N_h, that add up to the total and make V least."""
    raise NotImplementedError


def stratified_mean(sizes: Sequence[int], samples: Sequence[Sequence[float]]) -> tuple[float, float | None]:
    """Return the stratified mean and an unbiased estimate of its variance, None where there is none."""
    raise NotImplementedError


def horvitz_thompson(values: Sequence[float], inclusion: Sequence[float]) -> tuple[float, float]:
    """Return the unbiased estimates of the total, and of that estimate's variance."""
    raise NotImplementedError


def hajek_mean(values: Sequence[float], inclusion: Sequence[float]) -> float | None:
    """Return the mean with weights 1 / chance, rescaled to sum to one; None without values."""
    raise NotImplementedError


def importance_mean(
    values: Sequence[float], log_target: Sequence[float], log_proposal: Sequence[float], *, normalised: bool
) -> float | None:
    """Return the mean under the target of values drawn from the proposal."""
    raise NotImplementedError


def effective_sample_size(log_weights: Sequence[float]) -> float:
    """Return (sum w)^2 / sum w^2; 0 if there are no weights or all are zero."""
    raise NotImplementedError


def policy_value(
    rewards: Sequence[float],
    propensities: Sequence[float],
    targets: Sequence[float],
    method: str,
    *,
    clip: float | None = None,
    predicted: Sequence[float] | None = None,
    expected: Sequence[float] | None = None,
) -> float | None:
    """Return what a round would bring under the new policy; method: ips, clipped_ips, snips or doubly_robust."""
    raise NotImplementedError


def counterexample(name: str) -> dict[str, list[float]] | None:
    """Return a case in which the estimator is biased, or None if it is unbiased."""
    raise NotImplementedError
