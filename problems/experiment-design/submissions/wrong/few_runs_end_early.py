"""peeking: where fewer than one run in a million is left, none goes on to the next look."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import chi2

NORMAL = NormalDist()
FloatArray = npt.NDArray[np.float64]


def power(
    effect: float, n_control: int, n_treatment: int, *, sd_control: float, sd_treatment: float, alpha: float = 0.05
) -> float:
    """Return the chance that the difference of means is declared, if it truly is `effect`."""
    _check_share("alpha", alpha)
    ratio = effect / _standard_error(n_control, n_treatment, sd_control, sd_treatment)
    limit = NORMAL.inv_cdf(alpha / 2)  # the lower one: 1 - alpha / 2 would lose the digits of a small alpha
    return NORMAL.cdf(limit + ratio) + NORMAL.cdf(limit - ratio)


def sample_size(
    effect: float,
    *,
    sd_control: float,
    sd_treatment: float,
    target: float = 0.8,
    alpha: float = 0.05,
    ratio: float = 1.0,
) -> tuple[int, int]:
    """Return the fewest units of the control, and ceil(ratio) times as many of the treatment, that reach the target."""
    if effect == 0 or ratio <= 0:
        raise ValueError("no effect can be told from none, and no experiment has but one arm")

    def reached(n_control: int) -> float:
        n_treatment = math.ceil(ratio * n_control)
        return power(effect, n_control, n_treatment, sd_control=sd_control, sd_treatment=sd_treatment, alpha=alpha)

    enough = math.ceil((sd_control**2 + sd_treatment**2 / ratio) * (_one_tail_needs(target, alpha) / effect) ** 2)
    fewest = bisect_left(range(enough), target, lo=1, key=reached)
    return fewest, math.ceil(ratio * fewest)


def detectable_effect(
    n_control: int, n_treatment: int, *, sd_control: float, sd_treatment: float, target: float = 0.8, alpha: float = 0.05
) -> float:
    """Return the smallest positive effect whose power reaches the target."""
    needed = _one_tail_needs(target, alpha)
    limit = NORMAL.inv_cdf(alpha / 2)
    shift = brentq(lambda z: NORMAL.cdf(limit + z) + NORMAL.cdf(limit - z) - target, 0.0, needed - limit)
    return float(shift * _standard_error(n_control, n_treatment, sd_control, sd_treatment))


def _standard_error(n_control: int, n_treatment: int, sd_control: float, sd_treatment: float) -> float:
    if n_control < 1 or n_treatment < 1:
        raise ValueError("each arm needs a unit")
    return math.sqrt(sd_control**2 / n_control + sd_treatment**2 / n_treatment)


def _one_tail_needs(target: float, alpha: float) -> float:
    """Return the effect, in standard errors, at which the tail on its side reaches the target: the other only adds."""
    _check_share("alpha", alpha)
    _check_share("target", target)
    if target <= alpha:
        raise ValueError("a test of no effect reaches such a target")
    return NORMAL.inv_cdf(target) - NORMAL.inv_cdf(alpha / 2)


def ratio_mismatch(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Return the p-value of Pearson's test that units fell into the arms with the planned shares."""
    if len(counts) != len(shares) or len(counts) < 2:
        raise ValueError("two arms or more, each with a count and a share")
    if min(counts) < 0 or min(shares) <= 0 or sum(counts) == 0:
        raise ValueError("counts are not negative, nor all zero; shares are positive")
    scale = sum(counts) / math.fsum(shares)
    statistic = math.fsum((n - scale * share) ** 2 / (scale * share) for n, share in zip(counts, shares))
    return float(chi2.sf(statistic, len(counts) - 1))


