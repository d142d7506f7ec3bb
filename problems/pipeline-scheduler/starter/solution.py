"""A pipeline scheduler. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any


class CycleError(ValueError):
    """Steps wait for each other in a circle; `cycle` is the list of their names."""


def order(steps: dict[str, dict[str, Any]]) -> list[str]:
    """Return all names, each after those it waits for, always the alphabetically first that can be next.

    Raises:
        CycleError: Steps wait for each other in a circle.
        ValueError: A name in `after` is no step.
    """
    raise NotImplementedError


def critical_path(steps: dict[str, dict[str, Any]]) -> tuple[float, list[str]]:
    """Return the seconds of a longest chain of steps, and its names, first step first.

    Raises:
        CycleError, ValueError: As `order`.
    """
    raise NotImplementedError


async def run(
    steps: dict[str, dict[str, Any]],
    work: Callable[[str, dict[str, Any]], Awaitable[Any]],
    *,
    pools: dict[str, int],
    targets: list[str] | None = None,
    load: Callable[[str], Any] | None = None,
    save: Callable[[str, Any], None] | None = None,
) -> dict[str, dict[str, Any]]:
    """Run what the targets need and the cache does not hold; return what became of each step that was needed.

    Raises:
        CycleError, ValueError: As `order`; or a pool or a target is wrong. Nothing has run then.
    """
    raise NotImplementedError
