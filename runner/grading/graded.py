"""Which submissions of a candidate have a grade: what a round's limit on submissions counts.

Counted is each different submission of one candidate that was graded against one problem digest, whatever engine, image
or version of prebrief graded it: each has told something of the hidden tests. The same submission again is the same
one. What was rejected, or stays ungraded, told nothing, and counts for nothing.
"""

from __future__ import annotations

import hashlib

from runner.model import Grade, GradeStatus


class GradedSubmissions:
    """The graded submissions of each candidate with the places of their last grades, the last one graded last."""

    def __init__(self) -> None:
        self._places: dict[bytes, dict[bytes, int]] = {}

    def note(self, grade: Grade, place: int) -> None:
        """Take in a line of the journal."""
        if grade.status is GradeStatus.GRADED:
            known = self._places.setdefault(_whose(grade), {})
            known.pop(_which(grade), None)
            known[_which(grade)] = place

    def has_room(self, asked: Grade, most: int | None) -> bool:
        """Whether what is asked for was graded before, or fewer than `most` of the same candidate were."""
        known = self._places.get(_whose(asked), {})
        return most is None or len(known) < most or _which(asked) in known

    def last_place(self, asked: Grade) -> int | None:
        """Return where the last grade of the same candidate is."""
        return next(reversed(self._places.get(_whose(asked), {}).values()), None)


def too_many(digest: str, most: int | None) -> str:
    """Say in the row of the grade that stands why a later submission, "" for one that was rejected, has none."""
    what = f"submission {digest[:16]}" if digest else "it can't be read"
    return (
        f"what was handed in last ({what}) was not graded: at most {most} different submissions of one candidate are, "
        "and this is the grade of the last of those"
    )


def _whose(grade: Grade) -> bytes:
    made = grade.provenance
    parts = (made.problem, made.problem_digest, grade.candidate)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()


def _which(grade: Grade) -> bytes:
    return hashlib.sha256(grade.provenance.submission_digest.encode("utf-8", "surrogatepass")).digest()
