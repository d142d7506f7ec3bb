"""k-means++ and Gaussian mixtures from scratch. The brief has the definitions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def seed_centres(x: npt.ArrayLike, k: int, rng: np.random.Generator) -> FloatArray:
    """Draw k of the n rows of x, shape (n, d), as centres, shape (k, d); raises ValueError unless 1 <= k <= n."""
    raise NotImplementedError


def kmeans(
    x: npt.ArrayLike, centres: npt.ArrayLike, max_steps: int = 300
) -> tuple[FloatArray, npt.NDArray[np.int64], list[float]]:
    """Assign rows and move centres until nothing changes; return centres, labels and the inertia of each assignment."""
    raise NotImplementedError


def log_densities(
    x: npt.ArrayLike, weights: npt.ArrayLike, means: npt.ArrayLike, covariances: npt.ArrayLike
) -> FloatArray:
    """Return log(weight * density) for each row and component, shape (n, k)."""
    raise NotImplementedError


def responsibilities(
    x: npt.ArrayLike, weights: npt.ArrayLike, means: npt.ArrayLike, covariances: npt.ArrayLike
) -> FloatArray:
    """Return the probability of each component for each row, shape (n, k)."""
    raise NotImplementedError


def log_likelihood(
    x: npt.ArrayLike, weights: npt.ArrayLike, means: npt.ArrayLike, covariances: npt.ArrayLike
) -> float:
    """Return the sum over rows of the logarithm of the mixture's density."""
    raise NotImplementedError


def em(
    x: npt.ArrayLike,
    weights: npt.ArrayLike,
    means: npt.ArrayLike,
    covariances: npt.ArrayLike,
    *,
    floor: float,
    steps: int,
) -> tuple[FloatArray, FloatArray, FloatArray, list[float]]:
    """Do so many steps; return weights, means, covariances, and steps + 1 log likelihoods, the first before any step."""
    raise NotImplementedError
