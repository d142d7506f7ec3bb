"""From a vendor's log to one honest number. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Row = dict[str, Any]
FloatArray = npt.NDArray[np.float64]
Read = Callable[[int], list[tuple[int, Row]]]
FitPredict = Callable[[FloatArray, FloatArray, FloatArray], Sequence[float]]


class Warehouse:
    """The current rows, loaded from a log whose records are repeated, reordered, corrected and deleted."""

    def pull(self, read: Read, replay: bool = False) -> dict[str, int]:
        """Read the log to its end and apply it; return how many records were read and what became of them."""
        raise NotImplementedError

    def rows(self) -> list[Row]:
        """Return the rows, sorted by day and id."""
        raise NotImplementedError


def split(rows: list[Row], *, cutoff: int, horizon: int, holdout: list[str]) -> tuple[list[str], list[str]]:
    """Return the ids of the training rows and of the test rows, each sorted by day and id."""
    raise NotImplementedError


class Features:
    """Turns rows into numbers; learns from training rows only."""

    def fit_transform(self, rows: list[Row]) -> FloatArray:
        """Learn from training rows and return their features, each technician's rate without the row itself."""
        raise NotImplementedError

    def transform(self, rows: list[Row]) -> FloatArray:
        """Return the features of other rows, by what was learned."""
        raise NotImplementedError

    def names(self) -> list[str]:
        """Return the names of the columns."""
        raise NotImplementedError


def evaluate(
    rows: list[Row], fit_predict: FitPredict, *, cutoff: int, horizon: int, holdout: list[str]
) -> dict[str, Any]:
    """Return how much better than a guess the model is on held-out customers, and how sure that is."""
    raise NotImplementedError
