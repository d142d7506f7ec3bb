"""Logistic regression from scratch. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

Weights = Mapping[int, float] | Literal["balanced"] | None


class NoMinimum(ValueError):
    """The objective has no minimum."""


def probability(x: npt.ArrayLike, coef: npt.ArrayLike, intercept: float) -> npt.NDArray[np.float64]:
    """Return the probability of class 1 for each of n rows.

    Args:
        x: n x d finite features.
        coef: d coefficients.
        intercept: What is added to each row's product.
    """
    raise NotImplementedError


def objective(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    coef: npt.ArrayLike,
    intercept: float,
    *,
    l2: float,
    class_weight: Weights = None,
) -> tuple[float, npt.NDArray[np.float64], float]:
    """Return the objective, its gradient for the coefficients (d numbers), and for the intercept."""
    raise NotImplementedError


def fit(
    x: npt.ArrayLike, y: npt.ArrayLike, *, l2: float, class_weight: Weights = None
) -> tuple[npt.NDArray[np.float64], float]:
    """Return coefficients and intercept at which the objective has its minimum.

    Raises:
        NoMinimum: There is none.
        ValueError: An argument is faulty.
    """
    raise NotImplementedError
