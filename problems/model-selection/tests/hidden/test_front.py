"""Part 1: who is not dominated, by comparing every model with every other."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import fronts, pareto_front

FEW = st.integers(0, 2)
ROWS = st.lists(st.tuples(FEW, FEW, FEW, FEW), max_size=8)


def models(rows):
    """Name the rows (quality, latency_ms, cost, interpretability) in an order that is not that of the alphabet."""
    keys = ("quality", "latency_ms", "cost", "interpretability")
    return [{"name": f"m{(7 * i) % 11}-{i}", **dict(zip(keys, row, strict=True))} for i, row in enumerate(rows)]


def dominates(a, b):
    """Tell whether a is at least as good in everything, and better in something."""
    pairs = [(a["quality"], b["quality"]), (b["latency_ms"], a["latency_ms"]), (b["cost"], a["cost"])]
    pairs.append((a["interpretability"], b["interpretability"]))
    return all(x >= y for x, y in pairs) and any(x > y for x, y in pairs)


def front_of(some):
    return [b["name"] for b in some if not any(dominates(a, b) for a in some)]


@given(ROWS)
def test_front(rows):
    """The front has every model that no other dominates, in the order given; equal ones are all in it, or none."""
    some = models(rows)
    assert list(pareto_front(some)) == front_of(some)


@given(ROWS)
def test_layers(rows):
    """Each layer is the front of what the layers before it left."""
    left, layers = models(rows), []
    while left:
        layers.append(front_of(left))
        left = [model for model in left if model["name"] not in layers[-1]]
    assert [list(layer) for layer in fronts(models(rows))] == layers


def test_each_number_has_its_direction():
    """Quality and interpretability are better higher, latency and cost lower: one step in each is enough to be dominated."""
    middle = (0.5, 100.0, 2.0, 3)
    for row in ((0.25, 100.0, 2.0, 3), (0.5, 101.0, 2.0, 3), (0.5, 100.0, 2.5, 3), (0.5, 100.0, 2.0, 2)):
        some = models([row, middle])
        assert list(pareto_front(some)) == [some[1]["name"]]
        assert [list(layer) for layer in fronts(some)] == [[some[1]["name"]], [some[0]["name"]]]


def test_nothing_is_rounded():
    """A number that is worse by the smallest step a float can take is worse."""
    middle = (0.5, 100.0, 2.0, 3.0)
    for place, worse in enumerate((0.0, 200.0, 3.0, 2.0)):
        row = [*middle[:place], math.nextafter(middle[place], worse), *middle[place + 1 :]]
        some = models([row, middle])
        assert list(pareto_front(some)) == [some[1]["name"]]
        assert [list(layer) for layer in fronts(some)] == [[some[1]["name"]], [some[0]["name"]]]


def test_equal_models_stay_together():
    """Models with the same numbers do not dominate each other."""
    some = models([(1, 5, 5, 1), (1, 5, 5, 1), (0, 9, 9, 0), (0, 9, 9, 0)])
    names = [model["name"] for model in some]
    assert list(pareto_front(some)) == names[:2]
    assert [list(layer) for layer in fronts(some)] == [names[:2], names[2:]]


def test_no_models():
    """Of no models there is no front and no layer."""
    assert list(pareto_front([])) == []
    assert list(fronts([])) == []


def test_many_models():
    """Three hundred models are layered within the time of a test, and each layer is dominated by the one before."""
    generator = random.Random(12)
    some = models([[generator.randrange(12) for _ in range(4)] for _ in range(300)])
    by_name = {model["name"]: model for model in some}
    layers = [list(layer) for layer in fronts(some)]
    assert sorted(name for layer in layers for name in layer) == sorted(by_name)
    assert layers[0] == front_of(some)
    for upper, lower in zip(layers, layers[1:], strict=False):
        assert all(any(dominates(by_name[a], by_name[b]) for a in upper) for b in lower)
        assert not any(dominates(by_name[a], by_name[b]) for a in lower for b in lower)


def test_models_that_make_no_sense():
    """A name that is there twice, and a number that is not finite, raise ValueError."""
    twice = models([(1, 1, 1, 1), (2, 2, 2, 2)])
    twice[1]["name"] = twice[0]["name"]
    cases = [twice]
    for key in ("quality", "latency_ms", "cost", "interpretability"):
        for number in (float("nan"), float("inf"), float("-inf")):
            cases.append([*models([(1, 1, 1, 1)]), {**models([(0, 0, 0, 0)])[0], "name": "odd", key: number}])
    for some in cases:
        for function in (pareto_front, fronts):
            with pytest.raises(ValueError):
                function(some)
