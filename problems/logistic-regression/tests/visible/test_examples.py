"""The brief's examples."""

import math

import numpy as np
import pytest
from solution import NoMinimum, fit, objective, probability

HOURS = [[0.0], [1.0], [2.0], [3.0]]


def test_probability():
    np.testing.assert_allclose(probability(HOURS, [2.0], -1.0), [0.26894142, 0.73105858, 0.95257413, 0.99330715], rtol=1e-7)
    assert probability([[-705.0]], [1.0], 5.0)[0] == pytest.approx(math.exp(-700.0), rel=1e-9, abs=1e-307)


def test_objective():
    value, gradient, last = objective(HOURS, [0, 0, 1, 1], [0.0], 0.0, l2=0.5)
    assert value == pytest.approx(math.log(2))
    assert gradient == pytest.approx([-0.5])
    assert last == pytest.approx(0.0)
    value, gradient, last = objective(HOURS, [0, 0, 0, 1], [1.0], 0.0, l2=0.5, class_weight={0: 1, 1: 3})
    assert value == pytest.approx((math.log(2) + math.log1p(math.e) + math.log1p(math.e**2) + 3 * math.log1p(math.e**-3)) / 6 + 0.25)


def test_fit():
    coef, intercept = fit([[0.0]] * 4 + [[1.0]] * 4, [0, 0, 0, 1, 0, 1, 1, 1], l2=0.0)
    assert coef == pytest.approx([2 * math.log(3)], rel=1e-5)
    assert intercept == pytest.approx(-math.log(3), rel=1e-5)


def test_no_minimum():
    with pytest.raises(NoMinimum):
        fit(HOURS, [0, 0, 1, 1], l2=0.0)
    with pytest.raises(NoMinimum):
        fit(HOURS, [1, 1, 1, 1], l2=1.0)
    fit(HOURS, [0, 0, 1, 1], l2=0.1)
    fit(HOURS, [0, 1, 0, 1], l2=0.0)
