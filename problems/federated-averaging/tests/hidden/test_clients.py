"""What a client computes: its clipped update, and its own adapted weights."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import adapt, local_update

SEED = st.integers(0, 100_000)
STRENGTHS = [0.01, 0.5, 3.0, 40.0, math.inf]


def data(seed, rows, dim, shift=1.0):
    """Return weights, x and y; y follows other weights, `shift` away, with noise."""
    rng = np.random.default_rng(seed)
    weights, x = rng.standard_normal(dim), rng.standard_normal((rows, dim))
    y = x @ (weights + shift * rng.standard_normal(dim)) + 0.5 * rng.standard_normal(rows)
    return weights, x, y


def trained(weights, x, y, steps, rate):
    """Follow the gradient of the mean squared error, number by number."""
    w = [float(value) for value in weights]
    for _ in range(steps):
        errors = [sum(a * b for a, b in zip(row, w, strict=True)) - target for row, target in zip(x, y, strict=True)]
        slopes = [sum(2 * e * row[j] for e, row in zip(errors, x, strict=True)) / len(y) for j in range(len(w))]
        w = [value - rate * slope for value, slope in zip(w, slopes, strict=True)]
    return np.array(w) - weights


def clipped(update, clip):
    length = math.sqrt(math.fsum(value**2 for value in update))
    return np.array([value * clip / length for value in update]) if length > clip else update


@pytest.mark.points(3)
@given(seed=SEED, rows=st.integers(1, 7), dim=st.integers(1, 4), steps=st.integers(0, 4), clip=st.floats(0.01, 4))
def test_update_after_some_steps(seed, rows, dim, steps, clip):
    """The update is that of gradient descent on the mean squared error, clipped."""
    weights, x, y = data(seed, rows, dim)
    expected = clipped(trained(weights, x, y, steps, 0.05), clip)
    found = local_update(weights, x, y, steps=steps, rate=0.05, clip=clip)
    assert found.shape == (dim,)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("unit", [2.0**-17, 2.0**-30], ids=["small", "tiny"])
def test_every_step_is_made(unit):
    """As many steps as asked for, however small the gradient is: in other units, with a rate to match, training is the same."""
    for steps, expected in ((1, 8.0), (2, 12.0), (3, 14.0)):
        x, y = np.array([[unit]]), np.array([16 * unit])
        found = local_update(np.zeros(1), x, y, steps=steps, rate=0.25 / unit**2, clip=100.0)
        np.testing.assert_allclose(found, [expected], rtol=1e-9)


def test_clipping_is_by_length_and_once():
    """The length of the whole update counts, after all steps, and shorter ones stay as they are."""
    weights, x, y = np.zeros(3), np.eye(3), np.array([3.0, -3.0, 3.0])
    whole = trained(weights, x, y, 3, 0.25)
    length = math.sqrt(sum(value**2 for value in whole))
    for clip in (length * 1.01, length * 0.99, length / 5, 1e-3):
        found = local_update(weights, x, y, steps=3, rate=0.25, clip=clip)
        np.testing.assert_allclose(found, whole * min(1.0, clip / length), rtol=1e-9)


def test_nobody_moves_the_sum_by_more_than_the_clip():
    """However strange the rows are, the update is not longer than the clip, and has its direction."""
    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((6, 3)) * 1e5, rng.standard_normal(6) * 1e9
    found = local_update(np.ones(3), x, y, steps=1, rate=1.0, clip=0.5)
    whole = trained(np.ones(3), x.tolist(), y.tolist(), 1, 1.0)
    assert np.linalg.norm(found) <= 0.5 * (1 + 1e-9)
    np.testing.assert_allclose(found / 0.5, whole / np.linalg.norm(whole), rtol=1e-6)


def test_a_client_without_rows_sends_zeros():
    """Without rows the update is a vector of zeros."""
    found = local_update(np.ones(2), np.zeros((0, 2)), np.zeros(0), steps=5, rate=0.1, clip=1.0)
    np.testing.assert_array_equal(found, [0.0, 0.0])


@pytest.mark.parametrize(("size", "steps"), [(1e8, 60), (1e200, 60), (1e200, 1)])
def test_diverged_training_sends_nothing(size, steps):
    """Training that ends in numbers that are not finite, nan or infinite, raises ValueError."""
    x, y = np.array([[size], [2 * size]]), np.array([1.0, -1.0])
    with pytest.raises(ValueError):
        local_update(np.array([1.0]), x, y, steps=steps, rate=10.0, clip=1.0)


def test_training_changes_no_argument(inout):
    """Weights and rows stay as they are."""
    weights, x, y = data(5, 4, 3)
    before = weights.copy(), x.copy(), y.copy()
    local_update(inout(weights), inout(x), inout(y), steps=3, rate=0.1, clip=1.0)
    adapt(inout(weights), inout(x), inout(y), [0.5, math.inf])
    for now, then in zip((weights, x, y), before, strict=True):
        np.testing.assert_array_equal(now, then)


def pulled(weights, x, y, strength):
    """Return the adapted weights by least squares on rows that are extended by the pull."""
    if math.isinf(strength):
        return weights
    root = math.sqrt(strength) * np.eye(len(weights))
    rows, targets = np.vstack([x, root]), np.concatenate([y, root @ weights])
    return np.linalg.lstsq(rows, targets, rcond=None)[0]


def error(weights, x, y, strength):
    total = 0.0
    for row in range(len(y)):
        rest = [other for other in range(len(y)) if other != row]
        total += float(x[row] @ pulled(weights, x[rest], y[rest], strength) - y[row]) ** 2
    return total


def check(weights, x, y, strengths):
    adapted, strength = adapt(weights, x, y, strengths)
    assert strength in strengths
    errors = {each: error(weights, x, y, each) for each in strengths}
    assert errors[strength] <= min(errors.values()) * (1 + 2e-9) + 1e-12
    np.testing.assert_allclose(adapted, pulled(weights, x, y, strength), rtol=1e-6, atol=1e-6)
    return strength


@pytest.mark.points(3)
@given(
    seed=SEED,
    rows=st.integers(1, 7),
    dim=st.integers(1, 4),
    shift=st.sampled_from([0.0, 0.3, 2.0]),
    strengths=st.lists(st.sampled_from(STRENGTHS), min_size=1, unique=True),
)
def test_adapted_weights(seed, rows, dim, shift, strengths):
    """The strength is that with the least error when each row is left out; the weights are fitted to all rows with it."""
    check(*data(seed, rows, dim, shift), strengths)


def test_a_client_like_all_others_keeps_the_shared_weights():
    """Where rows follow the shared weights but for noise, an infinite strength is best, and the weights stay."""
    rng = np.random.default_rng(8)
    weights, x = np.array([1.0, -2.0, 0.5]), rng.standard_normal((6, 3))
    y = x @ weights + rng.standard_normal(6)
    assert check(weights, x, y, STRENGTHS) == math.inf


def test_a_client_unlike_the_others_goes_its_own_way():
    """Where rows clearly follow other weights, the least strength is best."""
    rng = np.random.default_rng(9)
    weights, x = np.array([1.0, -2.0]), rng.standard_normal((12, 2))
    assert check(weights, x, x @ [-3.0, 4.0] + 0.01 * rng.standard_normal(12), STRENGTHS) == 0.01


@pytest.mark.parametrize("strengths", [[100.0, 0.01], [0.01, 100.0]])
def test_a_client_that_differs_by_little(strengths):
    """Where all errors are small the least still counts: a tie is one part in a billion, not a difference of a billionth."""
    weights, x, y = np.array([1.0]), np.ones((3, 1)), np.full(3, 1.00001)
    assert check(weights, x, y, strengths) == 0.01


def test_more_weights_than_rows():
    """The pull makes the adapted weights unique, however few rows there are."""
    check(*data(10, 3, 6), [0.01, 0.5])


def test_adapting_to_nothing():
    """Without rows the weights stay, and the strength is the largest."""
    adapted, strength = adapt(np.array([1.0, 2.0]), np.zeros((0, 2)), np.zeros(0), [0.5, 7.0, 3.0])
    np.testing.assert_allclose(adapted, [1.0, 2.0], rtol=1e-6)
    assert strength == 7.0
