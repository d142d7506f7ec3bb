"""`em`: each step by the definition, and a likelihood that never falls, whatever the data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import em


def table_of(x, weights, means, covariances):
    """Return log(weight * density), along the covariances' own axes."""
    columns = []
    for weight, mean, covariance in zip(weights, means, covariances, strict=True):
        values, vectors = np.linalg.eigh(covariance)
        along = (x - mean) @ vectors
        logs = -0.5 * (np.log(2 * math.pi * values) + along**2 / values).sum(axis=1)
        columns.append(logs + math.log(weight) if weight > 0 else np.full(len(x), -np.inf))
    return np.stack(columns, axis=1)


def one_step(x, mixture, floor):
    """The brief's step; components without rows stay."""
    table = table_of(x, *mixture)
    parts = np.exp(table - table.max(axis=1, keepdims=True))
    parts /= parts.sum(axis=1, keepdims=True)
    weights, means, covariances = parts.mean(axis=0), mixture[1].copy(), mixture[2].copy()
    for each in range(len(weights)):
        if weights[each] > 0:
            means[each] = np.average(x, axis=0, weights=parts[:, each])
            apart = x - means[each]
            spread = np.einsum("n,ni,nj->ij", parts[:, each] / parts[:, each].sum(), apart, apart)
            values, vectors = np.linalg.eigh(spread)
            covariances[each] = vectors @ np.diag(np.maximum(values, floor)) @ vectors.T
    return weights, means, covariances


def likelihood(x, mixture):
    table = table_of(x, *mixture)
    top = table.max(axis=1)
    return float((top + np.log(np.exp(table - top[:, None]).sum(axis=1))).sum())


def start(rng, x, k):
    """Draw a beginning: rows as means, the whole spread as each covariance."""
    spread = np.cov(x.T).reshape(x.shape[1], x.shape[1]) + 0.1 * np.eye(x.shape[1])
    return np.full(k, 1 / k), x[rng.choice(len(x), k, replace=False)], np.array([spread] * k)


def never_falls(history, x):
    slack = 1e-9 * max(abs(each) for each in history) + 1e-9 * len(x)
    return all(later >= earlier - slack for earlier, later in zip(history, history[1:], strict=False))


