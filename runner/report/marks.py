"""How a verdict and a share of points look in a table: a mark and a class, so that colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from runner.model import GroupScore, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What stands in a cell; `name` is a class of the stylesheet, `word` says it in the legend."""

    text: str
    name: str
    word: str


MARKS: dict[Verdict, Mark] = {
    Verdict.PASSED: Mark(text="✓", name="v-pass", word="passed"),
    Verdict.FAILED: Mark(text="✗", name="v-fail", word="failed"),
    Verdict.ERROR: Mark(text="E", name="v-other", word="not importable"),
    Verdict.MISSING: Mark(text="?", name="v-other", word="name missing"),
    Verdict.REFUSED: Mark(text="R", name="v-other", word="value refused"),
    Verdict.TIMEOUT: Mark(text="T", name="v-other", word="out of time"),
    Verdict.OUT_OF_MEMORY: Mark(text="M", name="v-other", word="out of memory"),
    Verdict.CRASHED: Mark(text="C", name="v-other", word="crashed"),
    Verdict.PROTOCOL: Mark(text="P", name="v-other", word="spoke on the wall"),
    Verdict.SKIPPED: Mark(text="-", name="v-skip", word="gave no verdict"),
}
_STEPS = 4


def shade(earned: float, possible: float) -> str:
    """Return the class of a share of points: h0 for none up to h4 for all of them."""
    share = earned / possible if possible > 0 else 0.0
    if share >= 1 - 1e-9:
        return f"h{_STEPS}"
    return f"h{min(int(share * _STEPS), _STEPS - 1)}"


def group_cell(group: GroupScore) -> Mark:
    """Return the cell of a group's score."""
    return Mark(
        text=f"{group.points:.3g}/{group.points_possible:g}",
        name=shade(group.points, group.points_possible),
        word=group.withheld,
    )
