"""scipy does distances, densities and sums of exponentials; the floor by singular values of the centred rows."""

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import logsumexp, softmax
from scipy.stats import multivariate_normal


def matrix(x):
    x = np.asarray(x, dtype=np.float64)
    if x.ndim != 2 or min(x.shape) < 1 or not np.isfinite(x).all():
        raise ValueError("x")
    return x


def seed_centres(x, k, rng):
    x = matrix(x)
    if not 0 < k <= len(x):
        raise ValueError("k")
    order = [rng.choice(len(x))]
    for _ in range(1, k):
        chance = cdist(x, x[order], "sqeuclidean").min(axis=1)
        if chance.max() == 0:
            chance = np.ones(len(x))
        order.append(int(np.searchsorted(np.cumsum(chance) / chance.sum(), rng.random(), side="right")))
    return x[order].copy()


def kmeans(x, centres, max_steps=300):
    x, centres = matrix(x), np.array(matrix(centres))
    if centres.shape[1] != x.shape[1]:
        raise ValueError("centres")
    if max_steps < 1:
        raise ValueError("max_steps")
    before, history = None, []
    for step in range(max_steps):
        table = cdist(x, centres, "sqeuclidean")
        labels = np.argmin(table, axis=1)
        history.append(float(table[np.arange(len(x)), labels].sum()))
        if step == max_steps - 1 or (before is not None and not np.any(before != labels)):
            break
        before = labels
        for label in np.unique(labels):
            centres[label] = np.mean(x[labels == label], axis=0)
    return centres, labels, history


def checked(x, weights, means, covariances):
    x = matrix(x)
    pi, mu, sigma = np.asarray(weights, float), np.asarray(means, float), np.asarray(covariances, float)
    if pi.ndim != 1 or mu.shape != (pi.size, x.shape[1]) or sigma.shape != (*mu.shape, x.shape[1]):
        raise ValueError("shapes")
    if np.any(pi < 0) or not np.isclose(pi.sum(), 1, atol=1e-6, rtol=0):
        raise ValueError("weights")
    return x, pi, mu, sigma


def log_densities(x, weights, means, covariances):
    x, pi, mu, sigma = checked(x, weights, means, covariances)
    with np.errstate(divide="ignore"):
        logs = np.log(pi)
    zero = np.zeros(x.shape[1])
    columns = [np.atleast_1d(normal(x - mean, zero, spread)) for mean, spread in zip(mu, sigma, strict=True)]
    return logs + np.stack(columns, axis=1)


def normal(apart, zero, spread):
    scale = np.trace(spread) / len(zero)
    value = multivariate_normal(zero, spread / scale, allow_singular=False).logpdf(apart / np.sqrt(scale))
    return value - len(zero) / 2 * np.log(scale)


def responsibilities(x, weights, means, covariances):
    return softmax(log_densities(x, weights, means, covariances), axis=1)


def log_likelihood(x, weights, means, covariances):
    return logsumexp(log_densities(x, weights, means, covariances), axis=1).sum()


def em(x, weights, means, covariances, *, floor, steps):
    x, pi, mu, sigma = checked(x, weights, means, covariances)
    if not (floor > 0 and np.isfinite(floor)):
        raise ValueError("floor")
    if steps < 0:
        raise ValueError("steps")
    mu, sigma = mu.copy(), sigma.copy()
    history = [log_likelihood(x, pi, mu, sigma)]
    while len(history) <= steps:
        r = responsibilities(x, pi, mu, sigma)
        pi = r.sum(axis=0) / len(x)
        for j in range(len(pi)):
            if not r[:, j].any():
                continue
            w = r[:, j] / r[:, j].sum()
            mu[j] = np.average(x, axis=0, weights=w)
            _, lengths, axes = np.linalg.svd(np.sqrt(w)[:, None] * (x - mu[j]), full_matrices=False)
            extra = np.maximum(lengths**2, floor) - floor
            sigma[j] = floor * np.eye(x.shape[1]) + (axes.T * extra) @ axes
        history.append(log_likelihood(x, pi, mu, sigma))
    return pi, mu, sigma, history
