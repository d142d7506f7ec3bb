"""`losses.py`: the value, its gradient, and large logits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from losses import loss_and_gradient


def by_hand(weights, x, y, row_weights, decay):
    """Compute the loss and its derivatives, row by row."""
    total, loss, slopes = math.fsum(row_weights), 0.0, [0.0] * len(weights)
    for row, label, row_weight in zip(x.tolist(), y.tolist(), row_weights.tolist(), strict=True):
        z = sum(value * weight for value, weight in zip([*row, 1.0], weights, strict=True))
        loss += row_weight / total * (max(z, 0.0) + math.log1p(math.exp(-abs(z))) - label * z)
        chance = 1 / (1 + math.exp(-z)) if z > -700 else 0.0
        slopes = [s + row_weight / total * (chance - label) * v for s, v in zip(slopes, [*row, 1.0], strict=True)]
    for place, weight in enumerate(weights[:-1]):
        loss += decay / 2 * weight**2
        slopes[place] += decay * weight
    return loss, slopes


@pytest.mark.points(3)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(1, 8),
    dim=st.integers(1, 4),
    decay=st.sampled_from([0.0, 0.125, 3.0]),
)
def test_loss_and_gradient(seed, rows, dim, decay):
    """The loss is the mean by row weights, with decay of all but the bias; the gradient is its derivative."""
    rng = np.random.default_rng(seed)
    weights, x = rng.standard_normal(dim + 1) * 2, rng.standard_normal((rows, dim))
    y, row_weights = rng.integers(0, 2, rows).astype(float), rng.uniform(0.1, 5, rows)
    loss, gradient = loss_and_gradient(weights, x, y, row_weights, decay)
    expected_loss, expected_gradient = by_hand(weights.tolist(), x, y, row_weights, decay)
    assert loss == pytest.approx(expected_loss, rel=1e-9, abs=1e-9)
    assert gradient.shape == (dim + 1,)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9, atol=1e-9)


def test_only_relations_of_row_weights_count():
    """The same factor for all rows, however small, changes nothing; a row of weight 2 is as good as the row twice; of weight 0, as none."""
    rng = np.random.default_rng(6)
    weights, x, y = rng.standard_normal(3), rng.standard_normal((3, 2)), np.array([1.0, 0.0, 1.0])
    expected = loss_and_gradient(weights, x[[0, 0, 1]], y[[0, 0, 1]], np.ones(3), 0.5)
    for row_weights in ([2.0, 1.0, 0.0], [20.0, 10.0, 0.0], [2e-12, 1e-12, 0.0]):
        found = loss_and_gradient(weights, x, y, np.array(row_weights), 0.5)
        assert found[0] == pytest.approx(expected[0], rel=1e-9)
        np.testing.assert_allclose(found[1], expected[1], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("z", [30.0, 800.0, 10_000.0, -30.0, -800.0, -10_000.0])
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_large_logits(z, label):
    """Loss and gradient are finite and right for logits of any size, on the right side and on the wrong one."""
    loss, gradient = loss_and_gradient(np.array([z, 0.0]), np.array([[1.0]]), np.array([label]), np.array([2.0]), 0.0)
    expected_loss, expected_gradient = by_hand([z, 0.0], np.array([[1.0]]), np.array([label]), np.array([2.0]), 0.0)
    assert loss == pytest.approx(expected_loss, rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9, atol=1e-9)


def test_arguments_of_the_loss_stay(inout):
    """Neither weights and rows nor labels and row weights are changed."""
    passed = [np.array(values) for values in ([1.0, -2.0], [[3.0], [4.0]], [0.0, 1.0], [6.0, 2.0])]
    before = [array.copy() for array in passed]
    loss_and_gradient(*(inout(array) for array in passed), 0.5)
    for array, original in zip(passed, before, strict=True):
        np.testing.assert_array_equal(array, original)
