"""Both ends of federated training. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint32]
Client = Callable[[Vector], tuple[Any, Any]]


def local_update(weights: Vector, x: Vector, y: Vector, *, steps: int, rate: float, clip: float) -> Vector:
    """Train on the client's own rows, and return the clipped update."""
    raise NotImplementedError


def adapt(weights: Vector, x: Vector, y: Vector, strengths: list[float]) -> tuple[Vector, float]:
    """Return the weights adapted to the client's rows, and the strength that leaving one out has chosen."""
    raise NotImplementedError


def run_round(
    weights: Vector,
    clients: dict[str, Client],
    *,
    clip: float,
    max_count: int,
    noise: float = 0.0,
    min_clients: int = 1,
    rng: np.random.Generator | None = None,
) -> tuple[Vector, dict[str, list[str]]]:
    """Return the weights after one round, and who was used, dropped and rejected."""
    raise NotImplementedError


def mask(update: npt.ArrayLike, me: str, seeds: dict[str, int], round_number: int) -> Words:
    """Return the message of client `me`: its update, hidden by a mask for each peer."""
    raise NotImplementedError


def correction(me: str, seeds: dict[str, int], dropped: list[str], round_number: int, size: int) -> Words:
    """Return what client `me` tells the server so that masks shared with the dropped can be taken out of the sum."""
    raise NotImplementedError


def unmask(messages: dict[str, Words], corrections: dict[str, Words]) -> Vector:
    """Return the sum of the updates behind the messages."""
    raise NotImplementedError
