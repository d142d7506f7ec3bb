"""noise: cuts the noise at three deviations."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint32]
Client = Callable[[Vector], tuple[Any, Any]]

_SCALE = 2.0**16
_LARGEST = 100.0


def local_update(weights: Vector, x: Vector, y: Vector, *, steps: int, rate: float, clip: float) -> Vector:
    """Train on the client's own rows, and return the clipped update."""
    if len(y) == 0:
        return np.zeros_like(weights)
    trained = weights
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            trained = trained - rate * 2 / len(y) * (x.T @ (x @ trained - y))
    if not np.isfinite(trained).all():
        raise ValueError("training has diverged")
    return _clipped(trained - weights, clip)


def adapt(weights: Vector, x: Vector, y: Vector, strengths: list[float]) -> tuple[Vector, float]:
    """Return the weights adapted to the client's rows, and the strength that leaving one out has chosen."""
    if len(y) == 0:
        return weights.copy(), max(strengths)
    errors = [_error_left_out(weights, x, y, strength) for strength in strengths]
    best = strengths[int(np.argmin(errors))]
    return _pulled(weights, x, y, best), best


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
    report: dict[str, list[str]] = {"used": [], "dropped": [], "rejected": []}
    total, influence = np.zeros_like(weights), 0.0
    for name, client in clients.items():
        try:
            given, count = client(weights.copy())
        except (ConnectionError, TimeoutError):
            report["dropped"].append(name)
            continue
        update = _checked(given, weights.shape)
        if update is None or not isinstance(count, int | np.integer) or count < 1:
            report["rejected"].append(name)
            continue
        report["used"].append(name)
        share = min(int(count), max_count) / max_count
        total += share * _clipped(update, clip)
        influence += share
    if len(report["used"]) < min_clients:
        raise ValueError(f"{len(report['used'])} clients were used, {min_clients} are needed")
    if noise > 0:
        assert rng is not None
        drawn = rng.standard_normal(total.shape)
        total += noise * clip * np.clip(drawn, -3.0, 3.0)
    return weights + total / influence, report


def mask(update: npt.ArrayLike, me: str, seeds: dict[str, int], round_number: int) -> Words:
    """Return the message of client `me`: its update, hidden by a mask for each peer."""
    values = np.asarray(update, dtype=np.float64)
    if not seeds:
        raise ValueError("a message without a mask would be the update itself")
    if values.ndim != 1:
        raise ValueError("an update is a vector")
    if not (np.abs(values) <= _LARGEST).all():
        raise ValueError(f"an update's numbers lie within {_LARGEST}")
    fixed = np.rint(values * _SCALE).astype(np.int64).astype(np.uint32)
    return fixed + _masks(me, seeds, round_number, len(values))


def correction(me: str, seeds: dict[str, int], dropped: list[str], round_number: int, size: int) -> Words:
    """Return what client `me` tells the server so that masks shared with the dropped can be taken out of the sum."""
    lost = {name: seeds[name] for name in dropped}
    if len(lost) == len(seeds):
        raise ValueError("with every peer gone, the correction would open the update of this client")
    return _masks(me, lost, round_number, size)


def unmask(messages: dict[str, Words], corrections: dict[str, Words]) -> Vector:
    """Return the sum of the updates behind the messages."""
    if not messages:
        raise ValueError("there are no messages")
    if corrections and set(corrections) != set(messages):
        raise ValueError("corrections come from those whose messages arrived")
    sizes = {len(words) for words in (*messages.values(), *corrections.values())}
    if len(sizes) != 1:
        raise ValueError("not all messages have the same length")
    total = np.zeros(sizes.pop(), dtype=np.uint32)
    for words in messages.values():
        total += words
    for words in corrections.values():
        total -= words
    return total.view(np.int32) / _SCALE


def _clipped(update: Vector, clip: float) -> Vector:
    length = float(np.linalg.norm(update))
    return update * (clip / length) if length > clip else update


def _pulled(weights: Vector, x: Vector, y: Vector, strength: float) -> Vector:
    """Return the ridge solution around `weights` instead of zero."""
    if math.isinf(strength):
        return weights.copy()
    gram = x.T @ x + strength * np.eye(len(weights))
    return weights + np.linalg.solve(gram, x.T @ (y - x @ weights))


def _error_left_out(weights: Vector, x: Vector, y: Vector, strength: float) -> float:
    rows = np.arange(len(y))
    return sum(
        float((x[row] @ _pulled(weights, x[rows != row], y[rows != row], strength) - y[row]) ** 2) for row in rows
    )


def _checked(given: Any, shape: tuple[int, ...]) -> Vector | None:
    """Return an update as a vector, None where it is none."""
    update = np.asarray(given, dtype=np.float64)
    return update if update.shape == shape and np.isfinite(update).all() else None


def _masks(me: str, seeds: dict[str, int], round_number: int, size: int) -> Words:
    """Return the sum of the masks that `me` shares with these peers, each with the sign that `me` gives it."""
    total = np.zeros(size, dtype=np.uint32)
    for peer, seed in seeds.items():
        stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(round_number,)))
        words = stream.integers(0, 2**32, size=size, dtype=np.uint32)
        total = total + words if me < peer else total - words
    return total
