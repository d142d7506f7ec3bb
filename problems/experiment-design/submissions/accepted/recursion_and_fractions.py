"""Exact where it can be: chances of looks as whole numbers of paths, limits compared as fractions."""

from fractions import Fraction
from functools import lru_cache
from math import ceil, comb, sqrt
from statistics import NormalDist, fmean

import numpy as np
from scipy.special import chdtrc


Z = NormalDist()


def power(effect, n_control, n_treatment, *, sd_control, sd_treatment, alpha=0.05):
    if n_control <= 0 or n_treatment <= 0 or not 0 < alpha < 1:
        raise ValueError("power of what?")
    difference = NormalDist(effect, sqrt(sd_control**2 / n_control + sd_treatment**2 / n_treatment))
    edge = -Z.inv_cdf(alpha / 2) * difference.stdev
    return difference.cdf(-edge) + NormalDist(-effect, difference.stdev).cdf(-edge)


def _root(increasing, target, start):
    high = start
    while increasing(high) < target:
        high *= 2
    low = 0.0
    for _ in range(120):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if increasing(middle) < target else (low, middle)
    return high


def _demand_target(target, alpha):
    if not 0 < alpha < 1 or not alpha < target < 1:
        raise ValueError("a target lies between alpha and 1")


def sample_size(effect, *, sd_control, sd_treatment, target=0.8, alpha=0.05, ratio=1.0):
    _demand_target(target, alpha)
    if effect == 0 or ratio <= 0:
        raise ValueError("design")
    spreads = {"sd_control": sd_control, "sd_treatment": sd_treatment, "alpha": alpha}

    def at(n):
        return power(effect, n, ceil(ratio * n), **spreads)

    # without rounding of the treatment up, a little too large at most; then down while it does
    n = ceil(_root(lambda n: power(effect, n, ratio * n, **spreads) if n else 0, target, 1.0))
    while n > 1 and at(n - 1) >= target:
        n -= 1
    return n, ceil(ratio * n)


def detectable_effect(n_control, n_treatment, *, sd_control, sd_treatment, target=0.8, alpha=0.05):
    _demand_target(target, alpha)
    if min(n_control, n_treatment) < 1:
        raise ValueError("empty arm")
    spreads = {"sd_control": sd_control, "sd_treatment": sd_treatment, "alpha": alpha}
    return _root(lambda effect: power(effect, n_control, n_treatment, **spreads), target, sd_control + sd_treatment)


def ratio_mismatch(counts, shares):
    counts, shares = [int(n) for n in counts], [Fraction(float(share)) for share in shares]
    if len(counts) != len(shares) or len(counts) < 2 or min(counts) < 0 or min(shares) <= 0 or not any(counts):
        raise ValueError("not a plan")
    total, whole = sum(counts), sum(shares)
    statistic = sum(n * n * whole / (total * share) for n, share in zip(counts, shares)) - total
    return chdtrc(len(counts) - 1, float(statistic))


def _exact_mean(arm):
    return float(sum(Fraction(float(value)) for value in arm) / len(arm))


def adjusted_difference(y_control, x_control, y_treatment, x_treatment):
    for y, x in ((y_control, x_control), (y_treatment, x_treatment)):
        if len(y) != len(x) or len(x) < 2:
            raise ValueError("arm")
    # Least squares with an intercept for each arm; columns centred first.
    sizes = [len(y_control), len(y_treatment)]
    x = np.concatenate([np.subtract(arm, _exact_mean(arm)) for arm in (x_control, x_treatment)])
    y = np.concatenate([np.subtract(arm, _exact_mean(arm)) for arm in (y_control, y_treatment)])
    theta = float(np.linalg.lstsq(x[:, None], y, rcond=None)[0][0]) if x.any() else 0.0

    def squared(residuals):
        arms = np.split(residuals, [sizes[0]])
        return sum(np.var(arm, ddof=1) / n for arm, n in zip(arms, sizes))

    adjusted, plain = squared(y - theta * x), squared(y)
    shift = fmean(x_treatment) - fmean(x_control)
    return dict(
        estimate=fmean(y_treatment) - fmean(y_control) - theta * shift,
        standard_error=adjusted**0.5,
        theta=theta,
        reduction=None if plain == 0 else 1 - adjusted / plain,
    )


def _paths(looks, limits):
    """Yield, for each look, how many paths stop there and with how many successes (as a dictionary)."""
    paths, before = {0: 1}, 0
    for look, (low, high) in zip(looks, limits):
        step, arrived = look - before, {}
        ways = [comb(step, more) for more in range(step + 1)]
        for successes, count in paths.items():
            for more, way in enumerate(ways):
                arrived[successes + more] = arrived.get(successes + more, 0) + count * way
        stopped = {s: count for s, count in arrived.items() if s <= low or s >= high}
        paths = {s: count for s, count in arrived.items() if s not in stopped}
        before = look
        yield look, stopped


def _check(looks):
    if not looks or any(a >= b for a, b in zip([0, *looks], looks)):
        raise ValueError("looks")


def sequential(p, looks, limits):
    _check(looks)
    if not 0 <= p <= 1 or len(looks) != len(limits):
        raise ValueError("design")
    going = np.array([1.0])
    stops, units, before = 0.0, 0.0, 0
    for look, (low, high) in zip(looks, limits):
        for _ in range(before, look):
            going = np.append(going * (1 - p), 0.0) + np.append(0.0, going * p)
        before = look
        keep = [low < s < high for s in range(look + 1)]
        here = going[np.logical_not(keep)].sum()
        stops, units = stops + here, units + look * here
        going = going * keep
    return {"stops": stops, "mean_n": units + looks[-1] * going.sum()}


def constant_limit(looks, alpha):
    if not 0 < alpha < 1:
        raise ValueError("alpha")
    _check(looks)
    squares = sorted({Fraction((2 * s - n) ** 2, n) for n in looks for s in range(n + 1)})

    @lru_cache(None)
    def too_often(place):
        square, total = squares[place], Fraction(0)
        limits = []
        for n in looks:
            inside = [s for s in range(n + 1) if (2 * s - n) ** 2 * square.denominator < square.numerator * n]
            limits.append((inside[0] - 1, inside[-1] + 1) if inside else (n, 0))
        for look, stopped in _paths(looks, limits):
            total += Fraction(sum(stopped.values()), 2**look)
        return total > Fraction(alpha)

    low, high = 0, len(squares)
    while low < high:
        middle = (low + high) // 2
        if too_often(middle):
            low = middle + 1
        else:
            high = middle
    return None if low == len(squares) else sqrt(squares[low])


def adjusted_p_values(p_values, method):
    if method not in {"bonferroni", "holm", "bh", "by"} or any(not 0 <= p <= 1 for p in p_values):
        raise ValueError("no such procedure")
    m = len(p_values)
    order = np.argsort(p_values, kind="stable")
    result, worst, best = [0.0] * m, 0.0, 1.0
    for rank in range(m) if method in ("bonferroni", "holm") else reversed(range(m)):
        p = float(p_values[order[rank]])
        if method == "bonferroni":
            result[order[rank]] = min(1.0, p * m)
        elif method == "holm":
            worst = max(worst, p * (m - rank))
            result[order[rank]] = min(1.0, worst)
        else:
            factor = sum(1 / i for i in range(1, m + 1)) if method == "by" else 1.0
            best = min(best, p * m / (rank + 1) * factor)
            result[order[rank]] = best
    return result
