"""A results folder, read again: its grades one at a time, and what is kept beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from runner.grading.keeping import Kept
from runner.grading.record import MAX_LINE_BYTES, from_line
from runner.model import BadInput, Card, Grade, SourceFile

RESULTS = "results.jsonl"


class Results:
    """What `prebrief grade` wrote: give the folder, or the `results.jsonl` in it."""

    def __init__(self, place: Path) -> None:
        self.path = place if place.is_file() else place / RESULTS
        self.folder = self.path.parent
        self._kept = Kept(self.folder)
        if not self.path.is_file():
            raise BadInput(f"{self.path} is not there: give a folder that `prebrief grade` wrote")

    def grades(self) -> Iterator[Grade]:
        """Yield the grades in their order; raises BadInput for a line that is no grade."""
        read = 0
        try:
            with self.path.open("rb") as file:
                while line := file.readline(MAX_LINE_BYTES + 1):
                    grade = from_line(line)
                    read += 1
                    yield grade
        except (OSError, ValueError) as error:
            raise BadInput(
                f"{self.path}, line {read + 1}, can't be read as a grade: {error}. Give a folder that `prebrief grade` "
                "of this version wrote, or grade again."
            ) from error

    def card(self, slug: str) -> Card | None:
        """Return what is kept of a problem."""
        return self._kept.card(slug)

    def files(self, digest: str) -> tuple[SourceFile, ...] | None:
        """Return the files of a submission, None where they were not kept."""
        return self._kept.submission(digest)
