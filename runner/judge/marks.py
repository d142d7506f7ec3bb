"""The judge's marks: `@pytest.mark.points(n)` and `@pytest.mark.limit(wall_seconds=..., memory_mb=...)`."""

from dataclasses import dataclass
from difflib import get_close_matches

import pytest

from runner.judge.fault import JudgeFault

MARKS = (
    "points(n): the test's weight within its group's points",
    "limit(wall_seconds=None, memory_mb=None): bounds of this test's guest",
)
OURS = ("points", "limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLimit:
    """Bounds of one test's guest; None leaves the problem's own. `memory_mb` bounds the guest's address space."""

    wall_seconds: float | None = None
    memory_mb: int | None = None


def weight_of(item: pytest.Item) -> float:
    """Return a test's weight; raises JudgeFault for a `points` mark that is not one number of at least 0."""
    mark = item.get_closest_marker("points")
    if mark is None:
        return 1.0
    if len(mark.args) != 1 or mark.kwargs or not _is_number(mark.args[0]) or not 0 <= mark.args[0] < float("inf"):
        raise JudgeFault(f"{item.nodeid}: write @pytest.mark.points(n) with one number of at least 0")
    return float(mark.args[0])


def limit_of(item: pytest.Item) -> OwnLimit:
    """Return a test's own limits; raises JudgeFault for a `limit` mark with other than positive known keys."""
    limit: dict[str, float] = {}
    for mark in reversed(list(item.iter_markers("limit"))):
        unknown = sorted(set(mark.kwargs) - {"wall_seconds", "memory_mb"})
        if mark.args or unknown or not all(_is_number(value) and value > 0 for value in mark.kwargs.values()):
            raise JudgeFault(
                f"{item.nodeid}: write @pytest.mark.limit(wall_seconds=..., memory_mb=...) with positive numbers"
            )
        limit.update(mark.kwargs)
    memory_mb = limit.get("memory_mb")
    return OwnLimit(wall_seconds=limit.get("wall_seconds"), memory_mb=None if memory_mb is None else int(memory_mb))


def refuse_misspelt(item: pytest.Item) -> None:
    """Raise JudgeFault for a mark that is nearly one of ours; a foreign suite's own marks may stay."""
    for mark in item.iter_markers():
        near = get_close_matches(mark.name, OURS, n=1, cutoff=0.8)
        if mark.name not in OURS and near:
            raise JudgeFault(f"{item.nodeid}: the mark {mark.name!r} is unknown; did you mean {near[0]!r}?")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
