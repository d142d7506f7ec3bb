"""Part 4: who cannot be told from the best."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from solution import contenders

QUARTERS = st.integers(0, 4).map(lambda n: n / 4)
TABLE = st.integers(1, 6).flatmap(
    lambda size: st.lists(st.lists(QUARTERS, min_size=size, max_size=size), min_size=1, max_size=4)
)


def lower_end(values, units, draws, level):
    """Return the lower end of the interval for the mean of what the drawn units bring, and its distance from 0.

    Between means that are 0 it is 0 for everybody, which counts as infinitely far; elsewhere rounding may decide about a 0.
    """
    sums, sizes = np.array([[sum(values[i] for i in unit), len(unit)] for unit in units]).T
    means = sorted((sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)).tolist())
    place = (1 - level) / 2 * (len(means) - 1)
    below = math.floor(place)
    ends = means[below], means[min(below + 1, len(means) - 1)]
    low = ends[0] + (place - below) * (ends[1] - ends[0])
    return low, abs(low) if any(ends) else math.inf


def oracle(scores, seed, resamples, level, groups=None):
    """Return the contenders and how near to zero the nearest decision was."""
    count = len(next(iter(scores.values())))
    labels = list(range(count)) if groups is None else list(groups)
    units = [[i for i in range(count) if labels[i] == label] for label in dict.fromkeys(labels)]
    draws = np.random.default_rng(seed).integers(0, len(units), size=(resamples, len(units)))
    best = max(scores, key=lambda name: sum(scores[name]))
    strict = 1 - (1 - level) / max(1, len(scores) - 1)
    left, nearest = [], math.inf
    for name, values in scores.items():
        lead = [b - a for a, b in zip(values, scores[best], strict=True)]
        low, distance = lower_end(lead, units, draws, strict)
        nearest = min(nearest, distance)
        if low <= 0:
            left.append(name)
    return left, nearest


def check(scores, seed, resamples, level, groups=None):
    expected, nearest = oracle(scores, seed, resamples, level, groups)
    assume(nearest > 1e-6)
    answer = contenders(scores, rng=np.random.default_rng(seed), resamples=resamples, level=level, groups=groups)
    assert list(answer) == expected


@given(TABLE, st.integers(0, 99), st.sampled_from([0.5, 0.8, 0.95]))
def test_any_table(rows, seed, level):
    """A model is left if the interval of the best's lead, at the divided level, reaches down to zero."""
    check({f"m{(5 * i) % 7}": row for i, row in enumerate(rows)}, seed, 40, level)


@given(st.lists(st.tuples(QUARTERS, QUARTERS, QUARTERS, st.sampled_from("pqr")), min_size=2, max_size=9), st.integers(0, 99))
def test_by_groups(items, seed):
    """With groups the resamples are of groups here, too."""
    a, b, c, groups = (list(column) for column in zip(*items, strict=True))
    check({"z": a, "y": b, "x": c}, seed, 40, 0.8, groups)


def table(*rates):
    """Return scores of 0 and 1 on 64 items: model i is right on the first so many."""
    return {f"m{i}": [float(item < rate) for item in range(64)] for i, rate in enumerate(rates)}


def test_a_model_alone():
    """A model alone is the best, and left."""
    assert list(contenders({"only": [0.5, 0.25]}, rng=np.random.default_rng(1))) == ["only"]


def test_equal_models_are_all_left():
    """Models with equal scores cannot be told apart, and names come in the order given."""
    assert list(contenders(table(40, 40, 2, 40), rng=np.random.default_rng(2), resamples=200)) == ["m0", "m1", "m3"]


@pytest.mark.parametrize(
    ("order", "left"),
    [
        (("even", "uneven", "low"), ["even", "uneven"]),
        (("uneven", "even", "low"), ["uneven", "even", "low"]),
        (("low", "uneven", "even"), ["low", "uneven", "even"]),
    ],
)
def test_the_first_of_several_best(order, left):
    """Of several models with the highest mean the first in the dictionary is the one that the others are compared with."""
    scores = {"even": [0.5] * 16, "uneven": [1.0, 0.0] * 8, "low": [0.375] * 16}
    given_in_order = {name: scores[name] for name in order}
    expected, nearest = oracle(given_in_order, 5, 200, 0.9)
    assert expected == left
    assert nearest > 1e-6
    assert list(contenders(given_in_order, rng=np.random.default_rng(5), resamples=200, level=0.9)) == left


