"""The brief's examples."""

import math

import numpy as np
import pytest
from solution import (
    bce_with_logits,
    cross_entropy,
    dpo_loss,
    focal_loss,
    hinge_loss,
    huber_loss,
    info_nce,
    kl_loss,
    triplet_loss,
)


def check(result, loss, gradient):
    """Compare (loss, gradient); several gradients are a tuple."""
    got_loss, got_gradient = result
    np.testing.assert_allclose(got_loss, loss, rtol=1e-8, atol=1e-8)
    if isinstance(gradient, tuple):
        assert len(got_gradient) == len(gradient)
    else:
        got_gradient, gradient = (got_gradient,), (gradient,)
    for got, expected in zip(got_gradient, gradient, strict=True):
        assert got.shape == np.shape(expected)
        np.testing.assert_allclose(got, expected, rtol=1e-8, atol=1e-8)


def test_bce_is_the_mean_over_elements():
    result = bce_with_logits(np.array([[0.0, math.log(3)]]), np.array([[1.0, 0.0]]))
    check(result, math.log(8) / 2, [[-0.25, 0.375]])


def test_cross_entropy_leaves_ignored_rows_out():
    result = cross_entropy(np.array([[math.log(3), 0.0], [9.0, 9.0]]), np.array([0, -100]))
    check(result, math.log(4 / 3), [[-0.25, 0.25], [0.0, 0.0]])


def test_cross_entropy_smooths_labels():
    result = cross_entropy(np.array([[math.log(3), 0.0]]), np.array([0]), label_smoothing=0.5)
    check(result, math.log(4) - 0.75 * math.log(3), [[0.0, 0.0]])


def test_focal():
    check(focal_loss(np.array([0.0]), np.array([1.0])), math.log(2) / 4, [-(1 + 2 * math.log(2)) / 8])


def test_hinge_sums_over_the_other_classes():
    check(hinge_loss(np.array([[2.0, 1.5, 3.0]]), np.array([0])), 2.5, [[-2.0, 1.0, 1.0]])


def test_huber():
    check(huber_loss(np.array([0.5, 4.0]), np.array([0.0, 1.0])), (0.125 + 2.5) / 2, [0.25, 0.5])


def test_kl_with_a_zero_and_a_temperature():
    result = kl_loss(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]]), temperature=2.0)
    check(result, 4 * math.log(2), [[-1.0, 1.0]])


def test_triplet():
    result = triplet_loss(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]]), np.array([[0.0, 2.0]]))
    check(result, 4.0, ([[-0.6, 0.2]], [[0.6, 0.8]], [[0.0, -1.0]]))


def test_info_nce():
    queries, keys = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[2.0, 0.0], [0.0, 5.0]])
    share = 1 / (1 + math.e) / 2  # what the other key weighs, of a mean over two
    result = info_nce(queries, keys, temperature=1.0)
    check(
        result, math.log(1 + math.exp(-1)), ([[0.0, share], [share, 0.0]], [[0.0, share / 2], [share / 5, 0.0]])
    )


def test_dpo():
    result = dpo_loss(np.array([-10.0]), np.array([-12.0]), np.array([-10.0]), np.array([-12.0]))
    check(result, math.log(2), ([-0.05], [0.05]))


def test_small_numbers_count():
    loss, gradient = bce_with_logits(np.array([200.0]), np.array([1.0]))
    assert loss == pytest.approx(math.exp(-200), rel=1e-6, abs=0)
    assert float(gradient[0]) == pytest.approx(-math.exp(-200), rel=1e-6, abs=0)
