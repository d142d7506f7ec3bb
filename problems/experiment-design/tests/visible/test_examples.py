"""The examples of the brief."""

import pytest
from solution import (
    adjusted_difference,
    adjusted_p_values,
    constant_limit,
    detectable_effect,
    power,
    ratio_mismatch,
    sample_size,
    sequential,
)

EQUAL = {"sd_control": 1.0, "sd_treatment": 1.0}


def test_power_and_size():
    assert power(0.5, 64, 64, **EQUAL) == pytest.approx(0.80743, abs=1e-5)
    assert tuple(sample_size(0.5, **EQUAL)) == (63, 63)
    assert tuple(sample_size(0.5, **EQUAL, ratio=0.5)) == (95, 48)
    assert detectable_effect(64, 64, **EQUAL) == pytest.approx(0.49525, abs=1e-5)


def test_ratio():
    assert ratio_mismatch([5000, 5150], [1, 1]) == pytest.approx(0.13652, abs=1e-5)
    assert ratio_mismatch([5000, 5400], [0.5, 0.5]) == pytest.approx(8.77e-5, rel=1e-4)


def test_a_covariate_that_explains_all():
    answer = adjusted_difference([3, 5, 7], [1, 2, 3], [6, 8], [1, 2])
    assert answer["theta"] == pytest.approx(2)
    assert answer["estimate"] == pytest.approx(3)
    assert answer["standard_error"] == pytest.approx(0, abs=1e-6)
    assert answer["reduction"] == pytest.approx(1)


def test_two_looks():
    answer = sequential(0.5, [2, 4], [(0, 2), (0, 4)])
    assert answer["stops"] == pytest.approx(0.5)
    assert answer["mean_n"] == pytest.approx(3.0)


def test_a_limit_for_all_looks():
    assert constant_limit([4, 8], 0.2) == pytest.approx(2.0)
    assert constant_limit([4, 8], 0.15) == pytest.approx(2.1213, abs=1e-4)
    assert constant_limit([4], 0.1) is None


def test_three_hypotheses():
    assert list(adjusted_p_values([0.01, 0.04, 0.03], "holm")) == pytest.approx([0.03, 0.06, 0.06])
    assert list(adjusted_p_values([0.01, 0.04, 0.03], "bh")) == pytest.approx([0.03, 0.04, 0.04])
