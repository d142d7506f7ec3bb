"""Everything as matrices: domination by broadcasting, resamples as counts of how often each unit came."""

import numpy as np

KEYS = ["quality", "interpretability", "latency_ms", "cost"]
LIMITS = [("min_quality", "quality", 1), ("max_latency_ms", "latency_ms", -1)]
LIMITS += [("max_cost", "cost", -1), ("min_interpretability", "interpretability", 1)]


def _table(models):
    names = [model["name"] for model in models]
    table = np.array([[model[key] for key in KEYS] for model in models], dtype=float).reshape(len(models), 4)
    if len(set(names)) != len(names) or not np.isfinite(table).all():
        raise ValueError("names are unique, numbers finite")
    return names, table * [1, 1, -1, -1]


def _beaten(table):
    """Return beaten[i, j]: model j dominates model i."""
    no_worse = (table[None, :, :] >= table[:, None, :]).all(axis=2)
    return no_worse & ~no_worse.T


def pareto_front(models):
    names, table = _table(models)
    return [name for name, hopeless in zip(names, _beaten(table).any(axis=1)) if not hopeless]


def fronts(models):
    names, table = _table(models)
    beaten, left, layers = _beaten(table), np.ones(len(names), dtype=bool), []
    while left.any():
        layer = left & ~(beaten & left[None, :]).any(axis=1)
        layers.append([names[i] for i in np.flatnonzero(layer)])
        left &= ~layer
    return layers


def choose(models, *, limits=None, margin=0.0):
    names, _ = _table(models)
    limits = dict(limits or {})
    if not set(limits) <= {limit for limit, _, _ in LIMITS} or not margin >= 0:
        raise ValueError("limits or margin")
    violations = {
        model["name"]: broken
        for model in models
        if (broken := [limit for limit, key, way in LIMITS if limit in limits and way * model[key] < way * limits[limit]])
    }
    able = [model for model in models if model["name"] not in violations]
    if able:
        best = max(model["quality"] for model in able)
        able = [model for model in able if model["quality"] >= best - margin]
        for key, better in (("cost", min), ("latency_ms", min), ("interpretability", max), ("quality", max), ("name", min)):
            wanted = better(model[key] for model in able)
            able = [model for model in able if model[key] == wanted]
    return {"chosen": able[0]["name"] if able else None, "violations": violations}


def _counts(n, rng, resamples, groups):
    """Return how often each item came in each resample."""
    if resamples < 1:
        raise ValueError("resamples")
    unit = np.arange(n)
    if groups is not None:
        if len(groups) != n:
            raise ValueError("groups")
        order = []
        for group in groups:
            if group not in order:
                order.append(group)
        unit = np.array([order.index(group) for group in groups])
    size = int(unit.max()) + 1
    draws = rng.integers(0, size, size=(resamples, size))
    counts = np.zeros((resamples, size))
    np.add.at(counts, (np.arange(resamples)[:, None], draws), 1)
    return counts[:, unit]


def _scores(*columns):
    arrays = [np.asarray(column, dtype=float) for column in columns]
    if any(array.shape != arrays[0].shape for array in arrays) or arrays[0].size == 0:
        raise ValueError("scores")
    return arrays


def _check(level):
    if level <= 0 or level >= 1:
        raise ValueError("level")


def paired_bootstrap(first, second, *, rng, resamples=1000, level=0.95, groups=None):
    _check(level)
    first, second = _scores(first, second)
    counts = _counts(len(first), rng, resamples, groups)
    differences = (counts @ second - counts @ first) / counts.sum(axis=1)
    tails = np.count_nonzero(differences <= 0), np.count_nonzero(differences >= 0)
    low, high = np.quantile(differences, [(1 - level) / 2, 1 - (1 - level) / 2])
    return {
        "difference": second.mean() - first.mean(),
        "low": low,
        "high": high,
        "p_value": min(1, 2 * (min(tails) + 1) / (resamples + 1)),
    }


def contenders(scores, *, rng, resamples=1000, level=0.95, groups=None):
    _check(level)
    if not scores:
        raise ValueError("no models")
    table = np.array(_scores(*scores.values()))
    best = int(np.argmax(table.sum(axis=1)))
    counts = _counts(table.shape[1], rng, resamples, groups)
    leads = counts @ (table[best] - table).T / counts.sum(axis=1)[:, None]
    share = (1 - level) / max(1, len(table) - 1) / 2
    lows = np.quantile(leads, share, axis=0)
    return [name for i, (name, low) in enumerate(zip(scores, lows)) if i == best or low <= 1e-9]
