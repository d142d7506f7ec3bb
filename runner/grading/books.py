"""The books of a batch: which rows stand in the journal, which wait for canaries, and which have no grade, and why.

    made --> its stretches are proven --> the journal
       |---> they prove nothing ---------> to be graded again, once; then ungraded
       `---> still open -----------------> waits (pending.py)

Used from one thread, the one that has the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from runner.grading.entries import Entry
from runner.grading.graded import too_many
from runner.grading.grades import GradeMaker
from runner.grading.journal import Journal
from runner.grading.pending import Made, Pending
from runner.grading.progress import Progress, Tally
from runner.model import Grade, GradeStatus, Submission

STOPPED = "the batch was stopped before this one was graded"
UNCONFIRMED = "it was graded, but the batch was stopped before canaries had shown that its lane grades right"


class Books:
    """One batch's books; `fresh` grades again what the journal has, `most` of a candidate's submissions are graded."""

    def __init__(
        self, slug: str, journal: Journal, maker: GradeMaker, *, fresh: bool, most: int | None = None
    ) -> None:
        self._slug = slug
        self._journal = journal
        self._maker = maker
        self._fresh = fresh
        self._most = most
        self._entries: tuple[Entry, ...] = ()
        self._tally = Tally(0, lambda _: None)
        self._pending = Pending()
        self._standing: set[str] = set()
        self._too_many: dict[str, str] = {}  # who handed in more than is graded; the digest of what was not
        self._unfinished: dict[str, Grade] = {}
        self._again: set[str] = set()
        self.last_try = False  # what is not vouched for now is not graded again in this run

    def open(self, entries: Sequence[Entry], tell: Callable[[Progress], None]) -> None:
        """Begin with the rows of a batch."""
        self._entries = tuple(entries)
        self._tally = Tally(len(entries), tell)

    def has(self, submission: Submission) -> bool:
        """Whether the journal has the grade of this very submission, which then stands."""
        asked = self._maker.ungraded(submission.candidate, "", digest=submission.digest)
        if self._fresh or not self._journal.has(asked):
            return False
        self._stand(submission.candidate)
        return True

    def is_too_many(self, candidate: str, digest: str) -> bool:
        """Leave out what is more than the round grades of one candidate; the last grade stands, and says so."""
        asked = self._maker.ungraded(candidate, "", digest=digest)
        if self._journal.has_room(asked, self._most):
            return False
        self._too_many[candidate] = digest
        self._stand(candidate)
        return True

    @property
    def too_many(self) -> tuple[str, ...]:
        """Who handed in more than is graded."""
        return tuple(self._too_many)

    def reject(self, candidate: str, reason: str) -> None:
        """Enter a row that is not a submission, unless the journal says the same of it."""
        grade = self._maker.rejected(candidate, reason)
        known = self._journal.get(self._slug, candidate) if self._journal.has(grade) else None
        if known is not None and known.reason == grade.reason:
            self._stand(candidate)
        else:
            self._settle(grade)

    def leave(self, grade: Grade) -> None:
        """Enter a row that has no grade, and why."""
        self._settle(grade)

    def add(self, made: Made) -> None:
        """Take in what was made of a row; `enter` enters it when nothing is open any more."""
        self._pending.add(made)

    def enter(self, *, stopped: bool, hopeless: bool) -> None:
        """Enter what waits no longer for canaries."""
        done = self._pending.take()
        self._tally.wait(len(self._pending))
        for made in done:
            if not made.fault:
                self._settle(made.grade)
            elif stopped:
                self._unfinished[made.grade.candidate] = self._without(made, UNCONFIRMED)
            elif self.last_try or hopeless:
                self._settle(self._distrusted(made))
            else:
                self._unfinished[made.grade.candidate] = self._distrusted(made)
                self._again.add(made.grade.candidate)

    def again(self) -> tuple[Entry, ...]:
        """Return the rows that are to be graded once more, since canaries did not vouch for what was graded."""
        return tuple(entry for entry in self._entries if entry.candidate in self._again)

    def grades(self) -> Iterator[Grade]:
        """Yield a grade for every row, in their order, one at a time."""
        for entry in self._entries:
            grade = self._unfinished.get(entry.candidate)
            if entry.candidate in self._standing:
                grade = self._standing_grade(entry.candidate)
            yield grade or self._maker.ungraded(entry.candidate, STOPPED)

    def unfinished(self) -> tuple[Grade, ...]:
        """Return the rows that have no grade yet, each with why."""
        open_ones = (entry.candidate for entry in self._entries if entry.candidate not in self._standing)
        return tuple(self._unfinished.get(name) or self._maker.ungraded(name, STOPPED) for name in open_ones)

    def _standing_grade(self, candidate: str) -> Grade | None:
        if candidate not in self._too_many:
            return self._journal.get(self._slug, candidate)
        grade = self._journal.last_graded(self._maker.ungraded(candidate, ""))
        return grade and replace(grade, reason=too_many(self._too_many[candidate], self._most))

    def _stand(self, candidate: str) -> None:
        self._standing.add(candidate)
        self._tally.keep()

    def _settle(self, grade: Grade) -> None:
        """Enter a row: the journal for a grade, `unfinished` for what has to be tried again."""
        if grade.status is GradeStatus.UNGRADED:
            self._unfinished[grade.candidate] = grade
        else:
            self._journal.append(grade)
            self._standing.add(grade.candidate)
        self._tally.make(grade)

    def _distrusted(self, made: Made) -> Grade:
        twice = "it was graded twice, then in a box of its own, and " if self.last_try else ""
        return self._without(made, f"{twice}its grade can't be trusted: {made.fault}")

    def _without(self, made: Made, reason: str) -> Grade:
        digest = made.grade.provenance.submission_digest
        return self._maker.ungraded(made.grade.candidate, reason, digest=digest)
