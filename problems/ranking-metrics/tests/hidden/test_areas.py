"""Part 1: areas under curves, by comparing every pair and by applying every threshold."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import average_precision, roc_area

FEW = st.integers(-3, 3).map(lambda quarter: quarter / 4)  # ties are the rule
ITEMS = st.lists(st.tuples(st.integers(0, 1), FEW, st.integers(0, 4)), max_size=12)


def columns(rows):
    return tuple([row[place] for row in rows] for place in range(3))


def pairs_in_order(rows):
    """Return the exact weighted share of pairs in order, or None."""
    pairs = [(p, n, v * w) for y, p, v in rows if y for z, n, w in rows if not z]
    whole = sum(w for _, _, w in pairs)
    return Fraction(sum(w * (2 * (p > n) + (p == n)) for p, n, w in pairs), 2 * whole) if whole else None


def stepwise(rows):
    """Return the exact sum over thresholds of precision times the gain in recall, or None."""
    positives = sum(y for y, _, _ in rows)
    if not positives:
        return None
    total, recall = Fraction(0), Fraction(0)
    for threshold in sorted({score for _, score, _ in rows}, reverse=True):
        flagged = [y for y, score, _ in rows if score >= threshold]
        new = Fraction(sum(flagged), positives)
        total += (new - recall) * Fraction(sum(flagged), len(flagged))
        recall = new
    return total


def assert_same(answer, expected):
    if expected is None:
        assert answer is None
    else:
        assert answer is not None
        assert answer == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@given(ITEMS)
def test_roc_area(rows):
    """The area is the share of pairs in order, a tie counting one half; None without both classes."""
    labels, scores, _ = columns(rows)
    assert_same(roc_area(labels, scores), pairs_in_order([(y, s, 1) for y, s, _ in rows]))


@given(ITEMS)
def test_weighted_roc_area(rows):
    """A pair weighs the product of its items' weights; None if a class has no weight."""
    assert_same(roc_area(*columns(rows)), pairs_in_order(rows))


@given(ITEMS)
def test_average_precision(rows):
    """Average precision is the step-wise sum over thresholds, tied scores being one; None without positives."""
    labels, scores, _ = columns(rows)
    assert_same(average_precision(labels, scores), stepwise(rows))


@given(st.permutations(range(8)))
def test_the_order_of_items_does_not_matter(order):
    """Items in another order, within ties too, have the same areas."""
    rows = [(1, 0.5, 2), (0, 0.5, 1), (1, 0.5, 1), (0, 0.9, 3), (1, 0.1, 1), (0, 0.1, 2), (1, 0.9, 1), (0, 0.0, 1)]
    labels, scores, weights = columns([rows[place] for place in order])
    assert_same(roc_area(labels, scores, weights), pairs_in_order(rows))
    assert_same(average_precision(labels, scores), stepwise(rows))


def test_scores_one_bit_apart():
    """Scores that differ in the last bit are not tied."""
    low, high = 0.3, float(np.nextafter(0.3, 1))
    assert roc_area([1, 0], [high, low]) == 1
    assert average_precision([0, 1, 0], [low, high, low]) == 1
    assert average_precision([0, 0, 1], [high, high, low]) == pytest.approx(1 / 3)


def test_all_tied():
    """If all scores are equal the area is one half and the average precision is the share of positives."""
    labels = [1, 0, 0, 1, 0]
    assert roc_area(labels, [7.0] * 5) == pytest.approx(0.5)
    assert average_precision(labels, [7.0] * 5) == pytest.approx(0.4)


def test_labels_of_any_kind():
    """Labels may be 0 and 1 or False and True, in lists and in arrays of int64, of float64 and of truth values."""
    scores, whole = [0.2, 0.9, 0.2, 0.6, 0.4], np.array([0, 1, 1, 0, 1])
    for labels in ([0, 1, 1, 0, 1], [False, True, True, False, True], whole, whole.astype(np.float64), whole == 1):
        assert roc_area(labels, np.array(scores)) == pytest.approx(7 / 12)
        assert average_precision(labels, np.array(scores)) == pytest.approx((1 + 2 / 3 + 3 / 5) / 3)