@pytest.mark.points(3)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(3, 30),
    width=st.integers(1, 3),
    k=st.integers(1, 3),
    steps=st.integers(0, 3),
    floor=st.sampled_from([0.01, 2.0]),
)
def test_steps_follow_the_definition(seed, count, width, k, steps, floor):
    """Weights, means, covariances and likelihoods are those of the definition, also where the beginning lies below the floor."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((count, width)) + rng.integers(0, 2, (count, 1)) * 4
    mixture = start(rng, x, k)
    weights, means, covariances, history = em(x, *mixture, floor=floor, steps=steps)
    expected = [likelihood(x, mixture)]
    for _ in range(steps):
        mixture = one_step(x, mixture, floor)
        expected.append(likelihood(x, mixture))
    for got, wanted in zip((weights, means, covariances, history), (*mixture, expected), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-6)


@pytest.mark.points(2)
@given(seed=st.integers(0, 10_000), floor=st.sampled_from([1e-6, 0.01, 0.5]))
def test_the_likelihood_never_falls(seed, floor):
    """From step to step the likelihood does not fall, also where covariances are held at the floor."""
    rng = np.random.default_rng(seed)
    x = np.concatenate([rng.standard_normal((12, 2)) * [3.0, 0.01], np.repeat(rng.standard_normal((1, 2)) + 5, 6, axis=0)])
    weights, means, covariances = start(rng, x, 3)
    covariances = covariances + np.eye(2)
    weights, _, covariances, history = em(x, weights, means, covariances, floor=floor, steps=25)
    assert len(history) == 26
    assert never_falls(list(history), x)
    assert np.sum(weights) == pytest.approx(1.0, rel=1e-6)
    for covariance in np.asarray(covariances):
        np.testing.assert_allclose(covariance, covariance.T, rtol=1e-6, atol=1e-6)
        assert np.linalg.eigvalsh(covariance).min() >= floor * (1 - 1e-6) - 1e-12


def test_one_step_by_hand():
    """Two components share a row in the middle: each gets half of it."""
    x, unit = [[-1.0], [0.0], [1.0]], [[[1.0]], [[1.0]]]
    weights, means, _, _ = em(x, [0.5, 0.5], [[-1.0], [1.0]], unit, floor=0.01, steps=1)
    left = [1 / (1 + math.exp(2 * each)) for each in (-1.0, 0.0, 1.0)]
    np.testing.assert_allclose(weights, [0.5, 0.5], rtol=1e-6)
    np.testing.assert_allclose(np.ravel(means), [(left[2] - left[0]) / 1.5, (left[0] - left[2]) / 1.5], rtol=1e-6)


def test_the_floor_is_only_a_floor():
    """Directions in which rows spread more than the floor have their own variance, not more."""
    x = np.array([[-2.0, 0.0], [2.0, 0.0], [-2.0, 0.1], [2.0, 0.1]])
    _, _, covariances, _ = em(x, [1.0], [[0.5, 0.5]], [np.eye(2)], floor=0.25, steps=1)
    np.testing.assert_allclose(covariances[0], [[4.0, 0.0], [0.0, 0.25]], rtol=1e-6, atol=1e-6)


def test_the_floor_is_for_directions():
    """Rows on a line that is oblique have the floor across the line, and along it their own variance."""
    along = np.array([1.0, 1.0]) / math.sqrt(2)
    x = np.outer([-3.0, -1.0, 1.0, 3.0], along)
    _, _, covariances, _ = em(x, [1.0], [[0.0, 0.0]], [np.eye(2)], floor=0.5, steps=2)
    across = np.array([1.0, -1.0]) / math.sqrt(2)
    np.testing.assert_allclose(covariances[0], 5 * np.outer(along, along) + 0.5 * np.outer(across, across), rtol=1e-6, atol=1e-6)


def test_one_component_is_done_after_one_step():
    """One component has the rows' mean and (population) covariance after one step, and stays there."""
    x = np.random.default_rng(130).standard_normal((40, 3)) @ np.diag([1.0, 4.0, 0.5])
    weights, means, covariances, history = em(x, [1.0], [[9.0, 9.0, 9.0]], [np.eye(3)], floor=1e-6, steps=3)
    np.testing.assert_allclose(weights, [1.0], rtol=1e-6)
    np.testing.assert_allclose(means[0], x.mean(axis=0), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(covariances[0], np.cov(x.T, bias=True), rtol=1e-6, atol=1e-6)
    assert history[1] == pytest.approx(history[3], rel=1e-8)


def test_a_component_that_gets_no_rows():
    """A component too far away for any row gets weight 0 and stays as it is, whatever the floor; nothing becomes NaN."""
    x = np.random.default_rng(131).standard_normal((30, 2))
    means, covariances = np.array([[0.0, 0.0], [1e6, 1e6]]), np.array([np.eye(2), np.eye(2) * 2])
    for floor in (0.01, 3.0):
        weights, after, spreads, history = em(x, [0.5, 0.5], means, covariances, floor=floor, steps=4)
        np.testing.assert_allclose(weights, [1.0, 0.0], atol=1e-12)
        np.testing.assert_allclose(after[1], [1e6, 1e6])
        np.testing.assert_allclose(spreads[1], np.eye(2) * 2)
        assert np.isfinite(history).all()
    # next to nothing is not nothing: the rows of a far component are weighed against each other, however little they weigh
    for far in (9.0, 14.0, 20.0):
        begin = ([0.5, 0.5], np.array([[0.5], [far]]), np.ones((2, 1, 1)))
        _, means, spreads, _ = em(np.array([[0.0], [1.0]]), *begin, floor=0.01, steps=1)
        assert means[1][0] == pytest.approx(1 / (1 + math.exp(0.5 - far)), rel=1e-6)
        assert spreads[1][0][0] == pytest.approx(0.01, rel=1e-6)


@pytest.mark.parametrize("offset", [1e5, -1e7])
def test_far_from_zero(offset):
    """Rows far from zero have the covariances that they have near zero."""
    rng = np.random.default_rng(132)
    x = rng.integers(-80, 80, (60, 2)) / 16 + rng.integers(0, 2, (60, 1)) * 12
    mixture = start(rng, x, 2)
    near = em(x, *mixture, floor=1e-3, steps=5)
    far = em(x + offset, mixture[0], mixture[1] + offset, mixture[2], floor=1e-3, steps=5)
    np.testing.assert_allclose(far[0], near[0], rtol=1e-5)
    np.testing.assert_allclose(np.asarray(far[1]) - offset, near[1], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(far[2], near[2], rtol=1e-5, atol=1e-5)
    assert far[3][-1] == pytest.approx(near[3][-1], rel=1e-6)


def test_groups_that_are_millions_apart():
    """Each of two groups far from each other has the mean and the covariance that it has by itself."""
    rng = np.random.default_rng(136)
    near = rng.integers(-160, 160, (80, 2)) / 16
    x = near + np.repeat([[0.0], [3e6]], 40, axis=0)
    _, means, covariances, _ = em(x, [0.5, 0.5], [[0.0, 0.0], [3e6, 3e6]], [25 * np.eye(2)] * 2, floor=1e-3, steps=3)
    for each, group in enumerate((near[:40], near[40:])):
        np.testing.assert_allclose(np.asarray(means[each]) - each * 3e6, group.mean(axis=0), rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(covariances[each], np.cov(group.T, bias=True), rtol=1e-5, atol=1e-5)


def test_a_component_that_begins_small():
    """All steps are done: a component whose weight is tiny grows, though at first the likelihood looks the same."""
    x = np.array([[-5.0], [-4.0], [-3.0], [3.0], [4.0], [5.0]])
    begin = (np.array([1.0, 1e-20]), np.array([[0.0], [4.0]]), np.array([[[50 / 3]], [[2 / 3]]]))
    for steps in (10, 100):
        mixture = begin
        for _ in range(steps):
            mixture = one_step(x, mixture, 1e-3)
        for got, wanted in zip(em(x, *begin, floor=1e-3, steps=steps)[:3], mixture, strict=True):
            np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-6)


def test_two_groups_are_found():
    """Two groups that are clearly apart are found, with their sizes and spreads."""
    rng = np.random.default_rng(133)
    x = np.concatenate([rng.normal(0, 1, (300, 2)), rng.normal(0, 0.5, (100, 2)) + [8.0, -6.0]])
    weights, means, covariances, history = em(x, [0.5, 0.5], x[[0, -1]], [np.eye(2)] * 2, floor=1e-4, steps=30)
    np.testing.assert_allclose(weights, [0.75, 0.25], atol=1e-3)
    np.testing.assert_allclose(means, [x[:300].mean(axis=0), x[300:].mean(axis=0)], atol=1e-2)
    np.testing.assert_allclose(covariances, [np.cov(x[:300].T, bias=True), np.cov(x[300:].T, bias=True)], atol=1e-2)
    assert never_falls(list(history), x)


def test_many_rows():
    """20,000 rows, 8 components, 20 steps are done within the time."""
    rng = np.random.default_rng(134)
    x = rng.standard_normal((20_000, 4)) + rng.integers(-3, 4, (20_000, 1)) * 3
    *_, history = em(x, *start(rng, x, 8), floor=1e-3, steps=20)
    assert len(history) == 21
    assert never_falls(list(history), x)


def test_whole_numbers_in_lists():
    """Rows and mixtures may be lists of whole numbers; means and covariances become what they are, not whole numbers."""
    x, means, covariances = [[0], [2], [3], [10], [11]], [[1], [9]], [[[4]], [[4]]]
    rows, *mixture = (np.array(each, dtype=float) for each in (x, [0.5, 0.5], means, covariances))
    got = em(x, [0.5, 0.5], means, covariances, floor=0.01, steps=2)
    for each, wanted in zip(got[:3], one_step(rows, one_step(rows, mixture, 0.01), 0.01), strict=True):
        np.testing.assert_allclose(each, wanted, rtol=1e-6, atol=1e-6)


def test_arguments_stay_as_they_are(inout):
    """`em` changes none of its arguments."""
    rng = np.random.default_rng(135)
    x = rng.standard_normal((20, 2))
    arguments = [x, *start(rng, x, 2)]
    before = [each.copy() for each in arguments]
    em(*[inout(each) for each in arguments], floor=0.1, steps=3)
    for each, old in zip(arguments, before, strict=True):
        np.testing.assert_array_equal(each, old)


@pytest.mark.parametrize(
    "options",
    [
        {"floor": 0.0},
        {"floor": -1.0},
        {"floor": math.nan},
        {"floor": math.inf},
        {"floor": 0.0, "steps": 0},
        {"floor": math.inf, "steps": 0},
        {"steps": -1},
    ],
    ids=str,
)
def test_faulty_options(options):
    """A floor that is not above 0 and finite, whether or not there are steps, or less than no steps: ValueError."""
    with pytest.raises(ValueError):
        em([[1.0], [2.0]], [1.0], [[0.0]], [[[1.0]]], **{"floor": 0.1, "steps": 1, **options})


MEANS, COVARIANCES = [[0.0, 1.0], [2.0, 2.0]], [np.eye(2), np.eye(2)]


@pytest.mark.parametrize(
    ("x", "weights", "means", "covariances"),
    [
        ([[1.0], [4.0]], [0.5, 0.5], MEANS, COVARIANCES),
        ([3.0, 4.0], [0.5, 0.5], MEANS, COVARIANCES),
        ([[1.0, math.nan], [0.0, 3.0]], [0.5, 0.5], MEANS, COVARIANCES),
        ([[1.0, 5.0], [-math.inf, 3.0]], [0.5, 0.5], MEANS, COVARIANCES),
        (np.empty((0, 2)), [0.5, 0.5], MEANS, COVARIANCES),
        (np.empty((4, 0)), [1.0], np.empty((1, 0)), np.empty((1, 0, 0))),
        ([[1.0, 5.0], [0.0, 3.0]], [0.25, 0.25, 0.5], MEANS, COVARIANCES),
        ([[1.0, 5.0], [0.0, 3.0]], [0.5, 0.5], MEANS[:1], COVARIANCES),
        ([[1.0, 5.0], [0.0, 3.0]], [0.5, 0.5], MEANS, COVARIANCES[1:]),
        ([[1.0, 5.0], [0.0, 3.0]], [1.0], MEANS[:1], COVARIANCES),
        ([[1.0, 5.0], [0.0, 3.0]], [0.5, 0.499], MEANS, COVARIANCES),
        ([[1.0, 5.0], [0.0, 3.0]], [-0.25, 1.25], MEANS, COVARIANCES),
        ([[1.0, 5.0], [0.0, 3.0]], [-1e-7, 1.0000001], MEANS, COVARIANCES),
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
        "negative",
        "a little negative",
    ],
)
def test_faulty_mixtures(x, weights, means, covariances):
    """Rows and mixtures that the density functions refuse are refused here as well, whether or not there are steps: ValueError."""
    for steps in (0, 1):
        with pytest.raises(ValueError):
            em(np.array(x), np.array(weights), np.array(means), np.array(covariances), floor=0.1, steps=steps)
