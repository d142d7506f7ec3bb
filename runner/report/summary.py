"""What a batch came to, in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from runner.model import Grade, GradeStatus

FULL_SCORE = 100 - 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many rows of each kind; `mean` is over the graded ones, None where there are none."""

    graded: int
    rejected: int
    ungraded: int
    full: int
    mean: float | None

    @property
    def text(self) -> str:
        """One line for people."""
        parts = [f"{self.graded} graded"]
        if self.mean is not None:
            parts[0] += f" (mean {self.mean:.1f}, {self.full} with full score)"
        parts += [
            f"{count} {word}" for count, word in ((self.rejected, "rejected"), (self.ungraded, "ungraded")) if count
        ]
        return ", ".join(parts)


def summarise(grades: Iterable[Grade]) -> Summary:
    """Count grades, taking them one at a time."""
    counts = dict.fromkeys(GradeStatus, 0)
    full, points = 0, 0.0
    for grade in grades:
        counts[grade.status] += 1
        if grade.status is GradeStatus.GRADED and grade.score is not None:
            points += grade.score
            full += grade.score >= FULL_SCORE
    graded = counts[GradeStatus.GRADED]
    return Summary(
        graded=graded,
        rejected=counts[GradeStatus.REJECTED],
        ungraded=counts[GradeStatus.UNGRADED],
        full=full,
        mean=points / graded if graded else None,
    )
