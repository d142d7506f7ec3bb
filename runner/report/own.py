"""Files for candidates: one page each, by the round's policy, under a name that tells nobody anything."""

from __future__ import annotations

import hashlib
from pathlib import Path

from runner.model import BadInput, Grade, GradeStatus
from runner.plain import visible
from runner.report.candidate import OwnTitle, own_view
from runner.report.files import whole_file
from runner.report.paper import write_page
from runner.report.source import Source

_MOST_LETTERS = 40


def write_own(path: Path, source: Source) -> None:
    """Write the page of the one grade there is; raises BadInput where there is none, or more than one."""
    grades = source.grades()
    grade, another = next(grades, None), next(grades, None)
    if grade is None:
        raise BadInput("these results have no such submission; grades.csv beside them lists all")
    if another is not None:
        raise BadInput(f"{grade.candidate[:80]!r} has grades for several problems: choose one with --problem")
    _write(path, grade, source)


def write_all_own(folder: Path, source: Source) -> int:
    """Write a page for every candidate into a folder; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for grade in source.grades():
        _write(folder / f"{file_stem(grade)}.html", grade, source)
        written += 1
    return written


def own_text(grade: Grade, source: Source) -> tuple[str, ...]:
    """Return what the candidate of a grade may see, as lines for a terminal: nothing of their own text but a reason."""
    view = own_view(grade, source)
    if view.status is GradeStatus.REJECTED:
        return (f"what you handed in could not be read as a submission: {visible(view.reason)}",)
    if view.status is GradeStatus.UNGRADED:
        return ("your submission is not graded yet",)
    lines = ["graded against hidden tests, which are not shown"]
    if view.score is not None:
        lines.append(f"{view.score:.1f} points of 100")
    for group in view.groups:
        withheld = ", withheld: the groups before it earned less than half" if group.withheld else ""
        points = f"{group.points:.3g} of {group.points_possible:g} points"
        lines.append(f"{visible(group.name)}: {group.passed} of {group.tests} passed, {points}{withheld}")
        lines += [f"  {_passed(each)}: {visible(each.title)}" for each in group.titles]
    return tuple(lines)


def _passed(title: OwnTitle) -> str:
    if title.passed == title.tests:
        return "passed"
    return "not passed" if title.tests == 1 else f"{title.passed} of {title.tests} cases passed"


def file_stem(grade: Grade) -> str:
    """Return a file name for a grade: the plain letters of the candidate's name, and a digest that keeps it apart."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in grade.candidate[:_MOST_LETTERS]).strip("-")
    whole = f"{grade.provenance.problem}\0{grade.candidate}".encode("utf-8", "surrogatepass")
    return f"{letters.lower() or 'candidate'}-{hashlib.sha256(whole).hexdigest()[:10]}"


def _write(path: Path, grade: Grade, source: Source) -> None:
    view = own_view(grade, source)
    with whole_file(path) as out:
        write_page("candidate.html", {"view": view}, out)