def test_forty_thousand_items():
    """40,000 items with as many scores come within the time of a test."""
    size = 40_000
    order = np.random.default_rng(5).permutation(size)
    labels = (np.arange(size) % 4 == 3).astype(np.int64)  # by rank, from the lowest score: n n n p
    scores = np.arange(size) / size
    quarter = size // 4
    share = sum(3 * (1 + block) for block in range(quarter)) / (quarter * 3 * quarter)
    assert roc_area(labels[order], scores[order]) == pytest.approx(share, rel=1e-9)
    weights = 1 + np.arange(size) % 4 / 4.0  # by rank, too: every block weighs as much as the next, so the share is the same
    assert roc_area(labels[order], scores[order], weights[order]) == pytest.approx(share, rel=1e-9)
    hits = np.arange(1, quarter + 1)  # from the highest score: p n n n
    assert average_precision(labels[order], scores[order]) == pytest.approx(float((hits / (4 * hits - 3)).mean()), rel=1e-9)


def test_weights_need_not_be_whole():
    """Weights need not be whole numbers, in a list or in an array."""
    rows = [(1, 0.5, 0.5), (0, 0.5, 0.25), (1, 0.25, 1.75), (0, 0.0, 0.125), (0, 0.75, 2.5)]
    labels, scores, weights = columns(rows)
    expected = pairs_in_order([(y, s, Fraction(w)) for y, s, w in rows])
    for each in (weights, np.array(weights)):
        assert_same(roc_area(labels, scores, each), expected)


def test_large_whole_weights():
    """Weights may be whole numbers in the thousands of millions, in an int64 array too."""
    rows = [(1, 0.75, 4), (0, 0.5, 3), (1, 0.5, 5), (0, 0.25, 6), (1, 0.0, 2)]
    rows = [(label, score, weight * 10**9) for label, score, weight in rows]
    labels, scores, weights = columns(rows)
    for each in (weights, np.array(weights, dtype=np.int64)):
        assert_same(roc_area(labels, scores, each), pairs_in_order(rows))


@pytest.mark.parametrize(
    ("labels", "scores"),
    [([1, 0], [0.1]), ([1], [0.1, 0.2]), ([2, 0], [0.1, 0.2]), ([-1, 1], [0.1, 0.2]), ([0.5, 1], [0.1, 0.2]), ([1, float("nan"), 0], [0.3, 0.2, 0.1]), ([1, 0], [0.1, float("nan")]), ([1, 0], [0.1, float("inf")])],
)
def test_items_that_make_no_sense(labels, scores):
    """Unequal lengths, labels other than 0 and 1 (nan, too), scores that are not finite: ValueError."""
    with pytest.raises(ValueError):
        roc_area(labels, scores)
    with pytest.raises(ValueError):
        average_precision(labels, scores)


def test_weights_that_make_no_sense():
    """A negative weight, or another number of weights, raises ValueError, also where there is no pair."""
    for labels in ([1, 0], [1, 1], [0, 0]):
        for weights in ([1.0, -1.0], [1.0], [1.0, 1.0, 1.0]):
            with pytest.raises(ValueError):
                roc_area(labels, [0.1, 0.2], weights)


@pytest.mark.parametrize(
    ("label", "score"),
    [(1, float("nan")), (0, float("inf")), (1, float("-inf")), (2, 0.5), (0.5, 0.5), (float("nan"), 0.5)],
)
def test_items_of_weight_zero_are_looked_at(label, score):
    """A score that is not finite and a label other than 0 and 1 raise ValueError where the item's weight is 0, too."""
    with pytest.raises(ValueError):
        roc_area([1, 0, label], [0.75, 0.25, score], [1.0, 1.0, 0.0])


@pytest.mark.parametrize("label", [0, 1])
def test_scores_that_are_not_finite_of_one_class(label):
    """Scores are looked at where the result would be None, too."""
    for score in (float("nan"), float("inf"), float("-inf")):
        with pytest.raises(ValueError):
            roc_area([label, label], [0.1, score])
        with pytest.raises(ValueError):
            average_precision([label, label], [0.1, score])
