"""Plain loops: domination by counting, resamples one at a time, quantiles by hand where they are simple."""

import math

import numpy as np


def check(models):
    seen = set()
    for model in models:
        if model["name"] in seen:
            raise ValueError(f"{model['name']} is there twice")
        seen.add(model["name"])
        for key in ("quality", "latency_ms", "cost", "interpretability"):
            if not math.isfinite(model[key]):
                raise ValueError(f"{key} of {model['name']} is not finite")


def beats(one, other):
    better = worse = 0
    for key in ("quality", "interpretability"):
        better += one[key] > other[key]
        worse += one[key] < other[key]
    for key in ("latency_ms", "cost"):
        better += one[key] < other[key]
        worse += one[key] > other[key]
    return better > 0 and worse == 0


def pareto_front(models):
    check(models)
    names = []
    for model in models:
        for other in models:
            if beats(other, model):
                break
        else:
            names.append(model["name"])
    return names


def fronts(models):
    check(models)
    beaten_by = {model["name"]: 0 for model in models}
    for one in models:
        for other in models:
            beaten_by[other["name"]] += beats(one, other)
    rest, layers = list(models), []
    while rest:
        layer = [model for model in rest if beaten_by[model["name"]] == 0]
        rest = [model for model in rest if beaten_by[model["name"]] > 0]
        for gone in layer:
            for model in rest:
                beaten_by[model["name"]] -= beats(gone, model)
        layers.append([model["name"] for model in layer])
    return layers


def choose(models, *, limits=None, margin=0.0):
    check(models)
    if margin < 0 or math.isnan(margin):
        raise ValueError("margin")
    limits = limits or {}
    for key in limits:
        if key not in ("min_quality", "max_latency_ms", "max_cost", "min_interpretability"):
            raise ValueError(key)
    violations, able = {}, []
    for model in models:
        broken = []
        if "min_quality" in limits and model["quality"] < limits["min_quality"]:
            broken.append("min_quality")
        if "max_latency_ms" in limits and model["latency_ms"] > limits["max_latency_ms"]:
            broken.append("max_latency_ms")
        if "max_cost" in limits and model["cost"] > limits["max_cost"]:
            broken.append("max_cost")
        if "min_interpretability" in limits and model["interpretability"] < limits["min_interpretability"]:
            broken.append("min_interpretability")
        if broken:
            violations[model["name"]] = broken
        else:
            able.append(model)
    if not able:
        return {"chosen": None, "violations": violations}
    best = max(model["quality"] for model in able)
    chosen = None
    for model in able:
        if model["quality"] < best - margin:
            continue
        key = (model["cost"], model["latency_ms"], -model["interpretability"], -model["quality"], model["name"])
        if chosen is None or key < chosen:
            chosen = key
    return {"chosen": chosen[-1], "violations": violations}


def prepare(columns, rng, resamples, level, groups):
    n = len(columns[0])
    if n == 0 or any(len(column) != n for column in columns):
        raise ValueError("lengths")
    if resamples < 1 or level <= 0 or level >= 1:
        raise ValueError("options")
    if groups is None:
        groups = range(n)
    elif len(groups) != n:
        raise ValueError("groups")
    members = {}
    for item, group in enumerate(groups):
        members.setdefault(group, []).append(item)
    members = list(members.values())
    rows = rng.integers(0, len(members), size=(resamples, len(members)))
    return members, rows


def lead(first, second, members, rows):
    by_unit = [(sum(float(second[i]) - float(first[i]) for i in unit), len(unit)) for unit in members]
    differences = []
    for row in rows.tolist():
        total = size = 0
        for unit in row:
            total += by_unit[unit][0]
            size += by_unit[unit][1]
        differences.append(total / size)
    return differences


def paired_bootstrap(first, second, *, rng, resamples=1000, level=0.95, groups=None):
    members, rows = prepare([first, second], rng, resamples, level, groups)
    differences = lead(first, second, members, rows)
    at_most = sum(1 for d in differences if d <= 0)
    at_least = sum(1 for d in differences if d >= 0)
    p = 2 * (1 + min(at_most, at_least)) / (1 + resamples)
    return {
        "difference": (sum(map(float, second)) - sum(map(float, first))) / len(first),
        "low": np.quantile(differences, (1 - level) / 2),
        "high": np.quantile(differences, 1 - (1 - level) / 2),
        "p_value": p if p < 1 else 1.0,
    }


def contenders(scores, *, rng, resamples=1000, level=0.95, groups=None):
    if len(scores) == 0:
        raise ValueError("no models")
    members, rows = prepare(list(scores.values()), rng, resamples, level, groups)
    best = None
    for name in scores:
        if best is None or sum(map(float, scores[name])) > sum(map(float, scores[best])):
            best = name
    names = []
    for name in scores:
        if name == best:
            names.append(name)
            continue
        differences = lead(scores[name], scores[best], members, rows)
        if np.quantile(differences, (1 - level) / (len(scores) - 1) / 2) <= 1e-9:
            names.append(name)
    return names
