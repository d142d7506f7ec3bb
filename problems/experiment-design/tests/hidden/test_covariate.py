"""Part 3: a covariate from before the experiment, against exact fractions."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import adjusted_difference

KEYS = {"estimate", "standard_error", "theta", "reduction"}
ARM = st.lists(st.tuples(st.integers(-20, 20), st.integers(-5, 5)), min_size=2, max_size=8)


def mean(values):
    return Fraction(sum(values), len(values))


def oracle(control, treatment):
    """Apply the brief's definitions in fractions; an arm is a list of pairs (y, x)."""
    products = squares = Fraction(0)
    for arm in (control, treatment):
        y_mean, x_mean = mean([y for y, _ in arm]), mean([x for _, x in arm])
        products += sum((x - x_mean) * (y - y_mean) for y, x in arm)
        squares += sum((x - x_mean) ** 2 for _, x in arm)
    theta = products / squares if squares else Fraction(0)

    def variance(factor):
        total = Fraction(0)
        for arm in (control, treatment):
            values = [y - factor * x for y, x in arm]
            middle = sum(values, Fraction(0)) / len(values)
            total += sum((value - middle) ** 2 for value in values) / (len(values) - 1) / len(values)
        return total

    difference = mean([y for y, _ in treatment]) - mean([y for y, _ in control])
    shift = mean([x for _, x in treatment]) - mean([x for _, x in control])
    plain, adjusted = variance(Fraction(0)), variance(theta)
    return {
        "estimate": float(difference - theta * shift),
        "standard_error": math.sqrt(adjusted),
        "theta": float(theta),
        "reduction": float(1 - adjusted / plain) if plain else None,
    }


def adjusted(control, treatment):
    columns = [[float(row[place]) for row in arm] for arm in (control, treatment) for place in (0, 1)]
    answer = dict(adjusted_difference(*columns))
    assert set(answer) == KEYS
    return answer


def assert_same(answer, expected, tolerance=1e-6):
    for key, value in expected.items():
        if value is None:
            assert answer[key] is None, key
        else:
            assert answer[key] is not None, key
            assert answer[key] == pytest.approx(value, rel=tolerance, abs=tolerance), key


@given(ARM, ARM)
def test_the_definitions(control, treatment):
    """Theta, estimate, standard error and reduction are as defined, for arms of any sizes."""
    assert_same(adjusted(control, treatment), oracle(control, treatment))


def test_the_effect_does_not_leak_into_theta():
    """Theta is taken within the arms: a large effect and arms that differ in the covariate leave it as it is."""
    control = [(2 * x, x) for x in (0, 1, 2, 3)]
    treatment = [(2 * x + 500, x) for x in (4, 5, 7)]
    answer = adjusted(control, treatment)
    assert answer["theta"] == pytest.approx(2.0)
    assert answer["estimate"] == pytest.approx(500.0)


def test_a_covariate_that_explains_all():
    """If the covariate explains the outcome the standard error is zero and the reduction is one."""
    answer = adjusted([(10 - 3 * x, x) for x in (1, 5, 6)], [(17 - 3 * x, x) for x in (2, 2, 9)])
    assert answer["estimate"] == pytest.approx(7.0)
    assert answer["standard_error"] == pytest.approx(0.0, abs=1e-6)
    assert answer["reduction"] == pytest.approx(1.0)


def test_a_constant_covariate():
    """A covariate that is constant within both arms explains nothing, also if the arms' constants differ."""
    control, treatment = [(1, 4), (3, 4), (8, 4)], [(2, 9), (6, 9)]
    answer = adjusted(control, treatment)
    assert answer["theta"] == 0
    assert answer["estimate"] == pytest.approx(0.0, abs=1e-6)
    assert answer["reduction"] == pytest.approx(0.0, abs=1e-6)
    assert answer["standard_error"] == pytest.approx(math.sqrt(13 / 3 + 8 / 2))


def test_outcomes_without_variance():
    """If the outcome does not vary within the arms there is nothing to reduce: None, not nan."""
    answer = adjusted([(5, 1), (5, 2)], [(6, 1), (6, 3), (6, 7)])
    assert answer["reduction"] is None
    assert answer["standard_error"] == pytest.approx(0.0, abs=1e-6)
    assert answer["estimate"] == pytest.approx(1.0)


def test_what_is_constant_does_not_vary_by_rounding():
    """A value that repeats is constant, also if floats' mean of it is another: theta is 0, and there is nothing to reduce."""
    control, treatment = [(3.3, 0.1), (4.1, 0.1), (8.2, 0.1)], [(2.7, 0.7), (6.6, 0.7), (1.2, 0.7)]
    answer = adjusted(control, treatment)
    plain = oracle([(Fraction(y), 0) for y, _ in control], [(Fraction(y), 0) for y, _ in treatment])
    assert_same(answer, plain)
    flat = adjusted([(0.1, 3), (0.1, 5), (0.1, 4)], [(0.7, 1), (0.7, 1), (0.7, 6)])
    assert_same(flat, {"estimate": 0.6, "standard_error": 0.0, "theta": 0.0, "reduction": None})


def test_where_the_covariate_is_measured_from_does_not_matter():
    """A covariate in seconds since long ago, 1.7e9 and some, gives what the same covariate from zero gives."""
    control, treatment = [(3, 1), (4, 2), (9, 4), (7, 3)], [(8, 2), (5, 0), (9, 1)]
    expected = oracle(control, treatment)
    moved = [[(y, x + 1_700_000_000) for y, x in arm] for arm in (control, treatment)]
    assert_same(adjusted(*moved), expected, tolerance=1e-5)


@pytest.mark.parametrize(("y_unit", "x_unit"), [(1.0, 1e-8), (1e-8, 1.0), (1e-8, 1e-9)])
def test_what_is_measured_in_large_units_varies(y_unit, x_unit):
    """Outcomes or a covariate of a hundred-millionth vary all the same: they have a theta, and something to reduce."""
    control, treatment = [(3, 1), (4, 2), (9, 4), (6, 1)], [(8, 2), (5, 0), (9, 1)]
    units = {"theta": y_unit / x_unit, "estimate": y_unit, "standard_error": y_unit, "reduction": 1.0}
    expected = {key: value * units[key] for key, value in oracle(control, treatment).items()}
    scaled = [[(y * y_unit, x * x_unit) for y, x in arm] for arm in (control, treatment)]
    assert_same(adjusted(*scaled), expected)


def test_arrays_of_integers():
    """Columns may be arrays, of integers too."""
    control, treatment = [(3, 1), (4, 2), (9, 4)], [(8, 2), (5, 0), (9, 1), (0, 0)]
    columns = [np.array([row[place] for row in arm]) for arm in (control, treatment) for place in (0, 1)]
    assert_same(adjusted_difference(*columns), oracle(control, treatment))


@pytest.mark.parametrize("lengths", [(1, 1, 3, 3), (3, 3, 1, 1), (3, 2, 3, 3), (3, 3, 2, 3), (3, 3, 3, 4), (0, 0, 2, 2)])
def test_arms_that_are_too_small_or_uneven(lengths):
    """Fewer than two units in an arm, or a covariate of another length, raise ValueError."""
    with pytest.raises(ValueError):
        adjusted_difference(*([1.0, 2.0, 4.0, 8.0][:length] for length in lengths))
