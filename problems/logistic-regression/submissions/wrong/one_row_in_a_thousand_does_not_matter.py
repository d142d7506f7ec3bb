"""no-minimum: asks for the mean margin of all rows, so one row off the plane among thousands is missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import eye_array, hstack

FloatArray = npt.NDArray[np.float64]
Weights = Mapping[int, float] | Literal["balanced"] | None

_TOLERANCE = 1e-9
_MOST_STEPS = 500


class NoMinimum(ValueError):
    """The objective has no minimum: it can always be made smaller by larger coefficients."""


def probability(x: npt.ArrayLike, coef: npt.ArrayLike, intercept: float) -> FloatArray:
    """Return the probability of class 1 for each row, to full relative precision however small it is."""
    return _chance(_features(x) @ np.asarray(coef, dtype=np.float64) + intercept)


def objective(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    coef: npt.ArrayLike,
    intercept: float,
    *,
    l2: float,
    class_weight: Weights = None,
) -> tuple[float, FloatArray, float]:
    """Return the objective's value, its gradient for the coefficients, and for the intercept; raises ValueError."""
    rows, labels, weights = _checked(x, y, l2, class_weight)
    return _objective(rows, labels, weights, np.asarray(coef, dtype=np.float64), float(intercept), np.float64(l2))


def fit(x: npt.ArrayLike, y: npt.ArrayLike, *, l2: float, class_weight: Weights = None) -> tuple[FloatArray, float]:
    """Return coefficients and intercept of a minimum; raises NoMinimum where there is none, and ValueError."""
    rows, labels, weights = _checked(x, y, l2, class_weight)
    if labels.min() == labels.max():
        raise NoMinimum("all labels are the same, and the intercept is not held back")
    scale = np.abs(rows).max(axis=0)
    scale[scale == 0] = 1.0
    scaled = rows / scale
    if l2 == 0 and _can_be_separated(scaled, labels):
        raise NoMinimum("a plane separates the classes, and nothing holds the coefficients back")
    penalty = l2 / scale**2
    coef, intercept = _newton(scaled, labels, weights, penalty)
    return coef / scale, intercept


def _chance(z: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-z)) without overflow and without losing small numbers."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def _objective(
    rows: FloatArray,
    labels: FloatArray,
    weights: FloatArray,
    coef: FloatArray,
    intercept: float,
    penalty: FloatArray | np.float64,
) -> tuple[float, FloatArray, float]:
    """Evaluate it; a penalty per coefficient is that of scaled features."""
    signed = (2 * labels - 1) * (rows @ coef + intercept)
    losses = np.maximum(-signed, 0.0) + np.log1p(np.exp(-np.abs(signed)))
    slopes = weights * _chance(-signed) * (1 - 2 * labels)
    value = float(weights @ losses + (penalty * coef) @ coef / 2)
    return value, slopes @ rows + penalty * coef, float(slopes.sum())


def _newton(rows: FloatArray, labels: FloatArray, weights: FloatArray, penalty: FloatArray) -> tuple[FloatArray, float]:
    """Step until the gradient is as good as zero; a step is halved until it no longer makes the objective larger."""
    full = np.column_stack([rows, np.ones(len(rows))])
    penalties = np.append(penalty, 0.0)
    point = np.zeros(full.shape[1])

    def at(place: FloatArray) -> tuple[float, FloatArray]:
        value, gradient, last = _objective(rows, labels, weights, place[:-1], place[-1], penalty)
        return value, np.append(gradient, last)

    value, gradient = at(point)
    for _ in range(_MOST_STEPS):
        if np.abs(gradient).max() <= _TOLERANCE:
            break
        z = full @ point
        curvature = (full.T * (weights * _chance(z) * _chance(-z))) @ full + np.diag(penalties)
        step = -np.linalg.lstsq(curvature, gradient)[0]
        new_value, new_gradient = at(point + step)
        while new_value > value:
            step /= 2
            new_value, new_gradient = at(point + step)
        point, value, gradient = point + step, new_value, new_gradient
    return point[:-1], float(point[-1])


def _can_be_separated(rows: FloatArray, labels: FloatArray) -> bool:
    """Tell whether a plane has each class on its own side, at least one point not on it, all others perhaps.

    Seek margins as large as possible, each between 0 and 1. They may be scaled, so their sum is 0 or at least 1.
    """
    signed = np.column_stack([rows, np.ones(len(rows))]) * (2 * labels - 1)[:, np.newaxis]
    count, width = signed.shape
    answer = linprog(
        c=np.append(np.zeros(width), -np.ones(count)),
        A_ub=hstack([-signed, eye_array(count)]),
        b_ub=np.zeros(count),
        bounds=[(None, None)] * width + [(0, 1)] * count,
    )
    return -answer.fun / count > 1e-3


def _checked(
    x: npt.ArrayLike, y: npt.ArrayLike, l2: float, class_weight: Weights
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return rows, labels as 0.0 and 1.0, and weights that add up to 1; raises ValueError."""
    rows, labels = _features(x), np.asarray(y, dtype=np.float64)
    if len(rows) == 0 or labels.shape != (len(rows),):
        raise ValueError(f"{rows.shape} features do not fit to {labels.shape} labels")
    if not np.isin(labels, (0.0, 1.0)).all():
        raise ValueError("labels must be 0 or 1")
    if not 0 <= l2 < np.inf:
        raise ValueError(f"l2 must be finite and not negative, not {l2!r}")
    each = _class_weights(labels, class_weight)
    weights = np.where(labels == 1, each[1], each[0])
    return rows, labels, weights / weights.sum()


def _class_weights(labels: FloatArray, class_weight: Any) -> dict[int, float]:
    if class_weight is None:
        return {0: 1.0, 1: 1.0}
    if isinstance(class_weight, str):
        if class_weight != "balanced":
            raise ValueError(f"unknown class weights: {class_weight!r}")
        return {each: len(labels) / (2 * max(1, int((labels == each).sum()))) for each in (0, 1)}
    if set(class_weight) != {0, 1} or not all(0 < weight < np.inf for weight in class_weight.values()):
        raise ValueError(f"class weights must be positive, for 0 and for 1: {class_weight!r}")
    return {each: float(class_weight[each]) for each in (0, 1)}


def _features(x: npt.ArrayLike) -> FloatArray:
    rows = np.asarray(x, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] == 0:
        raise ValueError(f"expected rows of features, got shape {rows.shape}")
    if not np.isfinite(rows).all():
        raise ValueError("features must be finite")
    return rows
