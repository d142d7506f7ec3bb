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
    expected = oracle([float(a) for a in first], [float(b) for b in second], seed, resamples, level, groups)
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


def test_a_thousand_resamples_at_95_percent(inout):
    """Unless something else is said there are 1,000 resamples and a level of 0.95; nothing else is drawn."""
    generator = np.random.default_rng(4)
    first, second = generator.integers(-8, 9, size=(2, 40)) / 8
    rng, other = np.random.default_rng(5), np.random.default_rng(5)
    answer = dict(paired_bootstrap(first, second, rng=inout(rng)))
    assert answer == pytest.approx(oracle(list(first), list(second), 5, 1000, 0.95), rel=1e-9, abs=1e-9)
    other.integers(0, 40, size=(1000, 40))
    assert rng.integers(0, 10**6, size=5).tolist() == other.integers(0, 10**6, size=5).tolist()


def test_large_groups_widen_the_interval():
    """If items of a group are alike the interval by groups is wider, and its order is that of first appearance."""
    groups = ["b"] * 5 + ["a"] * 3 + ["c"] * 4 + ["d"] * 8
    second = np.array([0.5] * 5 + [-0.25] * 3 + [1.0] * 4 + [-0.125] * 8)
    first = np.zeros(20)
    check(first, second, 6, 200, 0.9, groups)
    check(first, second, 6, 200, 0.9, [("user", name) for name in groups])
    check(first, second, 7, 200, 0.9, np.array([4] * 5 + [1] * 3 + [9] * 4 + [0] * 8))


@pytest.mark.parametrize("kind", [bool, np.uint8])
def test_scores_that_are_no_floats(kind):
    """Right or wrong as a bool, or as a small integer, is a score like others."""
    first, second = np.random.default_rng(8).integers(0, 2, size=(2, 15)).astype(kind)
    check(first, second, 9, 60, 0.8)
    check(first.tolist(), second.tolist(), 9, 60, 0.8, ["x", "y", "z"] * 5)


def test_scores_in_float32():
    """Scores in float32 are scores like others, and the results are as near as with float64."""
    first, second = (np.random.default_rng(14).integers(0, 9, size=(2, 15)) / 8).astype(np.float32)
    check(first, second, 9, 60, 0.8)
    check(first, second, 9, 60, 0.8, ["x", "y", "z"] * 5)


def test_labels_are_told_apart_as_they_are():
    """Groups are what Python takes for equal labels: 1 and "1" are two, and so are None and "None"."""
    first, second = [0.0] * 6, [0.5, -0.25, 1.0, 0.125, -0.75, 0.25]
    check(first, second, 10, 60, 0.8, [1, "1", None, "None", "1", 1])


def test_numbers_and_texts_among_the_labels():
    """Labels may be numbers and texts in one list, and 1 and "1" are two groups there, too."""
    first, second = [0.0] * 6, [1.0, 0.5, -0.75, 0.25, 0.125, -0.25]
    check(first, second, 3, 60, 0.8, [1, "1", 2, "2", "1", 1])
    check(first, second, 4, 60, 0.8, ["0.5", 0.5, "x", 0.5, "x", 7])


def test_numbers_below_zero_among_the_labels():
    """Labels may be any whole numbers, -1 and -2 among them: Python gives the two one hash, but they are two groups."""
    first, second = [0.0] * 6, [1.0, 0.5, -0.75, 0.25, 0.125, -0.25]
    check(first, second, 3, 60, 0.8, [-1, -2, 3, -1, -2, 0])
    check(first, second, 4, 60, 0.8, np.array([-2, -1, -2, -1, 3, -2]))


def test_the_largest_comparison():
    """Two thousand resamples of a thousand items, alone or in five hundred groups, fit into time and memory."""
    first, second = np.random.default_rng(11).integers(-8, 9, size=(2, 1000)) / 8
    for units, groups in ((1000, None), (500, [item % 500 for item in range(1000)])):
        ahead = (second - first).reshape(-1, units).mean(axis=0)
        means = ahead[np.random.default_rng(12).integers(0, units, size=(2000, units))].mean(axis=1)
        answer = paired_bootstrap(first, second, rng=np.random.default_rng(12), resamples=2000, groups=groups)
        ends = np.quantile(means, [0.025, 0.975]).tolist()
        assert [answer["low"], answer["high"]] == pytest.approx(ends, rel=1e-9, abs=1e-9)


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
        ([0.5], [0.25], {"groups": []}),
    ],
)
def test_comparisons_that_make_no_sense(first, second, more):
    """No items, unequal lengths, no resample, a level outside (0, 1): ValueError."""
    with pytest.raises(ValueError):
        paired_bootstrap(first, second, rng=np.random.default_rng(0), **more)
