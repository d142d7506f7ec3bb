"""Part 2: a choice under limits, by the rule's own words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import choose

QUARTERS = st.integers(0, 4).map(lambda n: n / 4)
FEW = st.integers(1, 3)
MODELS = st.lists(st.tuples(QUARTERS, FEW, FEW, FEW), max_size=7).flatmap(
    lambda rows: st.permutations([f"model-{n}" for n in range(len(rows))]).map(
        lambda names: [
            {"name": name, "quality": q, "latency_ms": l, "cost": c, "interpretability": i}
            for name, (q, l, c, i) in zip(names, rows, strict=True)
        ]
    )
)
LIMITS = st.fixed_dictionaries(
    {},
    optional={"max_cost": FEW, "min_quality": QUARTERS, "min_interpretability": FEW, "max_latency_ms": FEW},
)
ORDER = ("min_quality", "max_latency_ms", "max_cost", "min_interpretability")


def broken_by(model, limits):
    """Return the limits that the model does not keep, in the brief's order."""
    broken = {
        "min_quality": model["quality"] < limits.get("min_quality", 0),
        "max_latency_ms": model["latency_ms"] > limits.get("max_latency_ms", 99),
        "max_cost": model["cost"] > limits.get("max_cost", 99),
        "min_interpretability": model["interpretability"] < limits.get("min_interpretability", 0),
    }
    return [limit for limit in ORDER if broken[limit]]


def preferred(one, other):
    """Tell whether `one` comes before `other`, by the first of the criteria in which they differ."""
    for key, sign in (("cost", 1), ("latency_ms", 1), ("interpretability", -1), ("quality", -1)):
        if one[key] != other[key]:
            return sign * one[key] < sign * other[key]
    return one["name"] < other["name"]


def oracle(models, limits, margin):
    violations = {model["name"]: broken for model in models if (broken := broken_by(model, limits))}
    able = [model for model in models if model["name"] not in violations]
    near = [model for model in able if all(model["quality"] >= other["quality"] - margin for other in able)]
    chosen = [a["name"] for a in near if all(a is b or preferred(a, b) for b in near)]
    return {"chosen": chosen[0] if chosen else None, "violations": violations}


def plain(answer):
    assert set(answer) == {"chosen", "violations"}
    return {"chosen": answer["chosen"], "violations": {name: list(broken) for name, broken in answer["violations"].items()}}


@given(MODELS, LIMITS, QUARTERS)
def test_the_rule(models, limits, margin):
    """Limits first, then the margin below the best that is left, then cost, latency, interpretability, quality and name."""
    assert plain(choose(models, limits=limits, margin=margin)) == oracle(models, limits, margin)


@given(MODELS)
def test_without_limits_and_margin(models):
    """Without limits no model breaks one, and without a margin the best quality is chosen."""
    assert plain(choose(models)) == oracle(models, {}, 0.0)


def model(name, quality, latency_ms, cost, interpretability):
    return {"name": name, "quality": quality, "latency_ms": latency_ms, "cost": cost, "interpretability": interpretability}


def test_limits_are_kept_at_the_limit():
    """A number exactly at a limit keeps it."""
    limits = {"min_quality": 0.5, "max_latency_ms": 200, "max_cost": 3.0, "min_interpretability": 2}
    assert plain(choose([model("a", 0.5, 200, 3.0, 2)], limits=limits)) == {"chosen": "a", "violations": {}}


def test_nothing_is_rounded():
    """The next float beyond a limit breaks it, and the next float below a cost is a lower one."""
    limits = {"min_quality": 0.5, "max_latency_ms": 200.0, "max_cost": 3.0, "min_interpretability": 2.0}
    beyond = [math.nextafter(limits[limit], side) for limit, side in zip(ORDER, (0, 999, 999, 0), strict=True)]
    assert plain(choose([model("a", *beyond)], limits=limits)) == {"chosen": None, "violations": {"a": list(ORDER)}}
    assert choose([model("dear", 0.5, 1, 3.0, 1), model("cheap", 0.5, 2, math.nextafter(3.0, 0), 1)])["chosen"] == "cheap"


