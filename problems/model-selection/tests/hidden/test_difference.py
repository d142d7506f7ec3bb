"""Part 3: is the difference real? The resamples are those that the brief prescribes, taken one by one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import paired_bootstrap

EIGHTHS = st.integers(-8, 8).map(lambda n: n / 8)
ITEMS = st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=1, max_size=8)
KEYS = {"difference", "low", "high", "p_value"}


def quantile(values, share):
    """Return the quantile by straight lines between the sorted values, the first being 0 and the last 1."""
    values = sorted(values)
    place = share * (len(values) - 1)
    below = min(math.floor(place), len(values) - 1)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def oracle(first, second, seed, resamples, level, groups=None):
    groups = range(len(first)) if groups is None else groups
    units = {}
    for a, b, group in zip(first, second, groups, strict=True):
        units.setdefault(group, []).append(b - a)
    units = list(units.values())
    means = []
    for row in np.random.default_rng(seed).integers(0, len(units), size=(resamples, len(units))):
        items = [value for unit in row for value in units[unit]]
        means.append(sum(items) / len(items))
    fewer = min(sum(mean <= 0 for mean in means), sum(mean >= 0 for mean in means))
    return {
        "difference": sum(second) / len(second) - sum(first) / len(first),
        "low": quantile(means, (1 - level) / 2),
        "high": quantile(means, 1 - (1 - level) / 2),
        "p_value": min(1.0, 2 * (1 + fewer) / (1 + resamples)),
    }


def check(first, second, seed, resamples, level, groups=None):
    rng = np.random.default_rng(seed)
    answer = dict(paired_bootstrap(first, second, rng=rng, resamples=resamples, level=level, groups=groups))
    assert set(answer) == KEYS
    expected = oracle(list(first), list(second), seed, resamples, level, groups)
    assert {key: float(value) for key, value in answer.items()} == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(ITEMS, st.integers(0, 99), st.sampled_from([1, 2, 19, 60]), st.sampled_from([0.5, 0.8, 0.95]))
def test_items(items, seed, resamples, level):
    """Difference, interval and p-value are those of the prescribed resamples of items."""
    check([a for a, _ in items], [b for _, b in items], seed, resamples, level)


@given(st.lists(st.tuples(EIGHTHS, EIGHTHS, st.sampled_from("xyz")), min_size=1, max_size=8), st.integers(0, 99))
def test_groups(items, seed):
    """With groups, whole groups are drawn, and the mean is over all the items that came."""
    first, second, groups = (list(column) for column in zip(*items, strict=True))
    check(first, second, seed, 40, 0.8, groups)


def test_items_are_paired():
    """A small lead on every item is certain, however far the items lie apart."""
    first = np.array([0.0, 100.0, -50.0, 3.0, 77.0, 12.0])
    answer = paired_bootstrap(first, first + 0.125, rng=np.random.default_rng(1))
    assert answer["difference"] == pytest.approx(0.125)
    assert (answer["low"], answer["high"]) == pytest.approx((0.125, 0.125))
    assert answer["p_value"] == pytest.approx(2 / 1001)


def test_the_second_minus_the_first():
    """A second model that is worse has a negative difference."""
    answer = paired_bootstrap([1.0, 0.5, 1.0], [0.5, 0.25, 0.5], rng=np.random.default_rng(2), resamples=50)
    assert answer["difference"] == pytest.approx(-1.25 / 3)
    assert answer["low"] <= answer["high"] < 0
    assert answer["p_value"] == pytest.approx(2 / 51)


def test_no_difference_at_all():
    """Equal scores have a p-value of 1, not of 2."""
    answer = paired_bootstrap([0.5, 0.25], [0.5, 0.25], rng=np.random.default_rng(3), resamples=10)
    assert dict(answer) == pytest.approx({"difference": 0.0, "low": 0.0, "high": 0.0, "p_value": 1.0})


def test_a_thousand_resamples_at_95_percent():
    """Unless something else is said there are 1,000 resamples and a level of 0.95."""
    generator = np.random.default_rng(4)
    first, second = generator.integers(-8, 9, size=(2, 40)) / 8
    answer = dict(paired_bootstrap(first, second, rng=np.random.default_rng(5)))
    assert answer == pytest.approx(oracle(list(first), list(second), 5, 1000, 0.95), rel=1e-9, abs=1e-9)


def test_large_groups_widen_the_interval():
    """If items of a group are alike the interval by groups is wider, and its order is that of first appearance."""
    groups = ["b"] * 5 + ["a"] * 3 + ["c"] * 4 + ["d"] * 8
    second = np.array([0.5] * 5 + [-0.25] * 3 + [1.0] * 4 + [-0.125] * 8)
    first = np.zeros(20)
    check(first, second, 6, 200, 0.9, groups)
    check(first, second, 6, 200, 0.9, [("user", name) for name in groups])
    check(first, second, 7, 200, 0.9, np.array([4] * 5 + [1] * 3 + [9] * 4 + [0] * 8))


@pytest.mark.parametrize(
    ("first", "second", "more"),
    [
        ([], [], {}),
        ([0.5], [0.5, 0.25], {}),
        ([0.5, 0.25], [0.5], {}),
        ([0.5], [0.25], {"resamples": 0}),
        ([0.5], [0.25], {"level": 0.0}),
        ([0.5], [0.25], {"level": 1.0}),
        ([0.5], [0.25], {"groups": ["a", "b"]}),
        ([0.5, 0.5], [0.25, 0.5], {"groups": ["a"]}),
    ],
)
def test_comparisons_that_make_no_sense(first, second, more):
    """No items, unequal lengths, no resample, a level outside (0, 1): ValueError."""
    with pytest.raises(ValueError):
        paired_bootstrap(first, second, rng=np.random.default_rng(0), **more)
