"""`objective` and `probability`: values by `math` in high precision, gradients by differences."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import objective, probability

SEED = st.integers(0, 10_000)


def data(seed, count=12, width=3):
    rng = np.random.default_rng(seed)
    labels = np.append(rng.integers(0, 2, count - 2), [0, 1])
    return rng.standard_normal((count, width)), labels, rng.standard_normal(width), float(rng.standard_normal())


def by_definition(x, y, coef, intercept, l2, weights=(1, 1)):
    """The brief's formula with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        total = Decimal(0)
        for row, label in zip(np.asarray(x, dtype=float).tolist(), y, strict=True):
            z = sum(Decimal(a) * Decimal(b) for a, b in zip(row, coef, strict=True)) + Decimal(intercept)
            total += Decimal(weights[int(label)]) * (1 + (-z if label else z).exp()).ln()
        size = sum(Decimal(weights[int(label)]) for label in y)
        return float(total / size + Decimal(l2) / 2 * sum(Decimal(each) ** 2 for each in coef))


@given(seed=SEED, l2=st.sampled_from([0.0, 0.25, 3.0]), weights=st.sampled_from([None, (1.0, 5.0), (0.25, 2.0)]))
def test_the_value(seed, l2, weights):
    """The value is the weighted mean of the losses, and l2 / 2 times the squares of the coefficients alone."""
    x, y, coef, intercept = data(seed)
    class_weight = None if weights is None else dict(enumerate(weights))
    value, _, _ = objective(x, y, coef, intercept, l2=l2, class_weight=class_weight)
    assert value == pytest.approx(by_definition(x, y, coef.tolist(), intercept, l2, weights or (1, 1)), rel=1e-9)


@given(seed=SEED, l2=st.sampled_from([0.0, 0.25, 3.0]), weights=st.sampled_from([None, {0: 1, 1: 5}, "balanced"]))
def test_the_gradient(seed, l2, weights):
    """The gradient is that of the value, by central differences; the intercept has no penalty."""
    x, y, coef, intercept = data(seed)
    options = {"l2": l2, "class_weight": weights}
    _, gradient, last = objective(x, y, coef, intercept, **options)
    assert np.shape(gradient) == (3,)
    step = 1e-5
    for place in range(3):
        by = np.eye(3)[place] * step
        up, down = (objective(x, y, coef + sign * by, intercept, **options)[0] for sign in (1, -1))
        assert gradient[place] == pytest.approx((up - down) / (2 * step), abs=1e-7)
    up, down = (objective(x, y, coef, intercept + sign * step, **options)[0] for sign in (1, -1))
    assert last == pytest.approx((up - down) / (2 * step), abs=1e-7)


@pytest.mark.parametrize("size", [30.0, 300.0, 700.0, 800.0, 1e5])
@pytest.mark.parametrize("label", [0, 1])
def test_far_away(size, label):
    """For one row far on the right or the wrong side, value and gradient are right, not inf, NaN or cut off."""
    for z in (size, -size):
        value, gradient, last = objective([[z]], [label], [1.0], 0.0, l2=0.0)
        right = z if label else -z
        if right < 0:
            assert value == pytest.approx(-right + math.exp(right), rel=1e-9, abs=1e-307)
            assert last == pytest.approx(-1.0 if label else 1.0, rel=1e-9, abs=1e-307)
        else:
            assert value == pytest.approx(math.exp(-right), rel=1e-9, abs=1e-307)
            assert last == pytest.approx((-1 if label else 1) * math.exp(-right), rel=1e-9, abs=1e-307)
        assert gradient[0] == pytest.approx(last * z, rel=1e-9, abs=1e-307)


def test_not_so_far_away():
    """For one row with a z from 0 to 40 on the right side, or on the wrong one, value and gradient are right to nine digits."""
    for z in np.linspace(-40.0, 40.0, 161).tolist():
        for label, sign in ((0, 1), (1, -1)):
            value, gradient, last = objective([[z]], [label], [1.0], 0.0, l2=0.0)
            with localcontext() as context:
                context.prec = 60
                slope = float(sign / (1 + (-sign * Decimal(z)).exp()))
            assert value == pytest.approx(by_definition([[z]], [label], [1.0], 0.0, 0.0), rel=1e-9, abs=1e-307)
            assert last == pytest.approx(slope, rel=1e-9, abs=1e-307)
            assert gradient[0] == pytest.approx(slope * z, rel=1e-9, abs=1e-307)