def adjusted_difference(
    y_control: Sequence[float], x_control: Sequence[float], y_treatment: Sequence[float], x_treatment: Sequence[float]
) -> dict[str, float | None]:
    """Return the difference of means, rid of what a covariate from before the experiment explains."""
    yc, xc, yt, xt = (np.asarray(each, dtype=np.float64) for each in (y_control, x_control, y_treatment, x_treatment))
    if min(len(yc), len(yt)) < 2:
        raise ValueError("two units or more in each arm")
    within = [(_centred(x), _centred(y)) for x, y in ((xc, yc), (xt, yt))]
    squares = sum(float(x @ x) for x, _ in within)
    theta = sum(float(x @ y) for x, y in within) / squares if squares else 0.0
    plain = sum(float(y @ y) / (len(y) - 1) / len(y) for _, y in within)
    rest = [y - theta * x for x, y in within]
    adjusted = sum(float(r @ r) / (len(r) - 1) / len(r) for r in rest)
    return {
        "estimate": float(yt.mean() - yc.mean() - theta * (xt.mean() - xc.mean())),
        "standard_error": math.sqrt(adjusted),
        "theta": theta,
        "reduction": 1 - adjusted / plain if plain else None,
    }


def _centred(values: FloatArray) -> FloatArray:
    """Subtract the mean, by way of the median: what is constant becomes zeros, whatever its mean is rounded to."""
    apart = values - np.median(values)
    return apart - apart.mean()


def sequential(p: float, looks: Sequence[int], limits: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Return the chance that a test with several looks stops early or at its end, and how many units it takes.

    Follows the distribution of the number of successes among the runs that are still going.
    """
    _check_looks(looks)
    if not 0 <= p <= 1 or len(limits) != len(looks):
        raise ValueError("p is a chance, and each look has its limits")
    going: FloatArray = np.ones(1)
    stops, units = 0.0, 0.0
    before = 0
    for look, (low, high) in zip(looks, limits):
        for _ in range(look - before):
            units += float(going.sum())
            going = np.convolve(going, (1 - p, p))
        before = look
        successes = np.arange(look + 1)
        stopped = (successes <= low) | (successes >= high)
        stops += float(going[stopped].sum())
        going = np.where(stopped, 0.0, going)
        if going.sum() < 1e-6:
            break
    return {"stops": stops, "mean_n": units}


def constant_limit(looks: Sequence[int], alpha: float) -> float | None:
    """Return the smallest z that the looks at a fair coin can show and that any of them reaches with a chance of alpha at most.

    z is compared by its square, a fraction, so that equal values at different looks are equal.
    """
    _check_share("alpha", alpha)
    _check_looks(looks)
    squares = sorted({Fraction(apart**2, n) for n in looks for apart in range(n % 2, n + 1, 2)})

    def silent(square: Fraction) -> float:
        limits = []
        for n in looks:
            inside = [s for s in range(n + 1) if (2 * s - n) ** 2 < square * n]
            limits.append((inside[0] - 1, inside[-1] + 1) if inside else (n, n))
        return -sequential(0.5, looks, limits)["stops"]

    rare = squares[bisect_left(squares, -alpha, key=silent) :]
    return math.sqrt(rare[0]) if rare else None


def adjusted_p_values(p_values: Sequence[float], method: str) -> list[float]:
    """Return, for each hypothesis, the smallest level at which the procedure rejects it, in the order given."""
    if any(not 0 <= p <= 1 for p in p_values):
        raise ValueError("a p-value lies between 0 and 1")
    count = len(p_values)
    order = sorted(range(count), key=lambda i: p_values[i])
    ranks = range(1, count + 1)
    ascending = [p_values[i] for i in order]
    if method == "bonferroni":
        levels = [p * count for p in ascending]
    elif method == "holm":
        levels = list(accumulate((p * (count + 1 - rank) for p, rank in zip(ascending, ranks)), max))
    elif method in ("bh", "by"):
        factor = count if method == "bh" else count * math.fsum(1 / rank for rank in ranks)
        scaled = [p * factor / rank for p, rank in zip(ascending, ranks)]
        levels = list(accumulate(reversed(scaled), min))[::-1]
    else:
        raise ValueError(f"no method {method!r}")
    adjusted = dict(zip(order, levels))
    return [min(adjusted[i], 1.0) for i in range(count)]


def _check_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value!r}")


def _check_looks(looks: Sequence[int]) -> None:
    if not len(looks) or any(later <= earlier for earlier, later in zip([0, *looks], looks)):
        raise ValueError("looks are positive and increase")
