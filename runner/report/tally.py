"""What a batch came to, counted in one pass: its size does not grow with the number of submissions.

Only counts are kept: by status, by score and time in fixed bins, by test and verdict, by group, and by page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from runner.model import Grade, GradeStatus, Verdict
from runner.report.summary import FULL_SCORE, Summary

SCORE_STEP = 5
SCORE_BINS = 100 // SCORE_STEP + 1  # the last one is the full score alone
TIME_EDGES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)


@dataclass(slots=True)
class TestTally:
    """One hidden test over the whole batch; `number` is its place in the heat map's header."""

    number: int
    id: str
    group: str
    promise: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def not_passed(self) -> int:
        """How many submissions did not pass it."""
        return sum(self.verdicts.values()) - self.verdicts[Verdict.PASSED]


@dataclass(slots=True)
class Sums:
    """Scores of some submissions added up; `groups` has earned and possible points by group."""

    submissions: int = 0
    graded: int = 0
    points: float = 0.0
    groups: dict[str, tuple[float, float]] = field(default_factory=dict)
    first: str = ""
    last: str = ""

    def add(self, grade: Grade) -> None:
        """Take in a grade."""
        self.submissions += 1
        self.first = self.first or grade.candidate
        self.last = grade.candidate
        if grade.status is not GradeStatus.GRADED or grade.score is None:
            return
        self.graded += 1
        self.points += grade.score
        for group in grade.groups:
            earned, possible = self.groups.get(group.name, (0.0, 0.0))
            self.groups[group.name] = (earned + group.points, possible + group.points_possible)

    @property
    def mean(self) -> float | None:
        """The mean score of the graded ones."""
        return self.points / self.graded if self.graded else None


@dataclass(slots=True)
class Tally:
    """The counts of one problem's submissions, in pages of `per_page`."""

    problem: str
    per_page: int
    whole: Sums = field(default_factory=Sums)
    pages: list[Sums] = field(default_factory=list)
    statuses: Counter[GradeStatus] = field(default_factory=Counter)
    full: int = 0
    scores: list[int] = field(default_factory=lambda: [0] * SCORE_BINS)
    times: list[int] = field(default_factory=lambda: [0] * (len(TIME_EDGES) + 1))
    tests: dict[str, TestTally] = field(default_factory=dict)
    engines: Counter[str] = field(default_factory=Counter)
    isolated: bool = True

    def add(self, grade: Grade) -> None:
        """Take in a grade."""
        if not self.pages or self.pages[-1].submissions >= self.per_page:
            self.pages.append(Sums())
        self.whole.add(grade)
        self.pages[-1].add(grade)
        self.statuses[grade.status] += 1
        self.engines[grade.provenance.engine] += 1
        self.isolated = self.isolated and grade.provenance.isolated
        if grade.status is GradeStatus.GRADED and grade.score is not None:
            self.full += grade.score >= FULL_SCORE
            self.scores[score_bin(grade.score)] += 1
            self.times[time_bin(grade.cpu_seconds)] += 1
        for test in grade.tests:
            if test.id not in self.tests:
                self.tests[test.id] = TestTally(len(self.tests) + 1, test.id, test.group, test.promise)
            self.tests[test.id].verdicts[test.verdict] += 1

    @property
    def summary(self) -> Summary:
        """The counts by status."""
        return Summary(
            graded=self.statuses[GradeStatus.GRADED],
            rejected=self.statuses[GradeStatus.REJECTED],
            ungraded=self.statuses[GradeStatus.UNGRADED],
            full=self.full,
            mean=self.whole.mean,
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups' names, in the order of the problem."""
        return tuple(self.whole.groups)

    def hardest(self) -> list[TestTally]:
        """Return the tests that somebody did not pass, the most missed first."""
        missed = [test for test in self.tests.values() if test.not_passed]
        return sorted(missed, key=lambda test: (-test.not_passed, test.number))


def score_bin(score: float) -> int:
    """Return the bin of a score: by fives, the full score by itself."""
    return SCORE_BINS - 1 if score >= FULL_SCORE else max(0, min(int(score // SCORE_STEP), SCORE_BINS - 2))


def time_bin(seconds: float) -> int:
    """Return the bin of a time: the number of edges that it reaches."""
    return sum(seconds >= edge for edge in TIME_EDGES)


def tallies(grades: Iterable[Grade], *, per_page: int) -> dict[str, Tally]:
    """Count grades by problem, taking them one at a time."""
    found: dict[str, Tally] = {}
    for grade in grades:
        found.setdefault(grade.provenance.problem, Tally(grade.provenance.problem, per_page)).add(grade)
    return found
