"""Loops over components and rows where they are short; cumulative sums for drawing; whitening by eigenvectors."""

import math

import numpy as np


def numbers(x):
    x = np.array(x, dtype=float)
    if x.ndim != 2 or x.size == 0:
        raise ValueError("rows")
    if not np.isfinite(x.sum()) and not np.all(np.isfinite(x)):
        raise ValueError("finite")
    return x


def seed_centres(x, k, rng):
    x = numbers(x)
    if k < 1 or k > len(x):
        raise ValueError("k")
    centres = [x[int(rng.random() * len(x))]]
    for _ in range(k - 1):
        gaps = [min(math.fsum((row - centre) ** 2) for centre in centres) for row in x]
        mark, total = rng.random() * math.fsum(gaps), 0.0
        pick = len(x) - 1
        for number, gap in enumerate(gaps):
            total += gap
            if total > mark:
                pick = number
                break
        centres.append(x[pick])
    return np.array(centres)


def kmeans(x, centres, max_steps=300):
    x, centres = numbers(x), numbers(centres)
    if x.shape[1] != centres.shape[1] or max_steps < 1:
        raise ValueError("centres")
    history, labels = [], None
    while True:
        best = np.full(len(x), np.inf)
        now = np.zeros(len(x), dtype=int)
        for number, centre in enumerate(centres):
            gaps = ((x - centre) ** 2).sum(1)
            nearer = gaps < best
            best[nearer], now[nearer] = gaps[nearer], number
        history.append(best.sum())
        if len(history) == max_steps or (labels is not None and np.array_equal(labels, now)):
            return centres, now.tolist(), history
        labels = now
        sizes = np.bincount(now, minlength=len(centres))
        base = x[0]
        sums = np.zeros_like(centres)
        np.add.at(sums, now, x - base)
        centres = np.where(sizes[:, None] > 0, base + sums / np.maximum(sizes, 1)[:, None], centres)


def check(x, weights, means, covariances):
    x = numbers(x)
    weights, means, covariances = (np.array(each, dtype=float) for each in (weights, means, covariances))
    k, d = weights.size, x.shape[1]
    if weights.shape != (k,) or means.shape != (k, d) or covariances.shape != (k, d, d):
        raise ValueError("shapes")
    if weights.min() < 0 or abs(weights.sum() - 1) > 1e-6:
        raise ValueError("weights")
    return x, weights, means, covariances


def log_densities(x, weights, means, covariances):
    x, weights, means, covariances = check(x, weights, means, covariances)
    logs = np.full((len(x), len(weights)), -np.inf)
    for number in range(len(weights)):
        if weights[number] > 0:
            values, vectors = np.linalg.eigh(covariances[number])
            white = (x - means[number]) @ vectors / np.sqrt(values)
            constant = math.log(weights[number]) - 0.5 * (np.log(values).sum() + x.shape[1] * math.log(2 * math.pi))
            logs[:, number] = constant - 0.5 * (white**2).sum(1)
    return logs


def row_sums(logs):
    return np.logaddexp.reduce(logs, axis=1)


def responsibilities(x, weights, means, covariances):
    logs = log_densities(x, weights, means, covariances)
    shares = np.exp(logs - logs.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True)


def log_likelihood(x, weights, means, covariances):
    return math.fsum(row_sums(log_densities(x, weights, means, covariances)))


def em(x, weights, means, covariances, *, floor, steps):
    x, weights, means, covariances = check(x, weights, means, covariances)
    if not floor > 0 or math.isinf(floor) or steps < 0:
        raise ValueError("floor or steps")
    history = [log_likelihood(x, weights, means, covariances)]
    for _ in range(steps):
        r = responsibilities(x, weights, means, covariances)
        weights = r.mean(0)
        for number in range(len(weights)):
            total = r[:, number].sum()
            if total > 0:
                centre = x[0] + (r[:, number] / total) @ (x - x[0])
                apart = (x - centre) * np.sqrt(r[:, number] / total)[:, None]
                values, vectors = np.linalg.eigh(apart.T @ apart)
                values[values < floor] = floor
                means[number] = centre
                covariances[number] = vectors @ np.diag(values) @ vectors.T
        history.append(log_likelihood(x, weights, means, covariances))
    return weights, means, covariances, history
