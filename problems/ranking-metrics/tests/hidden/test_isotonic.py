"""Part 4: the nearest non-decreasing values, by the formula of maxima of minima of means."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import isotonic_apply, isotonic_fit

ITEMS = st.lists(st.tuples(st.integers(0, 5), st.integers(-4, 4), st.integers(1, 4)), min_size=1, max_size=9)


def columns(rows):
    return tuple([float(row[place]) for row in rows] for place in range(3))


def oracle(rows):
    """Return the distinct scores and, at each, the largest over starts of the smallest over ends of the means between."""
    distinct = sorted({score for score, _, _ in rows})
    weights = [sum(w for s, _, w in rows if s == score) for score in distinct]
    sums = [sum(w * y for s, y, w in rows if s == score) for score in distinct]

    def mean(first, last):
        return Fraction(sum(sums[first : last + 1]), sum(weights[first : last + 1]))

    size = len(distinct)
    values = [max(min(mean(a, b) for b in range(i, size)) for a in range(i + 1)) for i in range(size)]
    return distinct, values


def assert_fit(answer, rows):
    thresholds, values = answer
    distinct, expected = oracle(rows)
    assert list(thresholds) == distinct
    assert list(values) == pytest.approx([float(value) for value in expected], rel=1e-9, abs=1e-9)


@given(ITEMS)
def test_nearest_values(rows):
    """The values are the non-decreasing ones with the least weighted squares; equal scores share one."""
    assert_fit(isotonic_fit(*columns(rows)), rows)


@given(ITEMS)
def test_without_weights(rows):
    """Without weights every item weighs one."""
    scores, targets, _ = columns(rows)
    assert_fit(isotonic_fit(scores, targets), [(s, y, 1) for s, y, _ in rows])


def test_labels_become_probabilities():
    """Of labels the values are rates: those of the pooled items."""
    labels = [0, 1, 0, 0, 1, 1, 0, 1, 1]
    thresholds, values = isotonic_fit(np.arange(9) / 8, np.array(labels))
    assert list(thresholds) == [n / 8 for n in range(9)]
    assert list(values) == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 2 / 3, 1, 1])


def test_pooling_goes_back():
    """A pooled block that is too high for what comes before it is pooled with that, too."""
    assert_fit(isotonic_fit([1.0, 2.0, 3.0, 4.0], [4.0, 5.0, 6.0, -9.0]), [(1, 4, 1), (2, 5, 1), (3, 6, 1), (4, -9, 1)])


def test_thresholds_one_bit_apart():
    """Scores that differ in the last bit are two thresholds."""
    low, high = 0.3, float(np.nextafter(0.3, 1))
    thresholds, values = isotonic_fit([high, low, low], [3.0, 1.0, 1.5])
    assert list(thresholds) == [low, high]
    assert list(values) == pytest.approx([1.25, 3.0])


def test_fits_and_weights_in_arrays():
    """Weights need not be whole, nor scores positive, and everything may be an array."""
    rows = [(-1.0, 2.5, 0.25), (0.5, -1.0, 0.75), (-3.0, 1.0, 0.5), (0.5, 4.0, 0.125)]
    scores, targets, weights = (np.array(column) for column in columns(rows))
    thresholds, values = isotonic_fit(scores, targets, weights)
    assert_fit((thresholds, values), [(s, Fraction(y), Fraction(w)) for s, y, w in rows])
    again = isotonic_apply(np.array(thresholds), np.array(values), np.array([0.5, -3.0, -1.0, -9.0]))
    assert list(again) == pytest.approx([values[2], values[0], values[1], values[0]], rel=1e-9)


def test_no_items_to_fit():
    """Of no items both lists are empty."""
    thresholds, values = isotonic_fit([], [])
    assert len(thresholds) == len(values) == 0


def test_many_items_in_the_worst_order():
    """20,000 items whose targets fall all the way are pooled within the time of a test."""
    size = 20_000
    thresholds, values = isotonic_fit(np.arange(size), np.arange(size, 0, -1.0))
    assert len(thresholds) == size
    assert np.allclose(values, (size + 1) / 2, rtol=1e-9)
    down = np.concatenate([np.arange(size // 2) + 1.0, [-1.0] * (size // 2)])  # rises, then everything is pulled down
    _, values = isotonic_fit(np.arange(size), down)
    values = np.asarray(values)
    assert (np.diff(values) >= -1e-9).all()
    assert values.sum() == pytest.approx(down.sum(), rel=1e-9)


@pytest.mark.parametrize(
    ("scores", "targets", "weights"),
    [
        ([1.0], [1.0, 2.0], None),
        ([1.0, 2.0], [1.0], None),
        ([1.0, float("nan")], [1.0, 2.0], None),
        ([1.0, float("inf")], [1.0, 2.0], None),
        ([1.0, 2.0], [1.0, 2.0], [1.0]),
        ([1.0, 2.0], [1.0, 2.0], [1.0, 0.0]),
        ([1.0, 2.0], [1.0, 2.0], [-1.0, 1.0]),
    ],
)
def test_fits_that_make_no_sense(scores, targets, weights):
    """Unequal lengths, scores that are not finite, weights that are not positive: ValueError."""
    with pytest.raises(ValueError):
        isotonic_fit(scores, targets, weights)


@given(st.lists(st.integers(-8, 40), min_size=1, max_size=6))
def test_between_thresholds(quarters):
    """At a threshold its value, between two a straight line, outside the value at the end."""
    thresholds, values = [0.0, 1.0, 4.0, 8.0], [0.125, 0.125, 0.5, 0.75]
    scores = [quarter / 4 for quarter in quarters]

    def line(score):
        if score <= 1:
            return 0.125
        if score <= 4:
            return 0.125 + (score - 1) / 8
        return 0.5 + (min(score, 8.0) - 4) / 16

    answer = [float(value) for value in isotonic_apply(thresholds, values, scores)]
    assert answer == pytest.approx([line(score) for score in scores], rel=1e-9, abs=1e-9)


def test_values_that_are_no_probabilities():
    """Values may be below 0 and above 1, as targets may: they come back as they are, and so do the lines between them."""
    thresholds, values, scores = [1.0, 2.0, 4.0], [-3.5, 0.5, 7.0], [0.0, 1.0, 1.25, 2.0, 3.0, 4.0, 5.0]
    expected = [-3.5, -3.5, -2.5, 0.5, 3.75, 7.0, 7.0]
    assert list(isotonic_apply(thresholds, values, scores)) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    again = isotonic_apply(np.array(thresholds), np.array(values), np.array(scores))
    assert list(again) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_whole_values():
    """Between values that are whole numbers, 0 and 1 among them, the line goes through all that lie between."""
    thresholds, scores = [0, 1, 4, 8], [-1.0, 0.0, 0.25, 1.0, 2.5, 5.0, 9.0]
    expected = [0.0, 0.0, 0.25, 1.0, 1.0, 1.5, 3.0]
    for kind in (list, np.array):
        answer = isotonic_apply(kind(thresholds), kind([0, 1, 1, 3]), kind(scores))
        assert list(answer) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("far", [2.0**31, -(2.0**40), 2.0**52])
def test_lines_far_from_zero(far):
    """Between neighbours that are far from zero the line is as exact as elsewhere."""
    thresholds, scores = [far, far + 4.0, far + 8.0], [far + step for step in (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)]
    answer = isotonic_apply(thresholds, [0.1, 0.3, 0.9], scores)
    expected = [0.1, 0.15, 0.2, 0.25, 0.3, 0.6, 0.9]
    assert list(answer) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_one_threshold():
    """With one threshold its value is the answer everywhere; of no scores there is none."""
    assert list(isotonic_apply([2.0], [0.25], [1.0, 2.0, 3.0])) == [0.25] * 3
    assert len(isotonic_apply([2.0], [0.25], [])) == 0


def test_a_fit_that_is_none():
    """Unequal lengths, or no thresholds, raise ValueError."""
    for thresholds, values in (([1.0], [0.5, 0.5]), ([1.0, 2.0], [0.5]), ([], [])):
        for scores in ([1.5], []):
            with pytest.raises(ValueError):
                isotonic_apply(thresholds, values, scores)


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_scores_that_are_not_finite(score):
    """A fit is not applied to a score that is not finite: ValueError."""
    with pytest.raises(ValueError):
        isotonic_apply([1.0, 2.0], [0.25, 0.5], [1.5, score])
