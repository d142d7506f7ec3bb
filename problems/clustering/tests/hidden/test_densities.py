"""`log_densities`, `responsibilities` and `log_likelihood`, by eigenvalues and in closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import log_densities, log_likelihood, responsibilities


def mixture(rng, k, width):
    """Draw weights, means and covariances."""
    weights = rng.uniform(0.1, 1, k)
    roots = rng.standard_normal((k, width, width))
    return weights / weights.sum(), rng.standard_normal((k, width)) * 3, roots @ roots.transpose(0, 2, 1) + 0.1 * np.eye(width)


def by_definition(x, weights, means, covariances):
    """Return the table of log(weight * density), number by number, along the covariances' own axes."""
    table = []
    for row in np.asarray(x, dtype=float):
        line = []
        for weight, mean, covariance in zip(weights, means, covariances, strict=True):
            values, vectors = np.linalg.eigh(covariance)
            along = vectors.T @ (row - mean)
            terms = [-0.5 * (math.log(2 * math.pi * v) + a * a / v) for v, a in zip(values, along, strict=True)]
            line.append(math.fsum([math.log(weight) if weight else -math.inf, *terms]))
        table.append(line)
    return np.array(table)


def log_sums(table):
    return [max(line) + math.log(math.fsum(math.exp(each - max(line)) for each in line)) for line in table.tolist()]


def check(x, mixture):
    table = by_definition(x, *mixture)
    np.testing.assert_allclose(log_densities(x, *mixture), table, rtol=1e-8, atol=1e-8)
    sums = np.array(log_sums(table))
    assert log_likelihood(x, *mixture) == pytest.approx(math.fsum(sums), rel=1e-8, abs=1e-8)
    shares = np.asarray(responsibilities(x, *mixture))
    np.testing.assert_allclose(shares, np.exp(table - sums[:, None]), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-9)


@pytest.mark.points(2)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 9), k=st.integers(1, 4), width=st.integers(1, 4))
def test_any_mixture(seed, count, k, width):
    """Log densities, responsibilities and log likelihood follow the definition."""
    rng = np.random.default_rng(seed)
    check(rng.standard_normal((count, width)) * 3, mixture(rng, k, width))


@pytest.mark.parametrize("far", [40.0, 1e3, 1e6])
def test_rows_that_are_far_from_everything(far):
    """Rows whose densities are 0 in floating point still have finite logarithms, and responsibilities that add up to 1."""
    covariances = np.array([np.eye(2), 2 * np.eye(2), np.eye(2)])
    means = np.array([[0.0, 0.0], [1.0, 1.0], [far, 0.0]])
    check([[-far, far], [far / 2, 0.0], [far / 2 + 1e-3, 0.0], [0.0, -far]], (np.array([0.5, 0.2, 0.3]), means, covariances))


@pytest.mark.parametrize("size", [1e-12, 1e12])
def test_many_dimensions(size):
    """In 60 dimensions, where determinants overflow or vanish, everything is as right as in two."""
    rng = np.random.default_rng(120)
    covariances = np.array([np.diag(rng.uniform(0.5, 2, 60)) * size, np.eye(60) * size])
    means = rng.standard_normal((2, 60)) * math.sqrt(size)
    check(rng.standard_normal((5, 60)) * math.sqrt(size), (np.array([0.25, 0.75]), means, covariances))


def test_a_component_of_weight_zero():
    """A component of weight 0 has -inf as its logarithm, responsibility 0, and no influence."""
    rng = np.random.default_rng(121)
    _, means, covariances = mixture(rng, 3, 2)
    x = rng.standard_normal((6, 2))
    weights = np.array([0.25, 0.0, 0.75])
    check(x, (weights, means, covariances))
    others = [0, 2]
    without = log_likelihood(x, weights[others], means[others], covariances[others])
    assert log_likelihood(x, weights, means, covariances) == pytest.approx(without, rel=1e-8)
    assert np.asarray(responsibilities(x, weights, means, covariances))[:, 1].tolist() == [0.0] * 6


