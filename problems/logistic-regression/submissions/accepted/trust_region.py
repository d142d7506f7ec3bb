"""scipy's trust region, polished by a few full Newton steps; whether a plane separates is asked as a question of feasibility."""

import math

import numpy as np
from scipy.optimize import linprog, minimize


class NoMinimum(ValueError):
    def __init__(self):
        super().__init__("the coefficients would grow for ever")


def sigmoid(z):
    half = np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))
    return half


def check_x(x):
    x = np.asarray(x, float)
    if x.ndim != 2:
        raise ValueError("x must have two dimensions")
    if x.shape[1] < 1 or not np.all(np.isfinite(x)):
        raise ValueError("x must have features, and finite ones")
    return x


def check_all(x, y, l2, class_weight):
    x, y = check_x(x), np.asarray(y, float)
    if y.shape != x.shape[:1] or len(y) == 0:
        raise ValueError("one label per row")
    if set(np.unique(y)) - {0.0, 1.0}:
        raise ValueError("labels are 0 and 1")
    if math.isnan(l2) or math.isinf(l2) or l2 < 0:
        raise ValueError("l2")
    ones = int(y.sum())
    match class_weight:
        case None:
            pair = (1.0, 1.0)
        case "balanced":
            pair = (len(y) / max(1, len(y) - ones), len(y) / max(1, ones))
        case {0: zero, 1: one, **others} if not others and 0 < zero < math.inf and 0 < one < math.inf:
            pair = (zero, one)
        case _:
            raise ValueError("class_weight")
    c = np.array(pair)[y.astype(int)]
    return x, y, c / np.sum(c)


def probability(x, coef, intercept):
    return sigmoid(check_x(x) @ np.asarray(coef, float) + intercept)


def objective(x, y, coef, intercept, *, l2, class_weight=None):
    x, y, c = check_all(x, y, l2, class_weight)
    coef = np.asarray(coef, float)
    z = x @ coef + intercept
    value = np.sum(c * np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z))) + 0.5 * l2 * coef @ coef
    residual = c * np.where(y == 1, -sigmoid(-z), sigmoid(z))
    return float(value), residual @ x + l2 * coef, float(np.sum(residual))


def fit(x, y, *, l2, class_weight=None):
    x, y, c = check_all(x, y, l2, class_weight)
    if y.all() or not y.any():
        raise NoMinimum
    unit = np.abs(x).max(0)
    unit = np.where(unit > 0, unit, 1)
    a = np.c_[x / unit, np.ones(len(x))]
    if l2 == 0 and separable(a * np.where(y == 1, 1, -1)[:, None]):
        raise NoMinimum
    ridge = np.r_[l2 / unit**2, 0]

    def f(v):
        z = a @ v
        return np.sum(c * np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z))) + 0.5 * np.sum(ridge * v * v)

    def g(v):
        z = a @ v
        return (c * np.where(y == 1, -sigmoid(-z), sigmoid(z))) @ a + ridge * v

    def h(v):
        z = a @ v
        return (a * (c * sigmoid(z) * sigmoid(-z))[:, None]).T @ a + np.diag(ridge)

    v = minimize(f, np.zeros(a.shape[1]), jac=g, hess=h, method="trust-exact", options={"gtol": 1e-7, "maxiter": 3000}).x
    for _ in range(60):
        if np.max(np.abs(g(v))) < 1e-9:
            break
        better = v - np.linalg.pinv(h(v), rcond=1e-13, hermitian=True) @ g(v)
        while np.max(np.abs(g(better))) > np.max(np.abs(g(v))) and not np.allclose(better, v, rtol=1e-15, atol=0):
            better = (better + v) / 2
        v = better
    return v[:-1] / unit, v[-1]


def separable(signed):
    """Is there a direction in which no row falls and all together rise by one?"""
    n, k = signed.shape
    answer = linprog(
        np.zeros(k), A_ub=-signed, b_ub=np.zeros(n), A_eq=signed.sum(0, keepdims=True), b_eq=[1.0], bounds=[(None, None)] * k
    )
    return answer.status == 0
