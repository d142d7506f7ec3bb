"""Part 2: units that fell into the arms otherwise than planned."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import ratio_mismatch


def beyond(statistic, degrees):
    """Return the chi-squared tail by its recursion over degrees of freedom, two at a time."""
    half = statistic / 2
    chance, degree = (math.erfc(math.sqrt(half)), 1) if degrees % 2 else (math.exp(-half), 2)
    while degree < degrees:
        chance += half ** (degree / 2) * math.exp(-half) / math.gamma(degree / 2 + 1)
        degree += 2
    return chance


def expected_value(counts, shares):
    planned = [sum(counts) * share / sum(shares) for share in shares]
    return beyond(sum((n - e) ** 2 / e for n, e in zip(counts, planned, strict=True)), len(counts) - 1)


ARMS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([0.1, 0.25, 0.5, 1.0, 2.0])), min_size=2, max_size=6)


@given(ARMS.filter(lambda arms: any(n for n, _ in arms)))
def test_any_arms(arms):
    """For two to six arms and any shares the p-value is the tail of Pearson's statistic with one degree less than arms."""
    counts, shares = [n for n, _ in arms], [share for _, share in arms]
    assert ratio_mismatch(counts, shares) == pytest.approx(expected_value(counts, shares), rel=1e-6, abs=1e-200)


def test_shares_are_proportions():
    """Only proportions matter: 1 to 3, 0.25 to 0.75 and 25 to 75 are one plan, and 0.3333 three times are thirds."""
    values = [ratio_mismatch([260, 700], shares) for shares in ([1, 3], [0.25, 0.75], np.array([25.0, 75.0]))]
    assert values == pytest.approx([expected_value([260, 700], [1, 3])] * 3, rel=1e-6)
    counts = [10_000, 10_100, 9_900]
    assert ratio_mismatch(counts, [0.3333] * 3) == pytest.approx(expected_value(counts, [1, 1, 1]), rel=1e-6)


def test_a_tiny_p_value_keeps_its_digits():
    """Far out the p-value is small, not zero: it is the tail itself, not one minus the rest."""
    for counts in ([50_000, 53_500], [10_000, 11_500, 12_500], [50_000, 59_700]):
        value = ratio_mismatch(np.array(counts), [1] * len(counts))
        assert 0 < value < 1e-20
        assert value == pytest.approx(expected_value(counts, [1] * len(counts)), rel=1e-6, abs=0)


def test_exactly_as_planned():
    """Counts that are as planned give 1."""
    assert ratio_mismatch([200, 100, 300], [2, 1, 3]) == pytest.approx(1.0)


def test_an_empty_arm():
    """An arm in which nobody fell counts like any other."""
    assert ratio_mismatch([0, 12], [0.5, 0.5]) == pytest.approx(expected_value([0, 12], [1, 1]), rel=1e-6)


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([5], [1.0]),
        ([], []),
        ([5, 5], [1.0]),
        ([5], [0.5, 0.5]),
        ([5, -1], [0.5, 0.5]),
        ([5, 5], [1.0, 0.0]),
        ([5, 5], [1.0, -0.5]),
        ([0, 0], [0.5, 0.5]),
    ],
)
def test_plans_that_make_no_sense(counts, shares):
    """Fewer than two arms, unequal lengths, a negative count, a share that is not positive, no units: ValueError."""
    with pytest.raises(ValueError):
        ratio_mismatch(counts, shares)
