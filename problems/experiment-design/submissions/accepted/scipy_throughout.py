"""What scipy has is taken from there: normal tails, a root finder, the binomial, its own false discovery control."""

import numpy as np
from scipy import optimize, stats


def _need(condition):
    if not condition:
        raise ValueError("arguments make no sense")


def power(effect, n_control, n_treatment, *, sd_control, sd_treatment, alpha=0.05):
    _need(0 < alpha < 1 and n_control >= 1 and n_treatment >= 1)
    z = stats.norm.isf(alpha / 2)
    shift = effect / np.sqrt(sd_control**2 / n_control + sd_treatment**2 / n_treatment)
    return stats.norm.sf(z - shift) + stats.norm.sf(z + shift)


def sample_size(effect, *, sd_control, sd_treatment, target=0.8, alpha=0.05, ratio=1.0):
    _need(effect != 0 and ratio > 0 and 0 < target < 1 and target > alpha > 0)

    def enough(n):
        spreads = {"sd_control": sd_control, "sd_treatment": sd_treatment}
        return power(effect, n, int(np.ceil(ratio * n)), **spreads, alpha=alpha) >= target

    high = 1
    while not enough(high):
        high *= 2
    low = high // 2  # not enough, or 0
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high, int(np.ceil(ratio * high))


def detectable_effect(n_control, n_treatment, *, sd_control, sd_treatment, target=0.8, alpha=0.05):
    _need(0 < target < 1 and 0 < alpha < target and n_control >= 1 and n_treatment >= 1)
    error = np.sqrt(sd_control**2 / n_control + sd_treatment**2 / n_treatment)
    z = stats.norm.isf(alpha / 2)

    def missing(shift):
        return stats.norm.sf(z - shift) + stats.norm.sf(z + shift) - target

    return error * optimize.brentq(missing, 0.0, z + 40.0, xtol=1e-13)


def ratio_mismatch(counts, shares):
    counts, shares = np.asarray(counts, dtype=float), np.asarray(shares, dtype=float)
    _need(counts.shape == shares.shape and len(counts) >= 2)
    _need((counts >= 0).all() and (shares > 0).all() and counts.sum() > 0)
    return stats.chisquare(counts, counts.sum() * shares / shares.sum()).pvalue


def adjusted_difference(y_control, x_control, y_treatment, x_treatment):
    _need(len(y_control) == len(x_control) >= 2 and len(y_treatment) == len(x_treatment) >= 2)
    # from the first value on: what is constant is zeros then, and its variance 0
    pairs = ((x_control, y_control), (x_treatment, y_treatment))
    covariances = [np.cov(np.subtract(x, x[0]), np.subtract(y, y[0])) for x, y in pairs]
    freedom = np.array([len(y_control) - 1, len(y_treatment) - 1])
    xx, xy = (freedom @ [c[0, k] for c in covariances] for k in (0, 1))
    theta = xy / xx if xx > 0 else 0.0

    def squared_error(factor):
        spreads = [c[1, 1] - 2 * factor * c[0, 1] + factor**2 * c[0, 0] for c in covariances]
        return max(0.0, sum(spread / (n + 1) for spread, n in zip(spreads, freedom)))

    plain, adjusted = squared_error(0.0), squared_error(theta)
    return {
        "theta": theta,
        "estimate": (np.mean(y_treatment) - np.mean(y_control)) - theta * (np.mean(x_treatment) - np.mean(x_control)),
        "standard_error": np.sqrt(adjusted),
        "reduction": None if plain == 0 else 1 - adjusted / plain,
    }


def _check_looks(looks):
    _need(len(looks) > 0 and looks[0] > 0 and (np.diff(looks) > 0).all())


def sequential(p, looks, limits):
    _check_looks(looks)
    _need(0 <= p <= 1 and len(limits) == len(looks))
    going, before, stops, units = np.array([1.0]), 0, 0.0, 0.0
    for look, (low, high) in zip(looks, limits):
        step = look - before
        units += step * going.sum()
        going = np.convolve(going, stats.binom.pmf(np.arange(step + 1), step, p))
        before = look
        stopped = np.ones(look + 1, dtype=bool)
        stopped[max(low + 1, 0) : max(high, 0)] = False
        stops += going[stopped].sum()
        going[stopped] = 0
    return {"stops": stops, "mean_n": units}


def constant_limit(looks, alpha):
    _need(0 < alpha < 1)
    _check_looks(looks)
    values = np.unique(np.concatenate([np.abs(2 * np.arange(n + 1) - n) / np.sqrt(n) for n in looks]).round(12))

    def chance(z):
        limits = []
        for n in looks:
            far = np.flatnonzero(np.abs(2 * np.arange(n + 1) - n) / np.sqrt(n) >= z - 1e-9)
            high = far[2 * far >= n].min() if len(far) else n + 1
            limits.append((n - high, high))
        return sequential(0.5, looks, limits)["stops"]

    low, high = -1, len(values)
    while high - low > 1:
        middle = (low + high) // 2
        if chance(values[middle]) <= alpha:
            high = middle
        else:
            low = middle
    return None if high == len(values) else values[high]


def adjusted_p_values(p_values, method):
    p = np.asarray(p_values, dtype=float)
    _need(method in ("bonferroni", "holm", "bh", "by"))
    _need(((p >= 0) & (p <= 1)).all())
    if p.size == 0:
        return p
    if method == "bonferroni":
        return np.minimum(p * p.size, 1)
    if method == "holm":
        order = np.argsort(p)
        steps = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
        result = np.empty_like(p)
        result[order] = np.minimum(steps, 1)
        return result
    return stats.false_discovery_control(p, method=method)
