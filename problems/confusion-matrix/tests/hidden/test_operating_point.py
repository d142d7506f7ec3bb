"""Part 5: the choice of a threshold."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import choose_threshold

Items = list[tuple[int, float]]
Group = tuple[float, int, int]  # a score, and how many positives and negatives have it
ITEMS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 7).map(lambda eighth: eighth / 8)), max_size=30)
SHARES = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 0.6, 2 / 3, 0.75, 0.9, 1.0])


def scored(*groups: Group) -> tuple[list[int], list[float]]:
    truth, scores = [], []
    for score, positives, negatives in groups:
        truth += [1] * positives + [0] * negatives
        scores += [score] * (positives + negatives)
    return truth, scores


def merit(criterion: str, counts: tuple[int, int, int, int], costs: tuple[int, int]) -> Fraction | None:
    """The criterion as an exact number, larger is better; None where it is undefined."""
    tp, fp, fn, tn = counts
    if criterion == "cost":
        return -Fraction(costs[0] * fp + costs[1] * fn)
    if criterion == "f1":
        return Fraction(2 * tp, 2 * tp + fp + fn) if tp + fp + fn else None
    return Fraction(tp, tp + fn) - Fraction(fp, fp + tn) if tp + fn and fp + tn else None


def oracle(
    truth: list[int],
    scores: list[float],
    criterion: str,
    costs: tuple[int, int] = (1, 1),
    min_tpr: float | None = None,
    max_flagged: int | None = None,
) -> dict[str, float] | None:
    """Try every threshold from the highest down; only a strictly better one replaces what was found."""
    best: tuple[Fraction, dict[str, float]] | None = None
    for threshold in [math.inf, *sorted(set(scores), reverse=True)]:
        flagged = [score >= threshold for score in scores]
        tp = sum(y for y, flag in zip(truth, flagged, strict=True) if flag)
        fp = sum(flagged) - tp
        fn, tn = sum(truth) - tp, len(truth) - sum(truth) - fp
        value = merit(criterion, (tp, fp, fn, tn), costs)
        if value is None or (max_flagged is not None and tp + fp > max_flagged):
            continue
        if min_tpr is not None and (tp + fn == 0 or tp / (tp + fn) < min_tpr):
            continue
        if best is None or value > best[0]:
            reported = float(-value if criterion == "cost" else value)
            point = {"threshold": threshold, "tp": tp, "fp": fp, "fn": fn, "tn": tn, "value": reported}
            best = value, point
    return None if best is None else best[1]


def assert_chosen(actual: dict[str, float] | None, expected: dict[str, float] | None) -> None:
    if expected is None:
        assert actual is None
        return
    assert actual is not None
    assert set(actual) == {"threshold", "tp", "fp", "fn", "tn", "value"}
    for key in ("threshold", "tp", "fp", "fn", "tn"):
        assert actual[key] == expected[key], key
    assert actual["value"] == pytest.approx(expected["value"], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("criterion", ["youden", "f1"])
@given(rows=ITEMS)
def test_best_point(criterion: str, rows: Items) -> None:
    """The chosen point maximises the criterion exactly; of tied points it has the highest threshold."""
    truth, scores = [y for y, _ in rows], [score for _, score in rows]
    assert_chosen(choose_threshold(truth, scores, criterion=criterion), oracle(truth, scores, criterion))


@given(ITEMS, st.integers(0, 4), st.integers(0, 4))
def test_least_cost(rows: Items, cost_fp: int, cost_fn: int) -> None:
    """The chosen point has the least cost; of tied points it has the highest threshold."""
    truth, scores = [y for y, _ in rows], [score for _, score in rows]
    chosen = choose_threshold(truth, scores, criterion="cost", cost_fp=cost_fp, cost_fn=cost_fn)
    assert_chosen(chosen, oracle(truth, scores, "cost", (cost_fp, cost_fn)))


@given(ITEMS, st.sampled_from(["youden", "f1", "cost"]), st.none() | SHARES, st.none() | st.integers(0, 20))
def test_best_within_limits(rows: Items, criterion: str, min_tpr: float | None, max_flagged: int | None) -> None:
    """The best is sought among the points that keep to the limits; without one the answer is None."""
    truth, scores = [y for y, _ in rows], [score for _, score in rows]
    limits: dict[str, Any] = {"min_tpr": min_tpr, "max_flagged": max_flagged}
    chosen = choose_threshold(truth, scores, criterion=criterion, cost_fn=3, **limits)
    assert_chosen(chosen, oracle(truth, scores, criterion, (1, 3), **limits))


def assert_highest_is_chosen(criterion: str, *groups: Group) -> None:
    chosen = choose_threshold(*scored(*groups), criterion=criterion)
    assert chosen is not None
    assert chosen["threshold"] == groups[0][0]


def test_youden_ties_are_exact() -> None:
    """Equal values of Youden's index tie, though their floats may differ in the last bit."""
    assert_highest_is_chosen("youden", (0.9, 3, 2), (0.5, 1, 1), (0.1, 1, 2))  # 3/5 - 2/5 and 4/5 - 3/5
    assert_highest_is_chosen("youden", (0.9, 4, 0), (0.5, 1, 1), (0.1, 1, 5))  # 4/6 - 0/6 and 5/6 - 1/6
    assert_highest_is_chosen("youden", (0.9, 2, 0), (0.5, 3, 2), (0.1, 1, 2))  # 2/6 - 0/4 and 5/6 - 2/4