def test_all_that_is_broken_is_told():
    """Every limit that a model breaks is told, in the order of the table, whatever the order of the limits."""
    limits = {"min_interpretability": 3, "max_cost": 1.0, "max_latency_ms": 100, "min_quality": 0.5}
    answer = plain(choose([model("a", 0.25, 101, 1.5, 2), model("b", 0.75, 99, 1.5, 4)], limits=limits, margin=1.0))
    all_four = ["min_quality", "max_latency_ms", "max_cost", "min_interpretability"]
    assert answer == {"chosen": None, "violations": {"a": all_four, "b": ["max_cost"]}}


def test_the_margin_starts_at_the_best_that_is_left():
    """A model that breaks a limit does not set the bar for the others."""
    some = [model("star", 1.0, 900, 9.0, 1), model("good", 0.75, 100, 3.0, 2), model("fair", 0.5, 100, 1.0, 2)]
    assert choose(some, limits={"max_latency_ms": 500}, margin=0.25)["chosen"] == "fair"
    assert choose(some, margin=0.25)["chosen"] == "good"
    assert choose(some, margin=0.125)["chosen"] == "star"
    assert choose(some, margin=float("inf"))["chosen"] == "fair"
    near = [model("first", 0.8, 100, 2.0, 1), model("second", 0.7, 100, 1.0, 1)]
    assert choose(near, margin=0.1)["chosen"] == "first"  # 0.8 - 0.1 is a little more than 0.7, and nothing is rounded


def test_what_ties_is_decided_by_the_next_number():
    """Cost, then latency, interpretability, quality and name: each decides where all before it are equal, by any step."""
    order = [
        model("g", 0.5, 30, 1.0, 1),
        model("f", 0.5, 10, 2.0, 1),
        model("e", 0.5, 20, 2.0, 3),
        model("d", 0.75, 20, 2.0, 2),
        model("b", 0.5, 20, 2.0, 2),
        model("c", 0.5, 20, 2.0, 2),
        model("a", 1.0, 20, 2.0, 1),
    ]
    for place, first in enumerate(order):
        assert choose(order[place:], margin=0.5)["chosen"] == first["name"]
        assert choose(order[:place:-1] + [first], margin=0.5)["chosen"] == first["name"]
    assert choose([model("a", 0.5, 20, 2.0, 2), model("B", 0.5, 20, 2.0, 2)])["chosen"] == "B"


def test_a_limit_of_zero_counts():
    """A limit of 0 is a limit."""
    some = [model("paid", 0.75, 10, 0.5, 1), model("free", 0.5, 10, 0.0, 1)]
    assert plain(choose(some, limits={"max_cost": 0})) == {"chosen": "free", "violations": {"paid": ["max_cost"]}}
    some = [model("worse than chance", -0.5, 10, 0.0, 1), model("chance", 0.0, 10, 2.0, 1)]
    assert plain(choose(some, limits={"min_quality": 0}, margin=1.0))["violations"] == {"worse than chance": ["min_quality"]}


def test_nothing_to_choose_from():
    """Of no models none is chosen."""
    assert plain(choose([], limits={"max_cost": 1.0})) == {"chosen": None, "violations": {}}


def test_wishes_that_make_no_sense():
    """An unknown limit, a margin that is negative or nan, a name twice, a number that is not finite: ValueError."""
    a, b = model("a", 0.5, 1, 1, 1), model("b", 0.5, 1, 1, 1)
    for more in ({"limits": {"max_price": 1.0}}, {"margin": -0.25}, {"margin": float("nan")}):
        for some in ([a, b], []):
            with pytest.raises(ValueError):
                choose(some, **more)
    for some in ([a, a], [a, {**b, "cost": float("nan")}], [a, {**b, "quality": float("inf")}]):
        with pytest.raises(ValueError):
            choose(some)


def test_wishes_that_make_no_sense_where_no_model_keeps_the_limits():
    """What makes no sense is a ValueError in a model that breaks a limit, too, and where all do."""
    a, b = model("a", 0.5, 1, 1, 1), model("b", 0.5, 1, 1, 1)
    limits = {"max_cost": 0.5, "min_quality": 0.25}
    for margin in (-0.25, float("nan")):
        with pytest.raises(ValueError):
            choose([a, b], limits=limits, margin=margin)
    for some in ([a, a], [a, {**b, "cost": float("nan")}], [a, {**b, "quality": float("-inf")}]):
        with pytest.raises(ValueError):
            choose(some, limits=limits)
