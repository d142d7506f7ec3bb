"""Part 2: the rates of two classes."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from solution import binary_rates

KEYS = {"tp", "fp", "fn", "tn", "n", "prevalence", "tpr", "fnr", "tnr", "fpr", "ppv", "fdr", "npv", "for"} | {
    "accuracy", "balanced_accuracy", "f_beta", "mcc", "kappa", "lr_plus", "lr_minus"
}  # fmt: skip
COUNT = st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 5000))
COUNTS = st.fixed_dictionaries({"tp": COUNT, "fp": COUNT, "fn": COUNT, "tn": COUNT})
POSITIVE_SIDE = {"tpr", "fnr", "balanced_accuracy", "mcc", "lr_plus", "lr_minus"}
NEGATIVE_SIDE = {"tnr", "fpr", "balanced_accuracy", "mcc", "lr_plus", "lr_minus"}


def divided(numerator: Fraction | int, denominator: Fraction | int) -> Fraction | None:
    return Fraction(numerator) / Fraction(denominator) if denominator else None


def ratio(above: Fraction | None, below: Fraction | None) -> Fraction | float | None:
    """Divide two rates; a positive one over zero is infinite."""
    if above is None or below is None or above == below == 0:
        return None
    return above / below if below else math.inf


def oracle(tp: int, fp: int, fn: int, tn: int, beta: float) -> dict[str, float | None]:
    """The brief's definitions in exact fractions, one line each."""
    n, square = tp + fp + fn + tn, Fraction(beta) ** 2
    exact: dict[str, Fraction | float | None] = {"tp": tp, "fp": fp, "fn": fn, "tn": tn, "n": n}
    exact |= {"prevalence": divided(tp + fn, n), "accuracy": divided(tp + tn, n)}
    tpr, fnr = divided(tp, tp + fn), divided(fn, tp + fn)
    tnr, fpr = divided(tn, tn + fp), divided(fp, tn + fp)
    exact |= {"tpr": tpr, "fnr": fnr, "tnr": tnr, "fpr": fpr}
    exact |= {"ppv": divided(tp, tp + fp), "fdr": divided(fp, tp + fp)}
    exact |= {"npv": divided(tn, tn + fn), "for": divided(fn, tn + fn)}
    exact["f_beta"] = divided((1 + square) * tp, (1 + square) * tp + square * fn + fp)
    both = tp + fn and tn + fp
    exact["balanced_accuracy"] = (Fraction(tp, tp + fn) + Fraction(tn, tn + fp)) / 2 if both else None
    exact |= {"lr_plus": ratio(tpr, fpr), "lr_minus": ratio(fnr, tnr)}
    chance = divided((tp + fp) * (tp + fn) + (fn + tn) * (fp + tn), n * n)
    exact["kappa"] = None if chance is None else divided(Fraction(tp + tn, n) - chance, 1 - chance)
    spread = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    exact["mcc"] = (tp * tn - fp * fn) / math.sqrt(spread) if spread else None
    return {key: None if value is None else float(value) for key, value in exact.items()}


def assert_same(rates: dict[str, float | None], expected: dict[str, float | None]) -> None:
    """Compare key by key, so that a failure names the rate."""
    for key, value in expected.items():
        if value is None:
            assert rates[key] is None, key
        else:
            assert rates[key] is not None, key
            assert rates[key] == pytest.approx(value, rel=1e-9, abs=1e-9), key


@given(COUNTS, st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0]))
@example({"tp": 7, "fp": 2, "fn": 11, "tn": 31}, 2.0)
@example({"tp": 7, "fp": 2, "fn": 11, "tn": 31}, 0.5)
def test_every_definition(counts: dict[str, int], beta: float) -> None:
    """Every quantity of the table has its defined value, or None where its denominator is zero."""
    assert_same(binary_rates(**counts, beta=beta), oracle(**counts, beta=beta))


def test_the_keys() -> None:
    """The keys are those of the table, whether their values are defined or not."""
    assert set(binary_rates(tp=8, fp=1, fn=3, tn=9)) == KEYS
    assert set(binary_rates(tp=0, fp=0, fn=0, tn=0)) == KEYS


def assert_undefined(counts: tuple[int, int, int, int], expected: set[str]) -> None:
    rates = binary_rates(**dict(zip(("tp", "fp", "fn", "tn"), counts, strict=True)))
    assert {key for key, value in rates.items() if value is None} == expected, counts


def test_nothing_counted() -> None:
    """Without items everything but the counts is None."""
    assert_undefined((0, 0, 0, 0), KEYS - {"tp", "fp", "fn", "tn", "n"})