def test_narrow_and_far_from_zero():
    """Narrow components far from zero are no trouble; nor are long thin ones."""
    means = np.array([[1e7, -1e7], [1e7 + 1e-2, -1e7]])
    covariances = np.array([np.eye(2) * 1e-4, [[1.0, 0.999], [0.999, 1.0]]])
    x = np.array([[1e7, -1e7], [1e7 + 0.015625, -1e7], [1e7 - 2.0, -1e7 + 1.0]])
    table = by_definition(x, [0.5, 0.5], means, covariances)
    np.testing.assert_allclose(log_densities(x, [0.5, 0.5], means, covariances), table, rtol=1e-6, atol=1e-6)


def test_narrow_and_far_on_both_sides():
    """Nor are components far from zero on one side and on the other, with standard deviations of 1e-5."""
    means, covariances = np.array([[1e7, 1e7], [-1e7, -1e7]]), np.array([[[1e-10, 5e-11], [5e-11, 1e-10]]] * 2)
    near = np.array([[1.0, 1.0], [-2.0, 1.0], [0.5, -1.0], [3.0, 0.0], [-1.0, -2.5]]) * 2.0**-16
    for each, mean in enumerate(means):
        table = by_definition(near + mean, [0.5, 0.5], means, covariances)
        logs = np.asarray(log_densities(near + mean, [0.5, 0.5], means, covariances))
        np.testing.assert_allclose(logs[:, each], table[:, each], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("more", [5e-7, -5e-7])
def test_weights_that_nearly_add_up(more):
    """Weights whose sum is 1 to within a millionth are weights."""
    weights, means, covariances = [0.75, 0.25 + more], np.array([[0.0], [3.0]]), np.ones((2, 1, 1))
    table = by_definition([[1.0], [2.0]], weights, means, covariances)
    np.testing.assert_allclose(log_densities([[1.0], [2.0]], weights, means, covariances), table, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(np.sum(responsibilities([[1.0], [2.0]], weights, means, covariances), axis=1), 1.0, rtol=1e-9)
    assert log_likelihood([[1.0], [2.0]], weights, means, covariances) == pytest.approx(sum(log_sums(table)), abs=2e-6)


MEANS, COVARIANCES = [[0.0, 1.0], [2.0, 2.0]], [np.eye(2), np.eye(2)]


@pytest.mark.parametrize(
    ("x", "weights", "means", "covariances"),
    [
        ([[1.0]], [0.5, 0.5], MEANS, COVARIANCES),
        ([1.0, 2.0], [0.5, 0.5], MEANS, COVARIANCES),
        ([[1.0, math.nan]], [0.5, 0.5], MEANS, COVARIANCES),
        ([[1.0, math.inf]], [0.5, 0.5], MEANS, COVARIANCES),
        (np.empty((0, 2)), [0.5, 0.5], MEANS, COVARIANCES),
        (np.empty((3, 0)), [1.0], np.empty((1, 0)), np.empty((1, 0, 0))),
        ([[1.0, 2.0]], [0.5, 0.25, 0.25], MEANS, COVARIANCES),
        ([[1.0, 2.0]], [0.5, 0.5], [*MEANS, [4.0, 0.0]], COVARIANCES),
        ([[1.0, 2.0]], [0.5, 0.5], MEANS, COVARIANCES[:1]),
        ([[1.0, 2.0]], [1.0], MEANS[:1], COVARIANCES),
        ([[1.0, 2.0]], [0.5, 0.6], MEANS, COVARIANCES),
        ([[1.0, 2.0]], [0.5, 0.500005], MEANS, COVARIANCES),
        ([[1.0, 2.0]], [0.499995, 0.5], MEANS, COVARIANCES),
        ([[1.0, 2.0]], [1.5, -0.5], MEANS, COVARIANCES),
        ([[1.0, 2.0]], [1.0000001, -1e-7], MEANS, COVARIANCES),
        ([[1.0, 2.0]], [-1e-12, 1.0], MEANS, COVARIANCES),
    ],
    ids=[
        "width",
        "flat",
        "nan",
        "infinite",
        "no rows",
        "no columns",
        "weights",
        "means",
        "covariances",
        "more covariances",
        "sum",
        "a little more",
        "a little less",
        "negative",
        "a little negative",
        "hardly negative",
    ],
)
def test_faulty_arguments(x, weights, means, covariances):
    """Shapes that do not fit, rows that are not finite, weights that are negative or do not add up to 1: ValueError."""
    for ask in (log_densities, responsibilities, log_likelihood):
        with pytest.raises(ValueError):
            ask(np.array(x), np.array(weights), np.array(means), np.array(covariances))