def test_f1_ties_are_exact() -> None:
    """Equal values of F1 tie, though the precision and the recall behind them differ."""
    assert_highest_is_chosen("f1", (0.8, 3, 2), (0.4, 1, 2), (0.2, 0, 5))  # 6/9 and 8/12
    assert_highest_is_chosen("f1", (0.8, 3, 0), (0.4, 2, 4), (0.2, 1, 9))  # 6/9 and 10/15


def test_flagging_nothing_can_be_best() -> None:
    """Where a false alarm costs more than a miss can save, the answer is infinity: flag nothing."""
    chosen = choose_threshold([0, 1, 0, 1], [0.9, 0.8, 0.7, 0.6], criterion="cost", cost_fp=5, cost_fn=2)
    assert chosen == {"threshold": math.inf, "tp": 0, "fp": 0, "fn": 2, "tn": 2, "value": 4}


def test_a_capacity_cannot_split_a_tie() -> None:
    """Tied scans are flagged together, so a capacity that ends within a tie stops before it."""
    truth, scores = scored((0.9, 2, 0), (0.6, 4, 1), (0.2, 1, 6))
    chosen = choose_threshold(truth, scores, criterion="f1", max_flagged=5)
    assert chosen is not None
    assert (chosen["threshold"], chosen["tp"], chosen["fp"]) == (0.9, 2, 0)
    exactly = choose_threshold(truth, scores, criterion="f1", max_flagged=7)
    assert exactly is not None
    assert exactly["threshold"] == 0.6


def test_a_share_that_is_just_reached() -> None:
    """A point whose tp / (tp + fn) equals min_tpr keeps to it, whatever min_tpr * positives rounds to."""
    truth = [1] * 85 + [0] * 85
    scores = [1 - k / 256 for k in range(170)]
    for needed in range(1, 86):
        chosen = choose_threshold(truth, scores, criterion="youden", min_tpr=needed / 85, max_flagged=needed)
        assert chosen is not None
        assert (chosen["tp"], chosen["threshold"]) == (needed, scores[needed - 1])


def test_a_share_that_is_just_missed() -> None:
    """A point whose tp / (tp + fn) is below min_tpr in the last bit does not keep to it."""
    truth, scores = [1] * 85 + [0] * 85, [1 - k / 256 for k in range(170)]
    for found in (1, 17, 50, 84):
        limits = {"min_tpr": math.nextafter(found / 85, 1.0), "max_flagged": found + 1}
        chosen = choose_threshold(truth, scores, criterion="cost", cost_fn=0, **limits)
        assert chosen is not None
        assert (chosen["tp"], chosen["threshold"]) == (found + 1, scores[found])


def test_a_requirement_written_as_a_decimal() -> None:
    """51 of 75 found meets a required share of 0.68, and 50 of 75 does not."""
    truth, scores = scored(*[(1 - k / 128, 1, 0) for k in range(75)], (0.25, 0, 40))
    chosen = choose_threshold(truth, scores, criterion="cost", cost_fn=0, min_tpr=0.68)
    assert chosen is not None
    assert chosen["tp"] == 51


def test_nearly_tied_is_not_tied() -> None:
    """Of two points whose indices differ by less than 1e-9 the better one is chosen, though its threshold is lower."""
    truth, scores = scored((0.8, 1, 0), (0.4, 40_000, 39_999), (0.1, 0, 1))
    assert_chosen(
        choose_threshold(truth, scores, criterion="youden"),
        {"threshold": 0.4, "tp": 40_001, "fp": 39_999, "fn": 0, "tn": 1, "value": 1 / 40_000},
    )


