"""Newton steps damped as Levenberg and Marquardt do; without a minimum the steps do not become shorter, and margins grow beyond bounds."""

import numpy as np


class NoMinimum(ValueError):
    pass


FARTHEST = 28.0
"""Nothing that has a minimum without a penalty is farther out at it, says the brief (20)."""


class Data:
    def __init__(self, x, y, l2, class_weight):
        self.x = features(x)
        y = np.asarray(y)
        if y.ndim != 1 or len(y) != len(self.x) or not len(y):
            raise ValueError("as many labels as rows")
        if any(label not in (0, 1) for label in y.tolist()):
            raise ValueError("0 or 1")
        if not (0 <= l2 <= 1e300):
            raise ValueError("penalty")
        self.y, self.l2 = y.astype(bool), float(l2)
        self.sign = np.where(self.y, 1.0, -1.0)
        if class_weight == "balanced":
            class_weight = {label: 1 / max(1, np.count_nonzero(self.y == label)) for label in (0, 1)}
        elif class_weight is None:
            class_weight = {0: 1, 1: 1}
        elif isinstance(class_weight, str) or sorted(class_weight) != [0, 1]:
            raise ValueError("class weights")
        if not all(0 < each < 1e300 for each in class_weight.values()):
            raise ValueError("class weights must be positive")
        self.c = np.where(self.y, class_weight[1], class_weight[0]) / 1.0
        self.c /= self.c.sum()

    def losses(self, margins):
        return np.log1p(np.exp(-np.abs(margins))) - np.minimum(margins, 0)

    def slopes(self, margins):
        e = np.exp(-np.abs(margins))
        return -self.c * np.where(margins > 0, e / (1 + e), 1 / (1 + e))


def features(x):
    x = np.asarray(x, dtype=float)
    if x.ndim != 2 or not x.shape[1] or not np.isfinite(x).all():
        raise ValueError("a table of finite features")
    return x


def probability(x, coef, intercept):
    z = features(x) @ np.asarray(coef, dtype=float) + intercept
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e / (1 + e), 1 / (1 + e))


def objective(x, y, coef, intercept, *, l2, class_weight=None):
    data, coef = Data(x, y, l2, class_weight), np.asarray(coef, dtype=float)
    margins = data.sign * (data.x @ coef + intercept)
    s = data.slopes(margins) * data.sign
    return data.c @ data.losses(margins) + data.l2 * (coef @ coef) / 2, data.x.T @ s + data.l2 * coef, s.sum()


def fit(x, y, *, l2, class_weight=None):
    data = Data(x, y, l2, class_weight)
    if data.y.all() or not data.y.any():
        raise NoMinimum("only one class")
    size = np.abs(data.x).max(axis=0)
    size[size == 0] = 1
    a = np.hstack([data.x / size, np.ones((len(data.x), 1))]) * data.sign[:, None]
    ridge = np.append(data.l2 / size**2, 0.0)
    v, damping = np.zeros(a.shape[1]), 1e-3

    def value(v):
        return data.c @ data.losses(a @ v) + ridge @ v**2 / 2

    def gradient(v):
        return a.T @ data.slopes(a @ v) + ridge * v

    now, g = value(v), gradient(v)
    for _ in range(5000):
        margins = a @ v
        if l2 == 0 and np.abs(margins).max() > FARTHEST:
            raise NoMinimum("the margins grow for ever")
        s = -data.slopes(margins)
        hessian = (a.T * (s * (1 - s / data.c))) @ a + np.diag(ridge)
        step = -np.linalg.lstsq(hessian + damping * np.diag(np.diag(hessian) + 1e-300), g, rcond=1e-15)[0]
        small = np.abs(a @ step).max() < 1e-4 and damping < 1e-2
        if np.abs(g).max() < 1e-9 and (l2 or small):
            break
        later, g_later = value(v + step), gradient(v + step)
        if later < now or np.abs(g_later).max() < np.abs(g).max() * (1 - 1e-9):
            v, now, g, damping = v + step, later, g_later, max(damping / 10, 1e-14)
        elif damping > 1e12:
            break
        else:
            damping *= 4
    return v[:-1] / size, v[-1]
