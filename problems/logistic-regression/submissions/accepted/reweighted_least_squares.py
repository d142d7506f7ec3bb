"""Iteratively reweighted least squares on centred features, halving steps; non-negative least squares tells whether there is a minimum."""

import numpy as np
from scipy.optimize import nnls
from scipy.special import expit, log_expit


class NoMinimum(ValueError):
    pass


def table(x):
    x = np.array(x, dtype=float)
    if x.ndim != 2 or 0 in x.shape[1:] or not np.isfinite(x).all():
        raise ValueError("features")
    return x


def prepare(x, y, l2, class_weight):
    x, y = table(x), np.array(y, dtype=float)
    if y.ndim != 1 or y.size != x.shape[0] or y.size == 0:
        raise ValueError("shapes")
    if ((y != 0) & (y != 1)).any():
        raise ValueError("labels")
    if not (l2 >= 0 and np.isfinite(l2)):
        raise ValueError("penalty")
    if class_weight is None:
        c = np.ones_like(y)
    elif isinstance(class_weight, str) and class_weight == "balanced":
        share = np.where(y == 1, y.mean(), 1 - y.mean())
        c = 0.5 / share
    elif isinstance(class_weight, dict) and class_weight.keys() == {0, 1}:
        if min(class_weight.values()) <= 0 or not np.isfinite(list(class_weight.values())).all():
            raise ValueError("weights")
        c = np.choose(y.astype(int), [class_weight[0], class_weight[1]]).astype(float)
    else:
        raise ValueError("weights")
    return x, y, c / c.sum()


def probability(x, coef, intercept):
    return expit(table(x).dot(coef) + intercept)


def objective(x, y, coef, intercept, *, l2, class_weight=None):
    x, y, c = prepare(x, y, l2, class_weight)
    coef = np.asarray(coef, dtype=float)
    sign = np.where(y == 1, 1.0, -1.0)
    margin = sign * (x @ coef + intercept)
    pull = -c * sign * expit(-margin)
    return -(c @ log_expit(margin)) + l2 / 2 * np.sum(coef**2), pull @ x + l2 * coef, pull.sum()


def fit(x, y, *, l2, class_weight=None):
    x, y, c = prepare(x, y, l2, class_weight)
    if len(set(y.tolist())) < 2:
        raise NoMinimum("one class")
    size = np.abs(x).max(axis=0)
    size = np.where(size > 0, size, 1.0)
    u = x / size
    design = np.hstack([u, np.ones((len(u), 1))])
    sign = np.where(y == 1, 1.0, -1.0)
    signed = design * sign[:, None]
    if l2 == 0 and not balanced_by_something_positive(signed):
        raise NoMinimum("separable")
    root = np.append(np.sqrt(l2) / size, 0.0)
    v = np.zeros(design.shape[1])

    def loss(v):
        return -(c @ log_expit(signed @ v)) + np.sum((root * v) ** 2) / 2

    def slope(v):
        return -(signed.T @ (c * expit(-(signed @ v)))) + root**2 * v

    for _ in range(1000):
        g = slope(v)
        if np.abs(g).max() < 2e-9:
            break
        m = signed @ v
        w = np.sqrt(np.maximum(c * expit(m) * expit(-m), 1e-300))
        rows = np.vstack([w[:, None] * signed, np.diag(root)])
        right = np.concatenate([c * expit(-m) / w, -root * v])
        step = np.linalg.lstsq(rows, right, rcond=1e-11)[0]
        t = 1.0
        while loss(v + t * step) > loss(v) + 1e-4 * t * (g @ step) and np.abs(slope(v + t * step)).max() > 0.5 * np.abs(g).max():
            t *= 0.5
        v = v + t * step
    return v[:-1] / size, v[-1]


def balanced_by_something_positive(signed):
    """There is a minimum exactly if weights above zero exist under which the signed rows cancel."""
    rows = signed / np.linalg.norm(signed, axis=1, keepdims=True)
    total = rows.sum(axis=0)
    _, rest = nnls(rows.T, -total, maxiter=50 * len(rows))
    return rest < 1e-7
