"""The brief's examples."""

import math

import numpy as np
import pytest
from solution import em, kmeans, log_densities, log_likelihood, responsibilities, seed_centres

ROWS = [[0.0, 0.0], [0.0, 2.0], [6.0, 0.0], [6.0, 4.0]]


def test_seed_centres():
    centres = np.asarray(seed_centres(ROWS, 3, np.random.default_rng(0)))
    assert centres.shape == (3, 2)
    assert len({tuple(centre) for centre in centres.tolist()} & {tuple(row) for row in ROWS}) == 3


def test_kmeans():
    centres, labels, history = kmeans(ROWS, [[1.0, 1.0], [2.0, 1.0]])
    np.testing.assert_allclose(centres, [[0.0, 1.0], [6.0, 2.0]], rtol=1e-9, atol=1e-9)
    assert list(labels) == [0, 0, 1, 1]
    assert list(history) == pytest.approx([46.0, 10.0], rel=1e-7)


def test_densities():
    mixture = ([0.25, 0.75], [[0.0], [2.0]], [[[1.0]], [[1.0]]])
    logs = np.asarray(log_densities([[1.0]], *mixture))
    assert logs[0] == pytest.approx([math.log(w) - 0.5 - 0.5 * math.log(2 * math.pi) for w in (0.25, 0.75)])
    assert np.asarray(responsibilities([[1.0]], *mixture))[0] == pytest.approx([0.25, 0.75])
    assert log_likelihood([[1.0]], *mixture) == pytest.approx(-0.5 - 0.5 * math.log(2 * math.pi))


def test_em():
    weights, means, covariances, history = em(ROWS, [1.0], [[1.0, 1.0]], [np.eye(2)], floor=3.0, steps=1)
    assert list(weights) == pytest.approx([1.0], rel=1e-6)
    assert np.asarray(means)[0] == pytest.approx([3.0, 1.5])
    values = np.linalg.eigvalsh(np.cov(np.array(ROWS).T, bias=True))
    assert np.linalg.eigvalsh(covariances[0]) == pytest.approx([3.0, values[1]])
    assert len(history) == 2
    assert history[1] > history[0]
