"""Part 2: what a ranking brings, averaged over every order of tied items."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import ndcg, reciprocal_rank

ITEMS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 1.0, 1.5])), min_size=1, max_size=6)
CUT = st.sampled_from([None, 1, 2, 3, 5, 9])


def orders(scores):
    """Yield every order of the places that goes down in score."""
    for order in itertools.permutations(range(len(scores))):
        if all(scores[a] >= scores[b] for a, b in itertools.pairwise(order)):
            yield order


def discounted(gains, k):
    return math.fsum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:k]))


def averaged_ndcg(relevances, scores, k, gain):
    gains = [2**relevance - 1 if gain == "exponential" else relevance for relevance in relevances]
    ideal = discounted(sorted(gains, reverse=True), k)
    each = [discounted([gains[i] for i in order], k) for order in orders(scores)]
    return math.fsum(each) / len(each) / ideal if ideal else None


def averaged_reciprocal(relevant, scores, k):
    if not any(relevant):
        return None
    firsts = [next(place for place, i in enumerate(order, 1) if relevant[i]) for order in orders(scores)]
    return math.fsum(1 / first for first in firsts if k is None or first <= k) / len(firsts)


def assert_same(answer, expected):
    if expected is None:
        assert answer is None
    else:
        assert answer is not None
        assert answer == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(ITEMS, CUT)
def test_ndcg_over_all_orders(items, k):
    """With exponential gains the result is the mean over every order of the ties, also where k cuts through them."""
    relevances, scores = [r for r, _ in items], [s for _, s in items]
    assert_same(ndcg(relevances, scores, k), averaged_ndcg(relevances, scores, k, "exponential"))


@given(ITEMS, CUT)
def test_linear_gains(items, k):
    """With linear gains the relevance itself is the gain."""
    relevances, scores = [r for r, _ in items], [s for _, s in items]
    assert_same(ndcg(relevances, scores, k, gain="linear"), averaged_ndcg(relevances, scores, k, "linear"))


def test_nothing_relevant_is_undefined():
    """If nothing is relevant, or there is nothing, the result is None; if nothing relevant is among the k it is 0."""
    assert ndcg([0, 0], [1.0, 2.0]) is None
    assert ndcg([], []) is None
    assert reciprocal_rank([0, 0], [1.0, 2.0]) is None
    assert reciprocal_rank([], []) is None
    for zero in (ndcg([3, 0, 0], [1.0, 2.0, 3.0], 2), reciprocal_rank([0, 0, 1], [3.0, 2.0, 1.0], 2)):
        assert zero is not None
        assert zero == 0


def test_little_is_not_nothing():
    """Only a largest sum of 0 is undefined: with a small linear gain at the second rank the result is 1 / log2(3)."""
    for relevance in (1e-6, 1e-10, 1e-13, 1e-15):
        assert_same(ndcg([0.0, relevance], [2.0, 1.0], gain="linear"), 1 / math.log2(3))


def test_the_ideal_is_cut_too():
    """The best k, not all, are what the result is divided by; a k beyond the items, however far, is all of them."""
    relevances, scores = [2, 3, 1, 3], [4.0, 3.0, 2.0, 1.0]
    assert ndcg(relevances, scores, 1) == pytest.approx(3 / 7)
    best, got = 7 + 7 / math.log2(3), 3 + 7 / math.log2(3)
    assert ndcg(relevances, scores, 2) == pytest.approx(got / best)
    for k in (99, 10**9):
        assert ndcg(relevances, scores, k) == pytest.approx(ndcg(relevances, scores))
        assert reciprocal_rank([0, 0, 1, 1], scores, k) == pytest.approx(1 / 3)


def test_a_perfect_ranking():
    """A ranking by relevance has 1, whatever the relevances, which need not be whole."""
    for gain in ("exponential", "linear"):
        assert ndcg([0.5, 2.5, 0.0, 1.0], [2.0, 9.0, 1.0, 3.0], gain=gain) == pytest.approx(1.0)
    assert ndcg([0.5, 2.5], [9.0, 2.0]) == pytest.approx(
        (2**0.5 - 1 + (2**2.5 - 1) / math.log2(3)) / (2**2.5 - 1 + (2**0.5 - 1) / math.log2(3))
    )


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0.0, 1.0, 1.5])), min_size=1, max_size=7), CUT)
def test_reciprocal_rank_over_all_orders(items, k):
    """The result is the mean, over every order of the ties, of one over the first relevant rank, 0 beyond k."""
    relevant, scores = [r for r, _ in items], [s for _, s in items]
    assert_same(reciprocal_rank(relevant, scores, k), averaged_reciprocal(relevant, scores, k))


def test_many_ties():
    """A thousand items on one score: orders cannot be listed, their mean can."""
    relevances = [3] * 10 + [0] * 990
    discount = math.fsum(1 / math.log2(rank + 1) for rank in range(1, 21)) / math.fsum(1 / math.log2(rank + 1) for rank in range(1, 11))
    assert ndcg(relevances, [0.5] * 1000, 20) == pytest.approx(discount / 100, rel=1e-9)
    chances = [math.comb(1000 - rank, 9) / math.comb(1000, 10) / rank for rank in range(1, 992)]
    assert reciprocal_rank([1] * 10 + [0] * 990, np.zeros(1000)) == pytest.approx(math.fsum(chances), rel=1e-9)


def test_gains_of_scores_one_bit_apart():
    """Scores that differ in the last bit are not tied."""
    low, high = 0.3, float(np.nextafter(0.3, 1))
    for gain in ("exponential", "linear"):
        assert ndcg([0, 2, 0], [low, high, low], gain=gain) == pytest.approx(1.0)
        assert ndcg([1, 0], [low, high], 1, gain=gain) == 0
    assert reciprocal_rank([0, 1, 0], [low, high, low]) == pytest.approx(1.0)
    assert reciprocal_rank([1, 0], [low, high]) == pytest.approx(0.5)


def test_arrays_and_negative_scores():
    """Arrays are as good as lists, labels may be False and True, and scores may be below zero."""
    scores = [-2.0, -0.5, -0.5, -9.0]
    expected = averaged_ndcg([0, 3, 1, 2], scores, 2, "exponential")
    for relevances in ([0, 3, 1, 2], np.array([0, 3, 1, 2]), np.array([0.0, 3.0, 1.0, 2.0])):
        assert_same(ndcg(relevances, np.array(scores), 2), expected)
    truth = np.array([False, True, False, True])
    for relevant in ([False, True, False, True], truth, truth.astype(np.int64), truth.astype(np.float64)):
        assert_same(reciprocal_rank(relevant, np.array(scores)), 0.75)


def test_relevances_up_to_a_hundred():
    """A relevance may be as large as 100: gains grow to 2**100, from whole numbers in an int64 array too."""
    scores = [1.0, 2.0, 2.0, 3.0]
    for relevances in ([64, 1, 63, 0], [100, 99, 98, 70], [2, 63, 62, 1]):
        for each in (relevances, np.array(relevances, dtype=np.int64), np.array(relevances, dtype=np.float64)):
            for gain in ("exponential", "linear"):
                assert_same(ndcg(each, scores, 3, gain=gain), averaged_ndcg(relevances, scores, 3, gain))


@pytest.mark.parametrize(
    ("relevances", "scores", "k"),
    [([1], [0.1, 0.2], None), ([1, 0], [0.1], None), ([1, 0], [0.1, float("nan")], None), ([1, 0], [0.1, float("inf")], None), ([1, 0], [0.1, 0.2], 0), ([1, -1], [0.1, 0.2], None)],
)
def test_rankings_that_make_no_sense(relevances, scores, k):
    """Unequal lengths, scores that are not finite, a k below 1, a relevance below 0 or other than 0 and 1: ValueError."""
    for gain in ("exponential", "linear"):
        with pytest.raises(ValueError):
            ndcg(relevances, scores, k, gain=gain)
    with pytest.raises(ValueError):
        reciprocal_rank(relevances, scores, k)


@pytest.mark.parametrize(
    ("relevances", "scores", "k"),
    [([0, 0], [0.1, 0.2], 0), ([0, 0], [0.1, float("nan")], None), ([0, 0], [0.1, float("inf")], 1), ([0, 0], [0.1], None), ([], [], 0), ([], [0.1], None)],
)
def test_nothing_relevant_is_no_excuse(relevances, scores, k):
    """What makes no sense raises ValueError where the result would be None, too."""
    with pytest.raises(ValueError):
        ndcg(relevances, scores, k)
    with pytest.raises(ValueError):
        reciprocal_rank(relevances, scores, k)


def test_words_and_grades_that_are_none():
    """An unknown gain (without items, too), a relevance that is nan, and a grade of 2, of a half or nan for a reciprocal rank raise ValueError."""
    for relevances, scores in (([1, 0], [0.1, 0.2]), ([0], [0.1]), ([], [])):
        with pytest.raises(ValueError):
            ndcg(relevances, scores, gain="cubic")
    with pytest.raises(ValueError):
        ndcg([1, float("nan")], [0.1, 0.2])
    with pytest.raises(ValueError):
        reciprocal_rank([2, 0], [0.1, 0.2])
    with pytest.raises(ValueError):
        reciprocal_rank([0.5, 0], [0.1, 0.2])
    with pytest.raises(ValueError):
        reciprocal_rank([float("nan"), 1], [0.1, 0.2])