def test_the_best_is_the_best_over_items():
    """With groups, too, the best has the highest mean of items: a group with many of them counts for as many."""
    scores = {"low": [0.625] * 6 + [0.125] * 2, "many": [0.75] * 6 + [0.25] * 2, "few": [0.5] * 6 + [0.875] * 2}
    groups = ["p"] * 6 + ["q", "r"]
    expected, nearest = oracle(scores, 5, 200, 0.5, groups)
    assert expected == ["many", "few"]
    assert nearest > 1e-6
    answer = contenders(scores, rng=np.random.default_rng(5), resamples=200, level=0.5, groups=groups)
    assert list(answer) == expected


def test_an_equal_mean_is_no_exception():
    """A model with the same mean as the best is compared like any other: at a low level it may have to go."""
    scores = {
        "a": [0.0, 0.125, 0.125, 0.625, 0.25, 0.5, 0.5, 0.375],
        "b": [0.375, 0.5, 0.125, 0.625, 0.125, 0.5, 0.25, 0.0],
    }
    expected, nearest = oracle(scores, 1, 200, 0.02)
    assert sum(scores["a"]) == sum(scores["b"])
    assert expected == ["a"]
    assert nearest > 1e-6
    assert list(contenders(scores, rng=np.random.default_rng(1), resamples=200, level=0.02)) == expected


def test_the_level_is_divided_among_the_comparisons():
    """A lead that does for two models, with one comparison, does not do among many: chance has more occasions."""
    two = table(40, 36)
    many = table(40, 36, *range(1, 20))
    expected_two, near_two = oracle(two, 3, 1000, 0.95)
    expected_many, near_many = oracle(many, 3, 1000, 0.95)
    assert (expected_two, expected_many) == (["m0"], ["m0", "m1"])
    assert min(near_two, near_many) > 1e-6
    assert list(contenders(two, rng=np.random.default_rng(3))) == ["m0"]
    assert list(contenders(many, rng=np.random.default_rng(3))) == ["m0", "m1"]


@pytest.mark.parametrize(("more", "resamples"), [({}, 1000), ({"resamples": 70}, 70)])
def test_one_draw_for_all(inout, more, resamples):
    """One draw serves all comparisons, of 1,000 resamples unless something else is said, and nothing else is drawn."""
    rng, other = np.random.default_rng(4), np.random.default_rng(4)
    other.integers(0, 64, size=(resamples, 64))
    contenders(table(40, 30, 20), rng=inout(rng), **more)
    assert rng.integers(0, 10**6, size=5).tolist() == other.integers(0, 10**6, size=5).tolist()


@pytest.mark.parametrize("kind", [bool, np.uint8])
def test_scores_that_are_no_floats(kind):
    """Right or wrong as a bool, or as a small integer, is a score like others."""
    right = np.random.default_rng(3).random((4, 40)) < [[0.9], [0.85], [0.8], [0.3]]
    expected, nearest = oracle(dict(zip("dcba", right.astype(float).tolist(), strict=True)), 6, 200, 0.9)
    assert expected == ["d", "c", "b"]
    assert nearest > 1e-6
    scores = dict(zip("dcba", right.astype(kind), strict=True))
    assert list(contenders(scores, rng=np.random.default_rng(6), resamples=200, level=0.9)) == expected


@pytest.mark.parametrize(
    ("scores", "more"),
    [
        ({}, {}),
        ({"a": [], "b": []}, {}),
        ({"a": []}, {}),
        ({"a": [0.5], "b": [0.5, 0.25]}, {}),
        ({"a": [0.5], "b": [0.25]}, {"resamples": 0}),
        ({"a": [0.5], "b": [0.25]}, {"level": 1.0}),
        ({"a": [0.5], "b": [0.25]}, {"level": 0.0}),
        ({"a": [0.5], "b": [0.25], "c": [0.125]}, {"level": 0.0}),
        ({"a": [0.5], "b": [0.25], "c": [0.125]}, {"level": -0.5}),
        ({"a": [0.5], "b": [0.25], "c": [0.125]}, {"level": 1.0}),
        ({"a": [0.5], "b": [0.25]}, {"groups": ["x", "y"]}),
        ({"a": [0.5]}, {"groups": ["x", "y"]}),
        ({"a": [0.5]}, {"level": 1.0}),
        ({"a": [0.5]}, {"resamples": 0}),
        ({"a": [0.5]}, {"groups": []}),
        ({"a": [0.5], "b": [0.25]}, {"groups": []}),
    ],
)
def test_tables_that_make_no_sense(scores, more):
    """No models, no items, unequal lengths, no resample, a level outside (0, 1), for one model and for three too: ValueError."""
    with pytest.raises(ValueError):
        contenders(scores, rng=np.random.default_rng(0), **more)
