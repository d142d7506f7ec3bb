"""Choose a model: who is not beaten, who keeps the limits, whose lead is real. The brief has the rules."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

Model = Mapping[str, Any]


def pareto_front(models: Sequence[Model]) -> list[str]:
    """Return the names of the models that no other dominates, in the order given."""
    raise NotImplementedError


def fronts(models: Sequence[Model]) -> list[list[str]]:
    """Return the front, the front of the others, and so on until no model is left."""
    raise NotImplementedError


def choose(models: Sequence[Model], *, limits: Mapping[str, float] | None = None, margin: float = 0.0) -> dict[str, Any]:
    """Return chosen (a name or None) and violations (a list of broken limits for each model that breaks some)."""
    raise NotImplementedError


def paired_bootstrap(
    first: Sequence[float],
    second: Sequence[float],
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    level: float = 0.95,
    groups: Sequence[Hashable] | None = None,
) -> dict[str, float]:
    """Return difference, low, high and p_value of second minus first."""
    raise NotImplementedError


def contenders(
    scores: Mapping[str, Sequence[float]],
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    level: float = 0.95,
    groups: Sequence[Hashable] | None = None,
) -> list[str]:
    """Return the names of the best model and of those that cannot be told from it, in the order given."""
    raise NotImplementedError
