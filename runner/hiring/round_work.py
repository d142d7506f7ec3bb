"""A round as grading sees it, wherever it is kept: what waits, by which problem, and where grades go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from runner.hiring.desk import Desk
from runner.hiring.grading_rounds import archive_of, graded, record, waiting
from runner.hiring.publishing import frozen_problem, judge_by
from runner.hiring.values import Came, Waiting
from runner.intake import read_archive
from runner.model import Grade, Problem, Submission


class RoundWork(Protocol):
    """What a batch needs of a round; a workspace here has it, and a server has it over HTTP."""

    @property
    def name(self) -> str:
        """What the round is called."""
        ...

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what has no grade yet, in the order in which it is to be graded."""
        ...

    def graded(self) -> Iterator[tuple[Waiting, Grade]]:
        """Yield what has a grade, with the one that stands, as it came."""
        ...

    def archive(self, submission: int) -> bytes:
        """Return what was handed in; raises SubmissionRejected where it was forgotten meanwhile."""
        ...

    def problem(self) -> AbstractContextManager[Problem]:
        """Lend the problem that the round is graded by."""
        ...

    def folder(self) -> Path:
        """Return where a batch may keep its journal; it holds submissions until the batch is whole."""
        ...

    def record(self, came: Iterable[Came], *, why: str = "") -> int:
        """Keep grades, and return how many; the same again is kept once."""
        ...

    def judge_by(self, problem: Problem, why: str) -> None:
        """Let a changed version of the problem grade the round from now on."""
        ...


@dataclass(frozen=True, slots=True)
class RoundHere:
    """A round of the workspace at a desk."""

    desk: Desk
    name: str

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what has no grade yet."""
        return waiting(self.desk, self.name)

    def graded(self) -> Iterator[tuple[Waiting, Grade]]:
        """Yield what has a grade."""
        after = 0
        while page := graded(self.desk, self.name, after=after):
            yield from page
            after = page[-1][0].id

    def archive(self, submission: int) -> bytes:
        """Return what was handed in."""
        return archive_of(self.desk, self.name, submission)

    def problem(self) -> AbstractContextManager[Problem]:
        """Lend the problem that the round is graded by."""
        return frozen_problem(self.desk, self.name)

    def folder(self) -> Path:
        """Return where a batch may keep its journal."""
        return self.desk.place.grading(self.name)

    def record(self, came: Iterable[Came], *, why: str = "") -> int:
        """Keep grades."""
        return record(self.desk, self.name, came, why=why)

    def judge_by(self, problem: Problem, why: str) -> None:
        """Let a changed version of the problem grade the round from now on."""
        judge_by(self.desk, self.name, problem, why)


def read_waiting(work: RoundWork, row: Waiting, problem: Problem) -> Submission:
    """Read what waits, when its turn comes."""
    return read_archive(work.archive(row.id), name="submission.zip", modules=problem.modules, candidate=row.name)
