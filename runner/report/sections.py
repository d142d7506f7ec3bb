"""One submission as the batch report shows it: its row in the heat map, its section with failures and questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from runner.model import Card, FollowUp, Grade, GradeStatus, TestResult, Verdict
from runner.plain import MOST_NAME, short_name
from runner.report.code import Listing, listings
from runner.report.decisions import decisions_html
from runner.report.explain import Explained, explain
from runner.report.marks import MARKS, Mark, group_cell
from runner.report.plot import Plots
from runner.report.source import Source

MOST_MESSAGE = 6000
MOST_FAILURES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A submission in the heat map; `anchor` is a number of ours."""

    anchor: str
    name: str
    score: Mark
    groups: tuple[Mark, ...]
    tests: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What one or more tests found, in the same words; `promises` are of all of them."""

    mark: Mark
    group: str
    told: Explained
    message: str
    tests: tuple[str, ...]
    promises: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measurement's plot with its sentence."""

    plot: Markup
    caption: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All that the report says of one submission."""

    row: Row
    grade: Grade
    facts: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]
    left_out: int
    fitting: tuple[Markup, ...]
    general: tuple[Markup, ...]
    figures: tuple[Figure, ...]
    decisions: Markup | None
    files: tuple[Listing, ...] | None


def row_of(grade: Grade, *, anchor: str, groups: tuple[str, ...], tests: tuple[str, ...]) -> Row:
    """Return the row of a grade, its cells in the order of the table's columns."""
    scores = {group.name: group_cell(group) for group in grade.groups}
    verdicts = {test.id: MARKS[test.verdict] for test in grade.tests}
    empty = Mark(text="", name="none", word="")
    return Row(
        anchor=anchor,
        name=short_name(grade.candidate),
        score=_score(grade),
        groups=tuple(scores.get(name, empty) for name in groups),
        tests=tuple(verdicts.get(test) for test in tests),
    )


def section_of(grade: Grade, row: Row, *, card: Card | None, source: Source, plots: Plots) -> Section:
    """Return the section of a grade."""
    failures = _failures(grade)
    fitting, general = questions(grade, card)
    figures = tuple(
        Figure(plot=plots.measured(each), caption=each.sentence, held=each.held)
        for test in grade.tests
        for each in test.measurements
    )
    files = source.files(grade.provenance.submission_digest)
    return Section(
        row=row,
        grade=grade,
        facts=_facts(grade),
        failures=tuple(failures[:MOST_FAILURES]),
        left_out=max(0, len(failures) - MOST_FAILURES),
        fitting=tuple(_question(each.text) for each in fitting),
        general=tuple(_question(each.text) for each in general),
        figures=figures,
        decisions=decisions_html(grade.decisions) if grade.decisions.strip() else None,
        files=None if files is None else listings(files),
    )


def questions(grade: Grade, card: Card | None) -> tuple[tuple[FollowUp, ...], tuple[FollowUp, ...]]:
    """Return the guide's questions that fit what was lost, and those that fit anybody."""
    if card is None:
        return (), ()
    lost = {group.name for group in grade.groups if group.points < group.points_possible - 1e-9}
    lost |= {function_of(test.id) for test in grade.tests if test.verdict is not Verdict.PASSED}
    fitting = tuple(each for each in card.follow_ups if lost.intersection(each.about))
    return fitting, tuple(each for each in card.follow_ups if not each.about)


def function_of(test_id: str) -> str:
    """Return the name of a test's function: never its parameters, which can be inputs or answers."""
    return test_id.partition("[")[0].rpartition("::")[2]


@lru_cache(maxsize=512)
def _question(text: str) -> Markup:
    """Return a question of the guide as markup; the same ones come with every submission."""
    return decisions_html(text)


def _failures(grade: Grade) -> list[Failure]:
    """Return the failures in the tests' order; those that say the same are one."""
    alike: dict[tuple[str, ...], list[TestResult]] = {}
    told: dict[tuple[str, ...], Explained] = {}
    for test in grade.tests:
        if test.verdict is Verdict.PASSED:
            continue
        explained = explain(test)
        key: tuple[str, ...] = (test.verdict, explained.what, explained.given, explained.came, explained.expected)
        if test.verdict is Verdict.FAILED:
            key = (*key, test.group, explained.promise)
        alike.setdefault(key, []).append(test)
        told.setdefault(key, explained)
    return [_failure(tests, told[key]) for key, tests in alike.items()]


def _failure(tests: list[TestResult], told: Explained) -> Failure:
    first = tests[0]
    groups = dict.fromkeys(test.group for test in tests)
    return Failure(
        mark=MARKS[first.verdict],
        group=", ".join(groups),
        told=told,
        message=first.message[:MOST_MESSAGE],
        tests=tuple(test.id[:MOST_NAME] for test in tests),
        promises=tuple(dict.fromkeys(test.promise for test in tests if test.promise)),
        points=sum(test.points_possible for test in tests),
    )


def _score(grade: Grade) -> Mark:
    if grade.score is None:
        return Mark(text="ungraded", name="none", word=grade.status)
    return Mark(text=f"{grade.score:.1f}", name="score", word=grade.status)


def _facts(grade: Grade) -> tuple[tuple[str, str], ...]:
    made = grade.provenance
    peak = "" if grade.peak_bytes is None else f"{grade.peak_bytes / 2**20:.0f} MB"
    engine = made.engine if made.isolated else f"{made.engine} (NOT ISOLATED)"
    facts = (
        ("CPU time", f"{grade.cpu_seconds:.2f} s" if grade.status is GradeStatus.GRADED else ""),
        ("peak memory", peak),
        ("engine", engine),
        ("graded", grade.graded_at),
        ("submission", made.submission_digest[:16]),
    )
    return tuple((label, value) for label, value in facts if value)
