"""`fit`: the gradient of what it returns, by the judge's own formula, and closed forms where there are some."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import fit


def gradient_at(x, y, coef, intercept, l2, weights=(1.0, 1.0)):
    """Return the gradient by the brief, each entry by its feature's largest value, the intercept's last."""
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    z = x @ coef + intercept
    small = np.exp(-np.abs(z))
    chance = np.where(z >= 0, 1, small) / (1 + small)
    each = np.where(y == 1, weights[1], weights[0])
    slopes = each * (chance - y) / each.sum()
    scale = np.abs(x).max(axis=0)
    return np.append((slopes @ x + l2 * np.asarray(coef)) / np.where(scale == 0, 1, scale), slopes.sum())


def check(x, y, l2, weights=None, **options):
    """Fit, and look at the promise: no entry of the scaled gradient is above 1e-8."""
    class_weight = None if weights is None else {1: weights[1], 0: weights[0]}
    coef, intercept = fit(x, y, l2=l2, class_weight=class_weight, **options)
    assert np.shape(coef) == (np.shape(x)[1],)
    assert np.shape(intercept) == ()
    gradient = gradient_at(x, y, coef, intercept, l2, weights or (1.0, 1.0))
    assert np.abs(gradient).max() <= 1e-8
    return coef, intercept


def noisy(rng, count, width, strength=1.0):
    """Draw rows whose labels depend on them by chance: no plane separates them."""
    x = rng.standard_normal((count, width))
    y = (rng.random(count) < 1 / (1 + np.exp(-strength * x.sum(axis=1)))).astype(int)
    x[:4], y[:4] = [[2.0] * width, [2.0] * width, [-2.0] * width, [-2.0] * width], [0, 1, 0, 1]
    return x, y


@pytest.mark.points(2)
@given(
    seed=st.integers(0, 10_000),
    width=st.integers(1, 5),
    l2=st.sampled_from([1e-4, 0.01, 1.0, 50.0]),
    weights=st.sampled_from([None, (1.0, 9.0), (2.0, 0.5)]),
)
def test_with_a_penalty(seed, width, l2, weights):
    """With a penalty the gradient at the result is zero, whether or not the classes can be separated."""
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((15, width)), np.append(rng.integers(0, 2, 13), [0, 1])
    check(x, y, l2, weights)


@pytest.mark.points(2)
@given(seed=st.integers(0, 10_000), width=st.integers(1, 4), weights=st.sampled_from([None, (1.0, 9.0), (2.0, 0.5)]))
def test_without_a_penalty(seed, width, weights):
    """Without a penalty, where classes overlap, the gradient at the result is zero."""
    x, y = noisy(np.random.default_rng(seed), 60, width)
    check(x, y, 0.0, weights)


@given(cells=st.lists(st.integers(1, 400), min_size=4, max_size=4))
def test_two_groups(cells):
    """With one feature that is 0 or 1, the result is the log odds of one group and the difference of the other's."""
    zeros, ones, more_zeros, more_ones = cells
    x = [[0.0]] * (zeros + ones) + [[1.0]] * (more_zeros + more_ones)
    y = [0] * zeros + [1] * ones + [0] * more_zeros + [1] * more_ones
    coef, intercept = check(x, y, 0.0)
    assert intercept == pytest.approx(math.log(ones / zeros), rel=1e-5, abs=1e-4)
    assert coef[0] == pytest.approx(math.log(more_ones / more_zeros) - math.log(ones / zeros), rel=1e-5, abs=1e-4)


@pytest.mark.parametrize("l2", [0.0, 1e-3])
def test_features_of_very_different_sizes(l2):
    """Features whose sizes lie between 1e-4 and 1e5 are fitted as well as others."""
    x, y = noisy(np.random.default_rng(100), 300, 5)
    sizes = np.array([1e-4, 1e5, 1.0, 30.0, 0.01])
    coef, _ = check(x * sizes, y, l2)
    if l2 == 0:
        plain, _ = check(x, y, l2)
        np.testing.assert_allclose(np.asarray(coef) * sizes, plain, rtol=1e-5)


def test_features_far_from_zero():
    """Features with a large offset are fitted as well as others."""
    x, y = noisy(np.random.default_rng(101), 300, 3)
    shifted, _ = check(x + np.array([100.0, -40.0, 0.0]), y, 0.0)
    plain, _ = check(x, y, 0.0)
    np.testing.assert_allclose(shifted, plain, rtol=1e-4, atol=1e-6)


