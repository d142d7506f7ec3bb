"""difference: subtracts and averages float32 as they come."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Model = Mapping[str, Any]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

HIGHER_IS_BETTER = {"quality": True, "latency_ms": False, "cost": False, "interpretability": True}

LIMITS = {
    "min_quality": "quality",
    "max_latency_ms": "latency_ms",
    "max_cost": "cost",
    "min_interpretability": "interpretability",
}


def pareto_front(models: Sequence[Model]) -> list[str]:
    """Return the names of the models that no other dominates, in the order given."""
    goods = _goods(models)
    return [name for name, good in goods.items() if not any(_dominates(other, good) for other in goods.values())]


def fronts(models: Sequence[Model]) -> list[list[str]]:
    """Return the front, the front of the others, and so on until no model is left."""
    left = list(models)
    layers = []
    while left:
        layers.append(pareto_front(left))
        left = [model for model in left if model["name"] not in layers[-1]]
    return layers


def choose(models: Sequence[Model], *, limits: Mapping[str, float] | None = None, margin: float = 0.0) -> dict[str, Any]:
    """Return the cheapest of the models that keep the limits and are within the margin of the best of those.

    What ties in cost is decided by latency, interpretability, quality and name, so that two runs choose the same.
    """
    goods = _goods(models)
    wanted = {} if limits is None else limits
    if unknown := wanted.keys() - LIMITS:
        raise ValueError(f"no limits: {sorted(unknown)}")
    if not margin >= 0:
        raise ValueError("the margin is not negative")
    order = [limit for limit in LIMITS if limit in wanted]
    broken = {model["name"]: [limit for limit in order if not _keeps(model, limit, wanted[limit])] for model in models}
    violations = {name: limits for name, limits in broken.items() if limits}
    able = {name: good for name, good in goods.items() if name not in violations}
    best = max((quality for quality, *_ in able.values()), default=math.inf)
    near = [name for name, (quality, *_) in able.items() if quality >= best - margin]
    ranked = sorted(near, key=lambda name: (-able[name][2], -able[name][1], -able[name][3], -able[name][0], name))
    return {"chosen": ranked[0] if ranked else None, "violations": violations}


def paired_bootstrap(
    first: Sequence[float],
    second: Sequence[float],
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    level: float = 0.95,
    groups: Sequence[Hashable] | None = None,
) -> dict[str, float]:
    """Return how far the second model is ahead of the first on the same items, with an interval and a p-value."""
    ahead = _differences(first, second)
    means = _resampled(ahead, _draws(len(ahead), rng, resamples, groups), groups)
    low, high = _interval(means, level)
    fewer = min(int((means <= 0).sum()), int((means >= 0).sum()))
    p_value = min(1.0, 2 * (1 + fewer) / (1 + resamples))
    lead = np.subtract(second, first) if _single(first, second) else ahead
    return {"difference": float(lead.mean()), "low": low, "high": high, "p_value": p_value}


def contenders(
    scores: Mapping[str, Sequence[float]],
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    level: float = 0.95,
    groups: Sequence[Hashable] | None = None,
) -> list[str]:
    """Return the best model and those that cannot be told from it, in the order given.

    All comparisons share the resamples, and the error is divided among them.
    """
    if not scores:
        raise ValueError("no models")
    _check_level(level)
    names = list(scores)
    best = max(names, key=lambda name: float(np.mean(scores[name])))
    leads = {name: _differences(scores[name], scores[best]) for name in names if name != best}
    draws = _draws(len(scores[best]), rng, resamples, groups)
    strict = 1 - (1 - level) / max(len(leads), 1)
    beaten = {name for name, lead in leads.items() if _interval(_resampled(lead, draws, groups), strict)[0] > 0}
    return [name for name in names if name not in beaten]


def _single(*columns: Sequence[float]) -> bool:
    return all(getattr(column, "dtype", None) == np.float32 for column in columns)


def _goods(models: Sequence[Model]) -> dict[str, tuple[float, ...]]:
    """Return each model's numbers, all the higher the better, by its name."""
    goods: dict[str, tuple[float, ...]] = {}
    for model in models:
        if model["name"] in goods:
            raise ValueError(f"{model['name']!r} is there twice")
        goods[model["name"]] = tuple(_good(key, float(model[key])) for key in HIGHER_IS_BETTER)
    if not all(math.isfinite(number) for good in goods.values() for number in good):
        raise ValueError("a number is not finite")
    return goods


def _dominates(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other))


def _keeps(model: Model, limit: str, bound: float) -> bool:
    key = LIMITS[limit]
    return _good(key, float(model[key])) >= _good(key, float(bound))


def _good(key: str, number: float) -> float:
    """Return the number, turned so that higher is better."""
    return number if HIGHER_IS_BETTER[key] else -number


def _differences(first: Sequence[float], second: Sequence[float]) -> FloatArray:
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != other.shape or not one.size:
        raise ValueError("both models need a score for each item, and one item at least")
    return other - one


def _draws(count: int, rng: np.random.Generator, resamples: int, groups: Sequence[Hashable] | None) -> IntArray:
    """Return which units, items or groups, each resample holds; shape (resamples, units)."""
    if resamples < 1 or count < 1:
        raise ValueError("one resample and one item at least")
    if groups is not None and len(groups) != count:
        raise ValueError("each item needs a group")
    units = count if groups is None else len(set(groups))
    return rng.integers(0, units, size=(resamples, units))


def _resampled(values: FloatArray, draws: IntArray, groups: Sequence[Hashable] | None) -> FloatArray:
    """Return the mean over the items of each resample; a group brings all of its items."""
    if groups is None:
        return values[draws].mean(axis=1)
    places = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    unit = [places[group] for group in groups]
    sums, sizes = np.bincount(unit, values), np.bincount(unit)
    return sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1")


def _interval(means: FloatArray, level: float) -> tuple[float, float]:
    _check_level(level)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
