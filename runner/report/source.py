"""Where a report takes everything from: the grades, one at a time, and what is kept beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from runner.model import Card, Grade, SourceFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a report is made of. `grades` begins anew with each call; the others give None where nothing is kept."""

    grades: Callable[[], Iterator[Grade]]
    card: Callable[[str], Card | None]
    files: Callable[[str], tuple[SourceFile, ...] | None]

    def only(self, *, problem: str = "", candidate: str = "") -> Source:
        """Return the same source with the grades of one problem or one candidate alone, "" for all."""

        def chosen() -> Iterator[Grade]:
            for grade in self.grades():
                if problem in ("", grade.provenance.problem) and candidate in ("", grade.candidate):
                    yield grade

        return replace(self, grades=chosen)
