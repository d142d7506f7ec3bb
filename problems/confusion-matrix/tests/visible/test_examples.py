"""The examples of the brief."""

import math

import pytest
from solution import binary_rates, choose_threshold, class_report, confusion_matrix, roc_area, sweep

TRUTH = [1, 0, 1, 0]
SCORES = [0.9, 0.4, 0.4, 0.1]


def test_rows_are_the_truth() -> None:
    labels, matrix = confusion_matrix(["urgent", "routine", "urgent"], ["routine", "routine", "urgent"])
    assert list(labels) == ["routine", "urgent"]
    assert [list(row) for row in matrix] == [[1, 0], [1, 1]]


def test_rates_of_an_ordinary_matrix() -> None:
    rates = binary_rates(tp=40, fp=30, fn=10, tn=120)
    expected = {"n": 200, "prevalence": 0.25, "accuracy": 0.8, "tpr": 0.8, "fpr": 0.2, "ppv": 4 / 7, "npv": 12 / 13}
    expected |= {"f_beta": 2 / 3, "kappa": 9 / 17, "lr_plus": 4.0, "lr_minus": 0.25}
    expected |= {"mcc": 4500 / math.sqrt(70 * 50 * 150 * 130)}
    assert {key: rates[key] for key in expected} == pytest.approx(expected)


def test_rates_that_nothing_can_measure_are_none() -> None:
    rates = binary_rates(tp=0, fp=0, fn=0, tn=25)
    undefined = {"tpr", "fnr", "ppv", "fdr", "balanced_accuracy", "f_beta", "mcc", "kappa", "lr_plus", "lr_minus"}
    assert {key for key, value in rates.items() if value is None} == undefined
    assert rates["tnr"] == rates["npv"] == rates["accuracy"] == 1


def test_averages_say_how_many_classes_they_cover() -> None:
    report = class_report([[5, 1, 0], [2, 2, 0], [1, 0, 0]])
    assert report["averages"]["macro"]["ppv"] == pytest.approx((5 / 8 + 2 / 3) / 2)
    assert report["averages"]["macro"]["tpr"] == pytest.approx((5 / 6 + 1 / 2 + 0) / 3)
    assert report["defined"] == {"ppv": 2, "tpr": 3, "f_beta": 3}


def test_tied_scores_are_one_point() -> None:
    points = sweep(TRUTH, SCORES)
    assert list(points["thresholds"]) == [math.inf, 0.9, 0.4, 0.1]
    assert list(points["tp"]) == [0, 1, 2, 2]
    assert list(points["fp"]) == [0, 0, 1, 2]
    assert list(points["fn"]) == [2, 1, 0, 0]
    assert list(points["tn"]) == [2, 2, 1, 0]


def test_a_tie_counts_half_in_the_area() -> None:
    assert roc_area(TRUTH, SCORES) == pytest.approx(0.875)


def test_of_tied_points_the_highest_threshold() -> None:
    chosen = choose_threshold(TRUTH, SCORES, criterion="youden")
    assert chosen == {"threshold": 0.9, "tp": 1, "fp": 0, "fn": 1, "tn": 2, "value": 0.5}


def test_a_dear_miss_lowers_the_threshold() -> None:
    chosen = choose_threshold(TRUTH, SCORES, criterion="cost", cost_fn=10)
    assert chosen == {"threshold": 0.4, "tp": 2, "fp": 1, "fn": 0, "tn": 1, "value": 1}


def test_no_point_keeps_to_both_limits() -> None:
    assert choose_threshold(TRUTH, SCORES, criterion="f1", max_flagged=0, min_tpr=0.5) is None
