"""Files for candidates: one page each, by the round's policy, under a name that tells nobody anything."""

from __future__ import annotations

import hashlib
from pathlib import Path

from runner.model import BadInput, Grade
from runner.report.candidate import own_view
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


def file_stem(grade: Grade) -> str:
    """Return a file name for a grade: the plain letters of the candidate's name, and a digest that keeps it apart."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in grade.candidate[:_MOST_LETTERS]).strip("-")
    whole = f"{grade.provenance.problem}\0{grade.candidate}".encode("utf-8", "surrogatepass")
    return f"{letters.lower() or 'candidate'}-{hashlib.sha256(whole).hexdigest()[:10]}"


def _write(path: Path, grade: Grade, source: Source) -> None:
    view = own_view(grade, source)
    with whole_file(path) as out:
        write_page("candidate.html", {"view": view}, out)