@pytest.mark.parametrize("z", [0.0, 1.5, -1.5, 40.0, -40.0, -600.0, -690.0, -709.9, -711.0, 710.0, 1000.0, -1000.0, 1e6, -1e6])
def test_probabilities(z):
    """Probabilities are right to nine digits, very small ones too, and never NaN."""
    with localcontext() as context:
        context.prec = 60
        expected = float(1 / (1 + (-Decimal(z)).exp()))
    (got,) = probability([[z / 2]], [1.0], z / 2)
    assert got == pytest.approx(expected, rel=1e-9, abs=1e-307)


@given(seed=SEED)
def test_probabilities_of_rows(seed):
    """`probability` has one number per row: that of class 1 for the row's z."""
    x, _, coef, intercept = data(seed)
    expected = [1 / (1 + math.exp(-(float(row @ coef) + intercept))) for row in x]
    assert np.shape(probability(x, coef, intercept)) == (12,)
    np.testing.assert_allclose(probability(x, coef, intercept), expected, rtol=1e-9)


def test_probabilities_of_whole_features():
    """Features may be whole numbers, in a list of lists or an array: coefficients and intercept keep their fractions."""
    x, coef, intercept = [[1, 2], [0, 3], [2, -2], [-7, 1]], [0.5, -1.25], 0.75
    expected = [1 / (1 + math.exp(-(a * coef[0] + b * coef[1] + intercept))) for a, b in x]
    for rows in (x, np.array(x)):
        np.testing.assert_allclose(probability(rows, coef, intercept), expected, rtol=1e-9)
        np.testing.assert_allclose(probability(rows, np.array(coef), intercept), expected, rtol=1e-9)


def test_arrays_of_single_precision():
    """Features and coefficients may be float32: they count as the numbers that they are, in double precision."""
    x = np.array([[0.1, 0.2], [0.3, 0.7], [-1.1, 2.3]], dtype=np.float32)
    coef, intercept = np.array([0.3, -0.7], dtype=np.float32), 0.1
    value, gradient, last = objective(x, [0, 1, 1], coef, intercept, l2=0.1)
    wide, wide_coef = x.tolist(), coef.tolist()
    assert value == pytest.approx(by_definition(wide, [0, 1, 1], wide_coef, intercept, 0.1), rel=1e-9)
    _, same, same_last = objective(wide, [0, 1, 1], wide_coef, intercept, l2=0.1)
    np.testing.assert_allclose(gradient, same, rtol=1e-9)
    assert last == pytest.approx(same_last, rel=1e-9)
    expected = [1 / (1 + math.exp(-(a * wide_coef[0] + b * wide_coef[1] + intercept))) for a, b in wide]
    np.testing.assert_allclose(probability(x, coef, intercept), expected, rtol=1e-9)


