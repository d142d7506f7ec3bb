"""Part 4: the sweep over thresholds, and the area under its curve."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import roc_area, sweep

COUNTS = ("tp", "fp", "fn", "tn")
FEW_SCORES = st.integers(-3, 3).map(lambda quarter: quarter / 4)  # ties are the rule
ANY_SCORES = st.floats(allow_nan=False, allow_infinity=False)
Items = list[tuple[int, float]]


def items(scores: st.SearchStrategy[float], min_size: int = 0) -> st.SearchStrategy[Items]:
    return st.lists(st.tuples(st.integers(0, 1), scores), min_size=min_size, max_size=30)


def columns(rows: Items) -> tuple[list[int], list[float]]:
    return [truth for truth, _ in rows], [score for _, score in rows]


def swept(truth: Any, scores: Any) -> dict[str, list[Any]]:
    """Call the solution and bring its answer into one shape, whichever sequence types it chose."""
    points = sweep(truth, scores)
    assert set(points) == {"thresholds", *COUNTS}
    return {key: list(values) for key, values in points.items()}


def oracle(rows: Items) -> dict[str, list[Any]]:
    """Apply the rule `flagged if score >= threshold` to every item at every threshold."""
    thresholds = [math.inf, *sorted({score for _, score in rows}, reverse=True)]
    points: dict[str, list[Any]] = {"thresholds": thresholds}
    points["tp"] = [sum(y == 1 and score >= t for y, score in rows) for t in thresholds]
    points["fp"] = [sum(y == 0 and score >= t for y, score in rows) for t in thresholds]
    points["fn"] = [sum(y == 1 and score < t for y, score in rows) for t in thresholds]
    points["tn"] = [sum(y == 0 and score < t for y, score in rows) for t in thresholds]
    return points


def exact_area(rows: Items) -> Fraction | None:
    """Compare every positive with every negative."""
    pairs = [(p, n) for y, p in rows if y for z, n in rows if not z]
    return Fraction(sum(2 * (p > n) + (p == n) for p, n in pairs), 2 * len(pairs)) if pairs else None


@given(items(FEW_SCORES))
def test_points_with_ties(rows: Items) -> None:
    """Every distinct score is one point, with the counts of score >= threshold, the strictest first."""
    assert swept(*columns(rows)) == oracle(rows)


@given(items(ANY_SCORES))
def test_points_at_any_scores(rows: Items) -> None:
    """Scores of any size are thresholds exactly as they are: nothing is rounded, binned or rescaled."""
    assert swept(*columns(rows)) == oracle(rows)


def test_scores_one_bit_apart() -> None:
    """Scores that differ in the last bit are two points."""
    low, high = 0.3, math.nextafter(0.3, 1.0)
    points = swept([0, 1, 1], [low, high, low])
    assert points["thresholds"] == [math.inf, high, low]
    assert points["tp"] == [0, 1, 2]


def test_the_first_point_flags_nothing_and_the_last_everything() -> None:
    """The sweep starts at infinity with nothing flagged and ends with everything flagged."""
    points = swept([0, 1, 0, 0, 1], [0.2, 0.7, 0.7, 0.5, 0.1])
    assert [points[key][0] for key in ("thresholds", *COUNTS)] == [math.inf, 0, 0, 2, 3]
    assert [points[key][-1] for key in ("thresholds", *COUNTS)] == [0.1, 2, 3, 0, 0]


def test_all_scores_equal() -> None:
    """If all scores tie there are two points: nothing flagged, and everything."""
    points = swept([1, 0, 0, 1, 1], [0.5] * 5)
    assert points == {"thresholds": [math.inf, 0.5], "tp": [0, 3], "fp": [0, 2], "fn": [3, 0], "tn": [2, 0]}


@given(items(FEW_SCORES), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(rows: Items, random: Any) -> None:
    """Shuffling the items, within ties too, changes neither the points nor the area."""
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert swept(*columns(shuffled)) == swept(*columns(rows))
    assert roc_area(*columns(shuffled)) == pytest.approx(roc_area(*columns(rows)))


def test_no_items() -> None:
    """Without items the sweep has its first point alone, with zeros."""
    assert swept([], []) == {"thresholds": [math.inf], "tp": [0], "fp": [0], "fn": [0], "tn": [0]}


def test_one_class_alone() -> None:
    """With one class alone the sweep is as ever, and the area is None."""
    for present in (0, 1):
        rows = [(present, 0.8), (present, 0.3), (present, 0.3)]
        assert swept(*columns(rows)) == oracle(rows)
        assert roc_area(*columns(rows)) is None


def test_labels_of_any_kind() -> None:
    """Labels may be 0 and 1 or False and True, in lists and in arrays."""
    truth, scores = [0, 1, 1, 0, 1], [0.2, 0.9, 0.2, 0.6, 0.4]
    expected = oracle(list(zip(truth, scores, strict=True)))
    for labels in ([y == 1 for y in truth], np.array(truth), np.array(truth, dtype=np.bool_)):
        assert swept(labels, np.array(scores)) == expected
        assert roc_area(labels, np.array(scores)) == pytest.approx(7 / 12)


@given(items(FEW_SCORES))
def test_area(rows: Items) -> None:
    """The area is the share of pairs that are in order, a tie counting one half."""
    expected = exact_area(rows)
    area = roc_area(*columns(rows))
    assert area is None if expected is None else area == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@given(items(ANY_SCORES, min_size=2))
def test_negating_the_scores_turns_the_curve_over(rows: Items) -> None:
    """With all scores negated the area is one minus the area."""
    truth, scores = columns(rows)
    if 0 < sum(truth) < len(truth):
        assert roc_area(truth, [-score for score in scores]) == pytest.approx(1 - roc_area(truth, scores))


def assert_refused(truth: Any, scores: Any) -> None:
    with pytest.raises(ValueError):
        sweep(truth, scores)
    with pytest.raises(ValueError):
        roc_area(truth, scores)


def test_unequal_lengths_are_an_error() -> None:
    """Labels and scores of unequal lengths raise ValueError, whichever is the shorter, with one class alone too."""
    assert_refused([0, 1, 1], [0.1, 0.2])
    assert_refused([0, 1], [0.1, 0.2, 0.3])
    assert_refused([1, 1], [0.1])
    assert_refused([0], [0.1, 0.2])


def test_scores_that_are_not_finite_are_an_error() -> None:
    """A score that is nan or infinite raises ValueError, also where one class alone leaves no area to measure."""
    for score in (math.nan, math.inf, -math.inf):
        for truth in ([0, 1], [0, 0], [1, 1]):
            assert_refused(truth, [0.1, score])


def test_other_labels_are_an_error() -> None:
    """A label other than 0 and 1 raises ValueError, also where the labels are -1 and 1."""
    assert_refused([-1, 1], [0.1, 0.2])
    assert_refused([1, 2], [0.1, 0.2])


def test_labels_between_are_an_error() -> None:
    """A label that is no whole number raises ValueError, in lists and in arrays: it is not cut to 0 or 1."""
    for label in (0.5, 1.5, -0.25):
        assert_refused([0, label, 1], [0.1, 0.2, 0.3])
        assert_refused(np.array([0, label, 1]), np.array([0.1, 0.2, 0.3]))


def test_many_items_on_few_scores() -> None:
    """With 200,000 items on 50 scores the sweep has 51 points, with exact counts."""
    generator = np.random.default_rng(7)
    scores = generator.integers(0, 50, 200_000) / 64
    truth = (generator.random(200_000) < 0.2 + scores / 2).astype(np.int64)
    points = swept(truth, scores)
    at_score = [(int(truth[scores == k / 64].sum()), int((scores == k / 64).sum())) for k in range(49, -1, -1)]
    assert points["thresholds"] == [math.inf, *(k / 64 for k in range(49, -1, -1))]
    assert points["tp"] == [0, *np.cumsum([hits for hits, _ in at_score])]
    assert points["fp"] == [0, *np.cumsum([size - hits for hits, size in at_score])]


def test_area_of_many_distinct_scores() -> None:
    """The area of 200,000 items with as many distinct scores comes within the time of one test."""
    size = 200_000
    order = np.random.default_rng(11).permutation(size)
    truth = (np.arange(size) % 5 > 2).astype(np.int64)  # by rank: n n n p p, from the lowest score up
    below = 3 * (1 + np.arange(size) // 5)  # negatives that rank below a positive
    expected = below[truth == 1].sum() / (int(truth.sum()) * int((truth == 0).sum()))
    scores = np.arange(size) / size
    assert roc_area(truth[order], scores[order]) == pytest.approx(float(expected), rel=1e-9)