def test_where_full_newton_steps_diverge():
    """Outliers, small features and a tiny penalty, from which full Newton steps run away, are no trouble."""
    x = [[0.1884, -0.2069], [1, -1], [-0.0759, 0.0425], [-0.0132, 0.0187], [-0.2854, 0.2068], [-0.0159, -0.0039]]
    for l2 in (1e-9, 1e-8, 1e-6):
        check(x, [1, 1, 1, 0, 1, 1], l2)
    x = [[0.25], [0.5], [-0.25], [1.0], [0.75], [-400.0], [300.0]]
    for y in ([0, 0, 0, 0, 1, 0, 1], [0, 1, 0, 1, 1, 1, 0], [1, 0, 0, 0, 0, 1, 0]):
        check(x, y, 1e-9)


def test_separable_classes_with_a_tiny_penalty():
    """Classes that can be separated have a minimum as soon as there is a penalty, however small."""
    x = np.array([[float(number), 1.0 + number % 3] for number in range(-20, 20)])
    y = (x[:, 0] >= 0).astype(int)
    for l2 in (1e-14, 1e-8, 1e-5, 1.0):
        check(x, y, l2)


@pytest.mark.parametrize("l2", [1e6, 1e9, 1e11, 1e13])
def test_large_features_with_a_large_penalty(l2):
    """Large features with a large penalty have tiny coefficients, which matter as much as others."""
    x = np.array([[4, 4, 4], [4, 3, 4], [-4, -4, -4], [-4, -3, -4]]) * 25_000.0
    check(x, [0, 0, 1, 1], l2)
    check(x[:, 1:2], [0, 1, 0, 1], l2)


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_features_that_depend_on_each_other(l2):
    """Repeated, constant and zero features are allowed; without a penalty any minimum will do."""
    x, y = noisy(np.random.default_rng(102), 80, 2)
    x = np.column_stack([x, x[:, 0], x[:, 0] - 2 * x[:, 1], np.full(80, 3.0), np.zeros(80)])
    coef, _ = check(x, y, l2)
    if l2:
        assert coef[0] == pytest.approx(coef[2], abs=1e-6)
        assert coef[5] == pytest.approx(0.0, abs=1e-7)


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_a_constant_that_is_no_whole_number(l2):
    """A feature may be constant whatever its number is, also one that binary fractions only come near."""
    y = np.array([0, 1, 0, 1, 1, 0, 1, 1, 0, 0])
    for number in (0.1, 0.3, 1.1, -0.7):
        check(np.column_stack([np.full(10, number), np.arange(10) % 4]), y, l2)


def test_kinds_of_labels():
    """Labels may be truth values, whole numbers or floats, in arrays of short and unsigned types too."""
    x, y = noisy(np.random.default_rng(106), 40, 2)
    for kind in (bool, np.int8, np.uint8, np.float32):
        check(x, y.astype(kind), 0.01, (1.0, 3.0))


def test_rare_positives():
    """One class with a thousandth of the rows, plain and balanced, is fitted."""
    rng = np.random.default_rng(103)
    x = rng.standard_normal((4000, 2))
    y = np.zeros(4000, dtype=int)
    y[:4] = 1
    check(x, y, 0.0)
    coef, intercept = fit(x, y, l2=0.01, class_weight="balanced")
    assert np.abs(gradient_at(x, y, coef, intercept, 0.01, (1.0, 999.0))).max() <= 1e-8


def test_repeated_rows_in_balance():
    """Equal rows count as often as they are there, also where "balanced" counts the rows of each class."""
    x, y = [[0.0]] * 5 + [[1.0], [1.0], [2.0], [3.0]], [0, 0, 0, 0, 1, 0, 1, 1, 0]
    for l2 in (0.0, 0.1):
        coef, intercept = fit(x, y, l2=l2, class_weight="balanced")
        assert np.abs(gradient_at(x, y, coef, intercept, l2, (0.75, 1.5))).max() <= 1e-8


def test_many_rows():
    """20,000 rows of 20 features are fitted within the time."""
    x, y = noisy(np.random.default_rng(104), 20_000, 20, strength=0.5)
    check(x, y, 1e-4)


def test_arguments_stay_as_they_are(inout):
    """`fit` changes neither features nor labels."""
    x, y = noisy(np.random.default_rng(105), 30, 2)
    x_before, y_before = x.copy(), y.copy()
    fit(inout(x), inout(y), l2=0.1)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(y, y_before)