@given(seed=SEED, times=st.integers(2, 5))
def test_a_weight_is_a_number_of_copies(seed, times):
    """Giving class 1 a whole weight is the same as having its rows so many times, in whichever order the weights are given."""
    x, y, coef, intercept = data(seed)
    copies = np.concatenate([np.arange(12), *[np.flatnonzero(y == 1)] * (times - 1)])
    weights = {0: 1.0, 1: float(times)}
    weighted = objective(x, y, coef, intercept, l2=0.5, class_weight=weights)
    turned = objective(x, y, coef, intercept, l2=0.5, class_weight=dict(reversed(weights.items())))
    copied = objective(x[copies], y[copies], coef, intercept, l2=0.5)
    for one, other, third in zip(weighted, copied, turned, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(third, other, rtol=1e-9, atol=1e-12)


def test_balanced_classes():
    """ "balanced" gives both classes the same weight in all, however many rows they have."""
    x, y = [[1.0], [2.0], [4.0], [-1.0], [0.5]], [1, 0, 0, 0, 0]
    balanced = objective(x, y, [0.3], -0.2, l2=0.1, class_weight="balanced")
    by_hand = objective(x, y, [0.3], -0.2, l2=0.1, class_weight={0: 5 / 8, 1: 5 / 2})
    for one, other in zip(balanced, by_hand, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    assert balanced[0] == pytest.approx(by_definition(x, y, [0.3], -0.2, 0.1, (1, 4)), rel=1e-9)


def test_many_labels_of_short_types_in_balance():
    """ "balanced" counts the rows of each class, also where there are more than the labels' own type can count."""
    x, y = [[0.25 * (row % 7)] for row in range(4000)], np.array([1, 1, 0, 1] * 999 + [1] * 4)
    by_hand = objective(x, y.tolist(), [0.3], -0.2, l2=0.1, class_weight={0: 4000 / (2 * 999), 1: 4000 / (2 * 3001)})
    for kind in (bool, np.int8, np.uint8, np.float16, np.float32):
        balanced = objective(x, y.astype(kind), [0.3], -0.2, l2=0.1, class_weight="balanced")
        for one, other in zip(balanced, by_hand, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-9)


def test_one_class_in_balance():
    """The objective of rows of one class is defined: "balanced" gives them all the same weight, as without weights."""
    for label in (0, 1):
        x, y = [[1.5], [-0.5], [2.0]], [label] * 3
        balanced = objective(x, y, [0.75], -0.5, l2=0.1, class_weight="balanced")
        plain = objective(x, y, [0.75], -0.5, l2=0.1)
        for one, other in zip(balanced, plain, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize(
    "labels",
    [[0, 1, 1], [False, True, True], [0.0, 1.0, 1.0], np.array([0, 1, 1]), np.array([0, 1, 1], dtype=np.uint8)],
)
def test_kinds_of_labels(labels):
    """Labels may be whole numbers, floats or truth values, in a list or an array; features may be whole numbers."""
    value, _, _ = objective([[1, 2], [0, 3], [2, 2]], labels, [0.5, -1.0], 0.25, l2=1)
    expected = by_definition([[1, 2], [0, 3], [2, 2]], [0, 1, 1], [0.5, -1.0], 0.25, 1)
    assert value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("x", "y", "coef"),
    [
        ([1.0, 2.0, 0.5], [0, 1, 1], [1.0]),
        ([1.0, 2.0], [1], [1.0, 1.0]),
        ([[1.0, 2.0]], [0, 1], [1.0, 1.0]),
        ([[1.0], [2.0]], [[0], [1]], [1.0]),
        ([[1.0]], [2], [1.0]),
        ([[1.0, 2.0, 0.5], [0.0, 1.0, 4.0]], [0, 1], [1.0]),
        (np.empty((0, 2)), [], [1.0, 1.0]),
        (np.empty((3, 0)), [0, 1, 0], []),
        ([[1.0], [float("nan")]], [0, 1], [1.0]),
        ([[1.0], [float("inf")]], [0, 1], [1.0]),
    ],
    ids=[
        "a row for a column",
        "a row for a table",
        "two labels for a row",
        "a table of labels",
        "label",
        "one coefficient for all",
        "no rows",
        "no features",
        "nan",
        "infinite",
    ],
)
def test_faulty_arguments_of_the_objective(x, y, coef):
    """`objective` refuses shapes that do not fit, other labels and features that are not finite, as `fit` does: ValueError."""
    with pytest.raises(ValueError):
        objective(x, y, coef, 0.0, l2=0.0)


FAULTY_OPTIONS = [
    {"l2": -0.5},
    {"l2": math.nan},
    {"l2": math.inf},
    {"class_weight": "uniform"},
    {"class_weight": {0: 2.0}},
    {"class_weight": {0: 1.0, 1: 2.0, 2: 3.0}},
    {"class_weight": {0: 0.0, 1: 2.0}},
    {"class_weight": {0: 1.0, 1: -2.0}},
    {"class_weight": {0: math.nan, 1: 2.0}},
    {"class_weight": {0: 1.0, 1: math.inf}},
]


def test_faulty_options_of_the_objective():
    """`objective` refuses penalties and class weights that the brief does not allow, as `fit` does: ValueError."""
    for options in FAULTY_OPTIONS:
        with pytest.raises(ValueError):
            objective([[1.0], [2.0], [0.5]], [0, 1, 1], [0.25], 0.0, **{"l2": 0.1, **options})
