"""Fronts by a sweep in sorted order, choices by one sort, the bootstrap by sums of groups."""

from dataclasses import dataclass
from math import isfinite

import numpy as np


@dataclass(order=True, frozen=True)
class Rank:
    """A model as numbers that are the lower the better; sorted, no model comes after one that it dominates."""

    quality: float
    latency: float
    cost: float
    interpretability: float

    def as_good_as(self, other):
        return (
            self.quality <= other.quality
            and self.latency <= other.latency
            and self.cost <= other.cost
            and self.interpretability <= other.interpretability
        )


def ranks(models):
    found = {}
    for model in models:
        numbers = (-model["quality"], model["latency_ms"], model["cost"], -model["interpretability"])
        if model["name"] in found or not all(isfinite(number) for number in numbers):
            raise ValueError(model["name"])
        found[model["name"]] = Rank(*numbers)
    return found


def fronts(models):
    found = ranks(models)
    layers = []  # of ranks; each model goes to the first layer that has none that dominates it
    layer_of = {}
    for name in sorted(found, key=found.get):
        rank = found[name]
        place = 0
        while place < len(layers) and any(other != rank and other.as_good_as(rank) for other in layers[place]):
            place += 1
        if place == len(layers):
            layers.append([])
        layers[place].append(rank)
        layer_of[name] = place
    return [[name for name in found if layer_of[name] == place] for place in range(len(layers))]


def pareto_front(models):
    layers = fronts(models)
    return layers[0] if layers else []


def choose(models, *, limits=None, margin=0.0):
    found = ranks(models)
    if not margin >= 0:
        raise ValueError("margin")
    wanted = dict(limits) if limits is not None else {}
    breaks = {
        "min_quality": lambda rank, bound: -rank.quality < bound,
        "max_latency_ms": lambda rank, bound: rank.latency > bound,
        "max_cost": lambda rank, bound: rank.cost > bound,
        "min_interpretability": lambda rank, bound: -rank.interpretability < bound,
    }
    for limit in wanted:
        if limit not in breaks:
            raise ValueError(limit)
    violations = {}
    for name, rank in found.items():
        for limit, breaking in breaks.items():
            if limit in wanted and breaking(rank, wanted[limit]):
                violations.setdefault(name, []).append(limit)
    left = {name: rank for name, rank in found.items() if name not in violations}
    if not left:
        return {"chosen": None, "violations": violations}
    bar = max(-rank.quality for rank in left.values()) - margin
    good = sorted(
        (rank.cost, rank.latency, rank.interpretability, rank.quality, name)
        for name, rank in left.items()
        if -rank.quality >= bar
    )
    return dict(chosen=good[0][-1], violations=violations)


class Resamples:
    def __init__(self, count, rng, resamples, groups):
        if count < 1 or resamples < 1:
            raise ValueError("nothing to draw")
        if groups is None:
            groups = list(range(count))
        if len(groups) != count:
            raise ValueError("groups")
        numbers = {}
        self.unit = np.array([numbers.setdefault(group, len(numbers)) for group in groups])
        self.draws = rng.integers(0, len(numbers), size=(resamples, len(numbers)))
        self.sizes = np.bincount(self.unit)

    def of(self, values):
        sums = np.bincount(self.unit, weights=values)
        return np.take(sums, self.draws).sum(axis=1) / np.take(self.sizes, self.draws).sum(axis=1)


def difference(first, second):
    if len(first) != len(second):
        raise ValueError("lengths")
    return np.subtract(second, first, dtype=float)


def paired_bootstrap(first, second, *, rng, resamples=1000, level=0.95, groups=None):
    if not 0 < level < 1:
        raise ValueError("level")
    ahead = difference(first, second)
    found = np.sort(Resamples(len(ahead), rng, resamples, groups).of(ahead))
    zeros_from, zeros_to = np.searchsorted(found, 0, "left"), np.searchsorted(found, 0, "right")
    fewer = min(zeros_to, len(found) - zeros_from)
    tail = (1 - level) / 2
    return {
        "p_value": min(1.0, (2 + 2 * fewer) / (resamples + 1)),
        "low": np.quantile(found, tail),
        "high": np.quantile(found, 1 - tail),
        "difference": np.mean(ahead),
    }


def contenders(scores, *, rng, resamples=1000, level=0.95, groups=None):
    if not 0 < level < 1 or not scores:
        raise ValueError("level or scores")
    totals = {name: float(np.sum(values)) for name, values in scores.items()}
    best = next(name for name, total in totals.items() if total == max(totals.values()))
    drawn = Resamples(len(scores[best]), rng, resamples, groups)
    left = []
    for name, values in scores.items():
        lead = difference(values, scores[best])
        alpha = (1 - level) / max(len(scores) - 1, 1)
        if name == best or not np.quantile(drawn.of(lead), alpha / 2) > 1e-9:
            left.append(name)
    return left