def test_one_class_alone() -> None:
    """Without positives, or without negatives, exactly the quantities that need them are None."""
    assert_undefined((4, 0, 2, 0), NEGATIVE_SIDE)
    assert_undefined((0, 4, 0, 2), POSITIVE_SIDE)


def test_one_answer_alone() -> None:
    """With nothing flagged, or everything flagged, exactly the quantities that need the other are None."""
    assert_undefined((4, 2, 0, 0), {"npv", "for", "mcc", "lr_minus"})
    assert_undefined((0, 0, 4, 2), {"ppv", "fdr", "mcc", "lr_plus"})


def test_one_cell_alone() -> None:
    """With all items in one cell, exactly the quantities with a zero denominator are None."""
    assert_undefined((6, 0, 0, 0), NEGATIVE_SIDE | {"npv", "for", "kappa"})
    assert_undefined((0, 6, 0, 0), POSITIVE_SIDE | {"npv", "for"})
    assert_undefined((0, 0, 6, 0), NEGATIVE_SIDE | {"ppv", "fdr"})
    assert_undefined((0, 0, 0, 6), POSITIVE_SIDE | {"ppv", "fdr", "f_beta", "kappa"})


def test_f_is_zero_for_a_model_that_flags_nothing() -> None:
    """F-beta follows its own formula: with misses and nothing flagged it is 0, though ppv is undefined."""
    rates = binary_rates(tp=0, fp=0, fn=13, tn=40, beta=2.0)
    assert rates["ppv"] is None
    assert rates["f_beta"] is not None
    assert rates["f_beta"] == 0


def test_a_beta_above_one_favours_recall() -> None:
    """A larger beta moves F towards the true positive rate, a smaller one towards the predictive value."""
    low, high = (binary_rates(tp=30, fp=60, fn=3, tn=200, beta=beta)["f_beta"] for beta in (0.1, 10.0))
    assert low == pytest.approx(101 * 30 / (101 * 30 + 3 + 100 * 60), rel=1e-9)
    assert high == pytest.approx(101 * 30 / (101 * 30 + 100 * 3 + 60), rel=1e-9)


def test_likelihood_ratios_at_the_edge() -> None:
    """A positive rate over a rate of zero is infinite, a zero rate over a positive one is zero."""
    without_false_alarm = binary_rates(tp=9, fp=0, fn=2, tn=17)
    assert without_false_alarm["lr_plus"] == math.inf
    assert binary_rates(tp=9, fp=17, fn=2, tn=0)["lr_minus"] == math.inf
    assert binary_rates(tp=0, fp=4, fn=2, tn=17)["lr_plus"] == 0


def test_counts_of_a_whole_country() -> None:
    """Rates of counts up to 10**9 are as accurate as those of small ones, also from numpy integers."""
    counts = {"tp": 900_000_000, "fp": 800_000_000, "fn": 700_000_000, "tn": 1_000_000_000}
    expected = oracle(**counts, beta=1.0)
    assert_same(binary_rates(**counts), expected)
    assert_same(binary_rates(**{key: np.int64(value) for key, value in counts.items()}), expected)


@given(COUNTS)
def test_naming_the_other_class_positive(counts: dict[str, int]) -> None:
    """With the classes' roles swapped, each rate becomes its counterpart and the symmetric ones stay."""
    rates = binary_rates(**counts)
    mirrored = binary_rates(tp=counts["tn"], tn=counts["tp"], fp=counts["fn"], fn=counts["fp"])
    counterparts = {"tpr": "tnr", "fnr": "fpr", "ppv": "npv", "fdr": "for", "accuracy": "accuracy"}
    counterparts |= {"mcc": "mcc", "kappa": "kappa", "balanced_accuracy": "balanced_accuracy"}
    reflected = {one: mirrored[other] for one, other in counterparts.items()}
    assert_same(reflected, {one: rates[one] for one in counterparts})


def test_a_negative_count_is_an_error() -> None:
    """A negative count raises ValueError, whichever it is."""
    for name in ("tp", "fp", "fn", "tn"):
        with pytest.raises(ValueError):
            binary_rates(**({"tp": 5, "fp": 5, "fn": 5, "tn": 5} | {name: -1}))


def test_a_senseless_beta_is_an_error() -> None:
    """A beta that is not finite and above zero raises ValueError."""
    for beta in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError):
            binary_rates(tp=5, fp=5, fn=5, tn=5, beta=beta)
