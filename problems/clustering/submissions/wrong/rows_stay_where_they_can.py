"""kmeans: a row stays with its centre if that is as near as an earlier one."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Mixture = tuple[FloatArray, FloatArray, FloatArray]

_LOG_2_PI = math.log(2 * math.pi)


def seed_centres(x: npt.ArrayLike, k: int, rng: np.random.Generator) -> FloatArray:
    """Draw k rows as centres: the first at random, each further one by its squared distance to the nearest so far."""
    rows = _rows(x)
    if not 1 <= k <= len(rows):
        raise ValueError(f"{k} centres of {len(rows)} rows")
    chosen = [int(rng.integers(len(rows)))]
    nearest = np.full(len(rows), math.inf)
    for _ in range(k - 1):
        nearest = np.minimum(nearest, np.square(rows - rows[chosen[-1]]).sum(axis=1))
        total = nearest.sum()
        chances = nearest / total if total else None
        chosen.append(int(rng.choice(len(rows), p=chances)))
    return rows[chosen]


def kmeans(x: npt.ArrayLike, centres: npt.ArrayLike, max_steps: int = 300) -> tuple[FloatArray, IntArray, list[float]]:
    """Assign and move until no row changes its centre; return centres, labels and the inertia of each assignment."""
    rows, places = _rows(x), _rows(centres).copy()
    if places.shape[1] != rows.shape[1] or max_steps < 1:
        raise ValueError("centres do not fit to the rows, or there is no step")
    labels, inertia = _assign(rows, places)
    history = [inertia]
    for _ in range(max_steps - 1):
        for each in range(len(places)):
            if (mine := labels == each).any():
                places[each] = rows[mine].mean(axis=0)
        later, inertia = _assign(rows, places, labels)
        history.append(inertia)
        if (later == labels).all():
            break
        labels = later
    return places, labels, history


def _assign(rows: FloatArray, places: FloatArray, before: IntArray | None = None) -> tuple[IntArray, float]:
    distances = np.stack([np.square(rows - place).sum(axis=1) for place in places], axis=1)
    labels, least = distances.argmin(axis=1), distances.min(axis=1)
    if before is not None:  # no row changes its centre for nothing
        labels = np.where(distances[np.arange(len(rows)), before] == least, before, labels)
    return labels, float(least.sum())


def log_densities(
    x: npt.ArrayLike, weights: npt.ArrayLike, means: npt.ArrayLike, covariances: npt.ArrayLike
) -> FloatArray:
    """Return for each row and component the logarithm of weight times density."""
    rows = _rows(x)
    mixture = _mixture(rows, weights, means, covariances)
    return _log_densities(rows, mixture)


def responsibilities(
    x: npt.ArrayLike, weights: npt.ArrayLike, means: npt.ArrayLike, covariances: npt.ArrayLike
) -> FloatArray:
    """Return for each row the probabilities of its components; they add up to 1."""
    logs = log_densities(x, weights, means, covariances)
    return np.exp(logs - _log_sum(logs)[:, np.newaxis])


def log_likelihood(
    x: npt.ArrayLike, weights: npt.ArrayLike, means: npt.ArrayLike, covariances: npt.ArrayLike
) -> float:
    """Return the sum over rows of the logarithm of the mixture's density."""
    return float(_log_sum(log_densities(x, weights, means, covariances)).sum())


def em(
    x: npt.ArrayLike,
    weights: npt.ArrayLike,
    means: npt.ArrayLike,
    covariances: npt.ArrayLike,
    *,
    floor: float,
    steps: int,
) -> tuple[FloatArray, FloatArray, FloatArray, list[float]]:
    """Do so many steps; no variance in any direction falls below the floor. Return the mixture and its likelihoods.

    The best covariance whose eigenvalues are at least the floor is the plain one with the smaller ones raised to it, so
    every step is the best one that is allowed, and the likelihood can't fall. Adding the floor would not have that.
    """
    rows = _rows(x)
    mixture = _mixture(rows, weights, means, covariances)
    if not (floor > 0 and math.isfinite(floor)) or steps < 0:
        raise ValueError(f"floor {floor!r} or steps {steps!r}")
    logs = _log_densities(rows, mixture)
    history = [float(_log_sum(logs).sum())]
    for _ in range(steps):
        mixture = _step(rows, np.exp(logs - _log_sum(logs)[:, np.newaxis]), mixture, floor)
        logs = _log_densities(rows, mixture)
        history.append(float(_log_sum(logs).sum()))
    return (*mixture, history)


def _step(rows: FloatArray, parts: FloatArray, mixture: Mixture, floor: float) -> Mixture:
    """Return the best mixture for given responsibilities; a component that has no part keeps its place with weight 0."""
    sizes = parts.sum(axis=0)
    _, means, covariances = (array.copy() for array in mixture)
    for each in np.flatnonzero(sizes):
        share = parts[:, each] / sizes[each]
        means[each] = share @ rows
        apart = rows - means[each]
        values, vectors = np.linalg.eigh((apart.T * share) @ apart)
        covariances[each] = (vectors * np.maximum(values, floor)) @ vectors.T
    return sizes / sizes.sum(), means, covariances


def _log_densities(rows: FloatArray, mixture: Mixture) -> FloatArray:
    columns = []
    for weight, mean, covariance in zip(*mixture):
        factor = np.linalg.cholesky(covariance)
        apart = np.linalg.solve(factor, (rows - mean).T)
        volume = 2 * np.log(np.diag(factor)).sum() + rows.shape[1] * _LOG_2_PI
        with np.errstate(divide="ignore"):
            columns.append(np.log(weight) - (volume + np.square(apart).sum(axis=0)) / 2)
    return np.stack(columns, axis=1)


def _log_sum(logs: FloatArray) -> FloatArray:
    largest = logs.max(axis=1)
    return largest + np.log(np.exp(logs - largest[:, np.newaxis]).sum(axis=1))


def _mixture(
    rows: FloatArray, weights: npt.ArrayLike, means: npt.ArrayLike, covariances: npt.ArrayLike
) -> Mixture:
    """Return the three as arrays whose shapes fit; raises ValueError."""
    share, places, spreads = (np.asarray(each, dtype=np.float64) for each in (weights, means, covariances))
    k, width = len(share), rows.shape[1]
    for array, shape in ((share, (k,)), (places, (k, width)), (spreads, (k, width, width))):
        if array.shape != shape:
            raise ValueError(f"expected shape {shape}, got {array.shape}")
    if (share < 0).any() or not math.isclose(share.sum(), 1.0, rel_tol=1e-6):
        raise ValueError("weights must not be negative, and add up to 1")
    return share, places, spreads


def _rows(x: npt.ArrayLike) -> FloatArray:
    rows = np.asarray(x, dtype=np.float64)
    match rows.shape:
        case (count, width) if count and width and np.isfinite(rows).all():
            return rows
    raise ValueError(f"expected rows of finite numbers, got shape {rows.shape}")
