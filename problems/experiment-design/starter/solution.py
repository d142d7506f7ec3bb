"""Plan an experiment and read its result. The brief has the rules; in short: two-sided tests, undefined is None."""

from __future__ import annotations

from collections.abc import Sequence


def power(
    effect: float, n_control: int, n_treatment: int, *, sd_control: float, sd_treatment: float, alpha: float = 0.05
) -> float:
    """Return the chance that a difference is declared, on either side."""
    raise NotImplementedError


def sample_size(
    effect: float,
    *,
    sd_control: float,
    sd_treatment: float,
    target: float = 0.8,
    alpha: float = 0.05,
    ratio: float = 1.0,
) -> tuple[int, int]:
    """Return the smallest n_control that reaches the target, and ceil(ratio * n_control)."""
    raise NotImplementedError


def detectable_effect(
    n_control: int, n_treatment: int, *, sd_control: float, sd_treatment: float, target: float = 0.8, alpha: float = 0.05
) -> float:
    """Return the smallest positive effect whose power is the target."""
    raise NotImplementedError


def ratio_mismatch(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Return the p-value of Pearson's test that the units fell into the arms in proportion to the shares."""
    raise NotImplementedError


def adjusted_difference(
    y_control: Sequence[float], x_control: Sequence[float], y_treatment: Sequence[float], x_treatment: Sequence[float]
) -> dict[str, float | None]:
    """Return theta, estimate, standard_error and reduction."""
    raise NotImplementedError


def sequential(p: float, looks: Sequence[int], limits: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Return stops (the chance that some look stops the run) and mean_n (the mean number of units)."""
    raise NotImplementedError


def constant_limit(looks: Sequence[int], alpha: float) -> float | None:
    """Return the smallest value of z that some look reaches or exceeds with a chance of at most alpha."""
    raise NotImplementedError


def adjusted_p_values(p_values: Sequence[float], method: str) -> list[float]:
    """Return the smallest level at which each hypothesis is rejected; method: bonferroni, holm, bh or by."""
    raise NotImplementedError