def test_limits_come_before_the_optimum() -> None:
    """If the best point of all breaks a limit, the best of the others is chosen."""
    truth, scores = scored((0.9, 3, 0), (0.7, 1, 3), (0.5, 1, 2), (0.3, 1, 9))
    assert_chosen(
        choose_threshold(truth, scores, criterion="youden", min_tpr=0.8),
        {"threshold": 0.5, "tp": 5, "fp": 5, "fn": 1, "tn": 9, "value": 5 / 6 - 5 / 14},
    )


def test_limits_that_exclude_each_other() -> None:
    """If no point keeps to both limits the answer is None."""
    truth, scores = scored((0.9, 1, 4), (0.4, 5, 0))
    assert choose_threshold(truth, scores, criterion="f1", min_tpr=0.5, max_flagged=9) is None
    assert choose_threshold(truth, scores, criterion="f1", min_tpr=0.5, max_flagged=10) is not None


def test_youden_needs_both_classes() -> None:
    """Without positives or without negatives Youden's index is undefined everywhere: None."""
    assert choose_threshold([0, 0, 0], [0.3, 0.2, 0.1], criterion="youden") is None
    assert choose_threshold([1, 1, 1], [0.3, 0.2, 0.1], criterion="youden") is None
    assert choose_threshold([], [], criterion="youden") is None


def test_without_positives() -> None:
    """Without positives a required share is undefined (None), and F1 is undefined only where nothing is flagged."""
    truth, scores = [0, 0, 0], [0.4, 0.6, 0.2]
    assert choose_threshold(truth, scores, criterion="cost", min_tpr=0.0) is None
    expected = {"threshold": 0.6, "tp": 0, "fp": 1, "fn": 0, "tn": 2, "value": 0}
    assert_chosen(choose_threshold(truth, scores, criterion="f1"), expected)


def test_no_items() -> None:
    """Without items the only point costs nothing, and no other criterion is defined."""
    expected = {"threshold": math.inf, "tp": 0, "fp": 0, "fn": 0, "tn": 0, "value": 0}
    assert_chosen(choose_threshold([], [], criterion="cost"), expected)
    assert choose_threshold([], [], criterion="f1") is None


def assert_refused(truth: list[int], scores: list[float], **requirement: Any) -> None:
    with pytest.raises(ValueError):
        choose_threshold(truth, scores, **requirement)


def test_senseless_requirements_are_an_error() -> None:
    """An unknown criterion, a negative cost or capacity and a share outside [0, 1] raise ValueError, needed or not."""
    for truth in ([0, 1, 1], [0, 0, 0], [1, 1, 1], []):
        scores = [0.1, 0.5, 0.8][: len(truth)]
        assert_refused(truth, scores, criterion="accuracy")
        for criterion in ("cost", "f1", "youden"):
            assert_refused(truth, scores, criterion=criterion, cost_fp=-1)
            assert_refused(truth, scores, criterion=criterion, cost_fn=-1)
            assert_refused(truth, scores, criterion=criterion, min_tpr=1.5)
            assert_refused(truth, scores, criterion=criterion, min_tpr=-0.5)
            assert_refused(truth, scores, criterion=criterion, max_flagged=-1)
            assert_refused(truth, scores, criterion=criterion, min_tpr=0.5, max_flagged=-1)


def test_bad_data_is_an_error() -> None:
    """Unequal lengths, scores that are not finite and labels other than 0 and 1 raise ValueError."""
    assert_refused([0, 1], [0.5], criterion="cost")
    assert_refused([0, 1], [0.5, math.nan], criterion="cost")
    assert_refused([0, 1], [math.inf, 0.5], criterion="cost")
    assert_refused([-1, 1], [0.5, 0.2], criterion="cost")


def test_many_distinct_scores() -> None:
    """A choice among 200,000 distinct thresholds comes within the time of one test, and is exact."""
    size = 200_000
    generator = np.random.default_rng(3)
    scores = generator.permutation(size) / size
    truth = (generator.random(size) < scores**3).astype(np.int64)
    down = np.argsort(-scores)
    tp, fp = np.cumsum(truth[down]), np.cumsum(1 - truth[down])
    scaled = tp * int(fp[-1]) - fp * int(tp[-1])
    best = int(np.argmax(scaled))
    chosen = choose_threshold(truth, scores, criterion="youden")
    assert chosen is not None
    assert (chosen["threshold"], chosen["tp"], chosen["fp"]) == (scores[down[best]], tp[best], fp[best])
