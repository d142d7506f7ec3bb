"""All components at once, by einsum and stacked linear algebra; drawing by the race of exponential clocks."""

import numpy as np


def as_rows(x):
    x = np.asarray(x, float)
    if x.ndim != 2:
        raise ValueError("two dimensions")
    if 0 in x.shape or not np.isfinite(x).all():
        raise ValueError("rows and columns of finite numbers")
    return x


def seed_centres(x, k, rng):
    x = as_rows(x)
    if not (1 <= k <= x.shape[0]):
        raise ValueError("number of centres")
    rate = np.ones(len(x))
    centres = np.empty((k, x.shape[1]))
    near = np.full(len(x), np.inf)
    for number in range(k):
        clocks = rng.exponential(size=len(x))
        with np.errstate(divide="ignore"):
            first = np.argmin(clocks / rate)
        centres[number] = x[first]
        near = np.minimum(near, np.einsum("nd,nd->n", x - x[first], x - x[first]))
        rate = near
    return centres


def kmeans(x, centres, max_steps=300):
    x, c = as_rows(x), as_rows(centres)
    if x.shape[1] != c.shape[1] or max_steps <= 0:
        raise ValueError("arguments")
    origin = x.mean(axis=0)
    history, old = [], np.full(len(x), -1)
    while True:
        gaps = np.empty((len(x), len(c)))
        for begin in range(0, len(x), 2000):
            part = slice(begin, begin + 2000)
            gaps[part] = ((x[part, None] - c[None]) ** 2).sum(axis=2)
        labels = gaps.argmin(axis=1)
        history.append(gaps.min(axis=1).sum().item())
        if len(history) >= max_steps or (labels == old).all():
            return c, labels, history
        old = labels
        member = np.eye(len(c))[labels]
        sizes = member.sum(axis=0)
        moved = origin + member.T @ (x - origin) / np.maximum(sizes, 1)[:, None]
        c = np.where((sizes > 0)[:, None], moved, c)


def checked(x, *mixture):
    x = as_rows(x)
    pi, mu, sigma = (np.asarray(each, float) for each in mixture)
    if pi.ndim != 1 or mu.shape != (*pi.shape, x.shape[1]) or sigma.shape != mu.shape + mu.shape[1:]:
        raise ValueError("shapes")
    if not (pi >= 0).all() or abs(pi.sum() - 1) > 1e-6:
        raise ValueError("weights")
    return x, pi, mu, sigma


def table(x, pi, mu, sigma):
    apart = (x[None] - mu[:, None]).transpose(0, 2, 1)
    factors = np.linalg.cholesky(sigma)
    white = np.linalg.solve(factors, apart)
    half = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1) + x.shape[1] * np.log(2 * np.pi) / 2
    logs = np.full(len(pi), -np.inf)
    np.log(pi, where=pi > 0, out=logs)
    return (logs - half)[None] - np.einsum("kdn,kdn->nk", white, white) / 2


def log_densities(x, weights, means, covariances):
    return table(*checked(x, weights, means, covariances))


def split(logs):
    top = logs.max(axis=1, keepdims=True)
    relative = np.exp(logs - top)
    sums = relative.sum(axis=1, keepdims=True)
    return relative / sums, float((top + np.log(sums)).sum())


def responsibilities(x, weights, means, covariances):
    return split(log_densities(x, weights, means, covariances))[0]


def log_likelihood(x, weights, means, covariances):
    return split(log_densities(x, weights, means, covariances))[1]


def em(x, weights, means, covariances, *, floor, steps):
    x, pi, mu, sigma = checked(x, weights, means, covariances)
    if steps < 0 or not 0 < floor < float("inf"):
        raise ValueError("options")
    r, value = split(table(x, pi, mu, sigma))
    history = [value]
    for _ in range(steps):
        size = r.sum(axis=0)
        alive = size > 0
        pi = size / size.sum()
        share = r[:, alive] / size[alive]
        new_mu = x.mean(axis=0) + share.T @ (x - x.mean(axis=0))
        apart = x[None] - new_mu[:, None]
        values, vectors = np.linalg.eigh(np.einsum("nk,kni,knj->kij", share, apart, apart, optimize=True))
        raised = np.maximum(values, floor)
        mu, sigma = mu.copy(), sigma.copy()
        mu[alive], sigma[alive] = new_mu, np.einsum("kij,kj,klj->kil", vectors, raised, vectors)
        r, value = split(table(x, pi, mu, sigma))
        history.append(value)
    return pi, mu, sigma, history
