"""Part 5: many comparisons; each procedure is carried out literally, in fractions, at every level that matters."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import adjusted_p_values

METHODS = ("bonferroni", "holm", "bh", "by")
P_VALUES = st.lists(st.sampled_from([0.0, 0.001, 0.004, 0.01, 0.012, 0.03, 0.2, 0.21, 0.6, 1.0]), min_size=1, max_size=7)


def harmonic(count):
    return sum(Fraction(1, rank) for rank in range(1, count + 1))


def rejected(p_values, method, level):
    """Return the places that the procedure rejects at this level."""
    count = len(p_values)
    order = sorted(range(count), key=lambda i: p_values[i])
    if method == "bonferroni":
        return {i for i in order if p_values[i] <= level / count}
    if method == "holm":
        gone = set()
        for place, i in enumerate(order):
            if p_values[i] > level / (count - place):
                break
            gone.add(i)
        return gone
    share = level / harmonic(count) if method == "by" else level
    passing = [place for place, i in enumerate(order) if p_values[i] <= share * Fraction(place + 1, count)]
    return set(order[: passing[-1] + 1]) if passing else set()


def oracle(p_values, method):
    """For each place, return the smallest level at which it is rejected, 1 at most."""
    exact = [Fraction(p) for p in p_values]
    count = len(exact)
    factors = [Fraction(count, rank) for rank in range(1, count + 1)] + list(range(1, count + 1))
    factors += [factor * harmonic(count) for factor in factors]
    levels = sorted({min(p * factor, Fraction(1)) for p in exact for factor in factors} | {Fraction(1)})
    found = [rejected(exact, method, level) for level in levels]
    return [float(next((v for v, gone in zip(levels, found, strict=True) if i in gone), 1)) for i in range(count)]


def check(p_values, method):
    answer = [float(value) for value in adjusted_p_values(p_values, method)]
    assert answer == pytest.approx(oracle(list(p_values), method), rel=1e-6, abs=1e-9)


@given(P_VALUES)
def test_bonferroni(p_values):
    """Bonferroni's adjusted p-values are the smallest levels at which p <= level / m."""
    check(p_values, "bonferroni")


@given(P_VALUES)
def test_holm(p_values):
    """Holm's adjusted p-values are the smallest levels at which the step-down procedure gets as far."""
    check(p_values, "holm")


@given(P_VALUES)
def test_benjamini_hochberg(p_values):
    """The adjusted p-values of Benjamini and Hochberg are the smallest levels at which the step-up procedure rejects."""
    check(p_values, "bh")


@given(P_VALUES)
def test_benjamini_yekutieli(p_values):
    """The adjusted p-values of Benjamini and Yekutieli hold the level under any dependence."""
    check(p_values, "by")


@pytest.mark.parametrize("method", METHODS)
def test_the_order_is_that_of_the_hypotheses(method):
    """Results come in the order given, from lists and from arrays."""
    p_values = [0.04, 0.0005, 0.3, 0.011, 0.011]
    check(p_values, method)
    check(np.array(p_values[::-1]), method)


def test_a_later_hypothesis_does_not_overtake():
    """Adjusted values are in the order of the p-values: step-down takes the largest so far, step-up the smallest to come."""
    check([0.011, 0.02, 0.0205], "holm")
    check([0.02, 0.0205, 0.021], "bh")
    check([0.02, 0.0205, 0.021], "by")


@pytest.mark.parametrize("method", METHODS)
def test_no_hypotheses(method):
    """Of no hypotheses there are no p-values."""
    assert len(adjusted_p_values([], method)) == 0


def test_p_values_that_are_none():
    """A p-value outside [0, 1] or nan, and an unknown method, raise ValueError."""
    for method in METHODS:
        for bad in (-0.1, 1.1, float("nan")):
            with pytest.raises(ValueError):
                adjusted_p_values([0.5, bad], method)
    for p_values in ([0.5], []):
        with pytest.raises(ValueError):
            adjusted_p_values(p_values, "fdr")
