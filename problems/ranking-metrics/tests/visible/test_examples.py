"""The examples of the brief."""

import math

import pytest
from solution import (
    average_precision,
    brier_parts,
    calibration_error,
    isotonic_apply,
    isotonic_fit,
    ndcg,
    reciprocal_rank,
    roc_area,
)

LABELS, SCORES = [1, 0, 1, 0], [0.9, 0.5, 0.5, 0.2]


def test_areas():
    assert roc_area(LABELS, SCORES) == pytest.approx(0.875)
    assert roc_area(LABELS, SCORES, [1, 3, 1, 1]) == pytest.approx(0.8125)
    assert average_precision(LABELS, SCORES) == pytest.approx(1 / 2 + 1 / 2 * 2 / 3)


def test_a_tie_at_the_top():
    third = 1 / math.log2(3)
    assert ndcg([2, 0, 1], [5.0, 5.0, 1.0]) == pytest.approx(((3 + 3 * third) / 2 + 1 / 2) / (3 + third))


def test_three_tied_passages():
    assert reciprocal_rank([1, 0, 0], [5.0, 5.0, 5.0]) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    assert reciprocal_rank([1, 0, 0], [5.0, 5.0, 5.0], 2) == pytest.approx((1 + 1 / 2) / 3)


def test_calibration():
    assert calibration_error([1, 0, 1, 1], [0.6, 0.7, 0.9, 0.9], 2) == pytest.approx(0.025)
    answer = brier_parts([1, 0, 1, 1], [0.5, 0.5, 1.0, 1.0])
    assert answer == pytest.approx({"brier": 0.125, "reliability": 0.0, "resolution": 0.0625, "uncertainty": 0.1875})


def test_isotonic():
    thresholds, values = isotonic_fit([1.0, 2.0, 3.0, 3.0], [1, 0, 1, 0])
    assert list(thresholds) == [1.0, 2.0, 3.0]
    assert list(values) == pytest.approx([0.5, 0.5, 0.5])
    assert list(isotonic_apply([1.0, 3.0], [0.2, 0.6], [0.0, 2.0, 3.0, 9.0])) == pytest.approx([0.2, 0.4, 0.6, 0.6])
