"""Part 1: power, sample size and detectable effect, against the error function."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import detectable_effect, power, sample_size

WHOLE = (int, np.integer)
SPREADS = st.sampled_from([0.5, 1.0, 3.0, 40.0])
ALPHAS = st.sampled_from([0.01, 0.05, 0.2])
NEARLY = 1e-6  # relative


def above(z):
    """Return the chance that a standard normal exceeds z."""
    return math.erfc(z / math.sqrt(2)) / 2


def exceeded_with(tail):
    """Return the value that a standard normal exceeds with this chance, below a half."""
    low, high = 0.0, 20.0
    while low < (z := (low + high) / 2) < high:
        low, high = (z, high) if above(z) > tail else (low, z)
    return high


def chance(effect, n_control, n_treatment, sd_control, sd_treatment, alpha):
    shift = effect / math.sqrt(sd_control**2 / n_control + sd_treatment**2 / n_treatment)
    limit = exceeded_with(alpha / 2)
    return above(limit - shift) + above(limit + shift)


@given(
    st.sampled_from([-2.0, -0.3, 0.01, 0.25, 1.0]),
    st.integers(1, 500),
    st.integers(1, 500),
    SPREADS,
    SPREADS,
    ALPHAS,
)
def test_power_of_any_design(effect, n_control, n_treatment, sd_control, sd_treatment, alpha):
    """Power is the chance of either tail, for arms of different sizes and spreads and effects of either sign."""
    answer = power(effect, n_control, n_treatment, sd_control=sd_control, sd_treatment=sd_treatment, alpha=alpha)
    expected = chance(effect, n_control, n_treatment, sd_control, sd_treatment, alpha)
    assert answer == pytest.approx(expected, rel=NEARLY, abs=1e-9)


def test_power_without_an_effect():
    """Without an effect the power is the level, and the level is 5 % unless something else is said."""
    assert power(0.0, 30, 70, sd_control=2.0, sd_treatment=1.0, alpha=0.01) == pytest.approx(0.01, rel=1e-6)
    assert power(0, 30, 70, sd_control=2.0, sd_treatment=1.0) == pytest.approx(0.05, rel=1e-6)


def test_a_very_small_level():
    """A level of 1e-12 keeps its digits: an effect at the limit is declared half of the time."""
    high = exceeded_with(0.5e-12)
    assert power(high, 2, 2, sd_control=1.0, sd_treatment=1.0, alpha=1e-12) == pytest.approx(0.5, rel=NEARLY)
    needed = detectable_effect(2, 2, sd_control=1.0, sd_treatment=1.0, target=0.5, alpha=1e-12)
    assert needed == pytest.approx(high, rel=NEARLY)
    assert_fewest(-0.0025, 2.0, 1.0, 0.8, 1e-12, 2.0)


def test_an_effect_of_many_standard_errors():
    """A strict level and a high target ask for more than ten standard errors, found like any other effect."""
    needed = detectable_effect(50, 80, sd_control=2.0, sd_treatment=1.0, target=0.99995, alpha=1e-12)
    expected = (exceeded_with(0.5e-12) + exceeded_with(0.00005)) * math.sqrt(4 / 50 + 1 / 80)
    assert needed == pytest.approx(expected, rel=1e-6)


def assert_fewest(effect, sd_control, sd_treatment, target, alpha, ratio):
    n_control, n_treatment = sample_size(
        effect, sd_control=sd_control, sd_treatment=sd_treatment, target=target, alpha=alpha, ratio=ratio
    )
    assert isinstance(n_control, WHOLE)
    assert isinstance(n_treatment, WHOLE)
    n_control = int(n_control)
    assert n_control >= 1
    assert n_treatment == math.ceil(ratio * n_control)
    assert chance(effect, n_control, int(n_treatment), sd_control, sd_treatment, alpha) >= target - 1e-9
    if n_control > 1:
        fewer = n_control - 1
        assert chance(effect, fewer, math.ceil(ratio * fewer), sd_control, sd_treatment, alpha) < target + 1e-9


@given(
    st.sampled_from([-0.7, 0.05, 0.2, 1.5]),
    SPREADS,
    SPREADS,
    st.sampled_from([0.3, 0.5, 0.8, 0.95]),
    ALPHAS,
    st.sampled_from([0.25, 0.5, 1.0, 1.5, 4.0]),
)
def test_the_fewest_units(effect, sd_control, sd_treatment, target, alpha, ratio):
    """The sizes reach the target, and one unit less in the control does not."""
    assert_fewest(effect, sd_control, sd_treatment, target, alpha, ratio)


def assert_smallest(effect, n_control, n_treatment, sd_control, sd_treatment, target, alpha):
    """Within a millionth of the effect, power passes the target."""
    design = (n_control, n_treatment, sd_control, sd_treatment, alpha)
    shrunk, grown = (chance(effect * factor, *design) for factor in (1 - NEARLY, 1 + NEARLY))
    assert effect > 0
    assert shrunk <= target <= grown


@pytest.mark.parametrize("target", [0.055, 0.06, 0.08])
def test_both_tails_count_for_a_weak_experiment(target):
    """Where the power is little above the level the tail on the wrong side is part of it."""
    assert_fewest(0.1, 1.0, 1.0, target, 0.05, 1.0)
    needed = detectable_effect(100, 100, sd_control=1.0, sd_treatment=1.0, target=target)
    assert_smallest(needed, 100, 100, 1.0, 1.0, target, 0.05)


@pytest.mark.parametrize("plan", [(0.001, 3.0, 2.0, 0.9, 0.01, 0.5), (0.00002, 1.0, 1.0, 0.055, 0.05, 1.0)])
def test_a_very_small_effect(plan):
    """Hundreds of millions of units are found as fast as a few, and to the last that matters, in one tail or both."""
    assert_fewest(*plan)


def test_the_treatment_is_rounded_in_floats():
    """The second size is the ceiling of a product of floats: 0.07 * 300 is a little above 21, so there are 22."""
    assert tuple(sample_size(0.619, sd_control=1.0, sd_treatment=1.0, ratio=0.07)) == (300, 22)


def test_one_unit_is_enough():
    """For an effect far beyond the noise one unit each is enough."""
    assert tuple(sample_size(50.0, sd_control=1.0, sd_treatment=1.0)) == (1, 1)
    assert tuple(sample_size(-50.0, sd_control=1.0, sd_treatment=1.0, ratio=2.5)) == (1, 3)


def test_what_is_assumed_unless_said():
    """Power 80 %, level 5 % and equal arms are the defaults of all three."""
    n_control, n_treatment = sample_size(0.3, sd_control=1.0, sd_treatment=2.0)
    assert n_treatment == n_control
    assert chance(0.3, n_control, n_control, 1.0, 2.0, 0.05) >= 0.8 > chance(0.3, n_control - 1, n_control - 1, 1.0, 2.0, 0.05)
    needed = detectable_effect(60, 90, sd_control=1.0, sd_treatment=2.0)
    assert_smallest(needed, 60, 90, 1.0, 2.0, 0.8, 0.05)


@given(
    st.integers(1, 1000),
    st.integers(1, 1000),
    st.tuples(SPREADS, SPREADS),
    st.sampled_from([0.3, 0.8, 0.99]),
    st.sampled_from([1, 60_000]),
)
def test_the_smallest_effect(n_control, n_treatment, minutes, target, a_minute):
    """The detectable effect is positive, and its power is the target, in minutes as in milliseconds."""
    sd_control, sd_treatment = (spread * a_minute for spread in minutes)
    effect = detectable_effect(
        n_control, n_treatment, sd_control=sd_control, sd_treatment=sd_treatment, target=target, alpha=0.2
    )
    assert_smallest(effect, n_control, n_treatment, sd_control, sd_treatment, target, 0.2)


@pytest.mark.parametrize("change", [{"alpha": 0.0}, {"alpha": 1.0}, {"target": 0.0}, {"target": 1.0}, {"target": 0.05}])
def test_levels_and_targets_that_make_no_sense(change):
    """A level or target outside (0, 1), and a target not above the level, raise ValueError."""
    with pytest.raises(ValueError):
        sample_size(0.5, sd_control=1.0, sd_treatment=1.0, **change)
    with pytest.raises(ValueError):
        detectable_effect(9, 9, sd_control=1.0, sd_treatment=1.0, **change)
    if "alpha" in change:
        with pytest.raises(ValueError):
            power(0.5, 9, 9, sd_control=1.0, sd_treatment=1.0, **change)


def test_designs_that_make_no_sense():
    """No effect, no unit in an arm, a ratio that is not positive: ValueError."""
    for effect, ratio in ((0.0, 1.0), (0.5, 0.0), (0.5, -1.0)):
        with pytest.raises(ValueError):
            sample_size(effect, sd_control=1.0, sd_treatment=1.0, ratio=ratio)
    for sizes in ((0, 5), (5, 0)):
        with pytest.raises(ValueError):
            power(0.5, *sizes, sd_control=1.0, sd_treatment=1.0)
        with pytest.raises(ValueError):
            detectable_effect(*sizes, sd_control=1.0, sd_treatment=1.0)
