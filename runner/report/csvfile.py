"""`grades.csv`: one row per submission, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import TextIO

from runner.model import Grade, Verdict
from runner.plain import visible

_FORMULA = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four: full-width forms
# what a spreadsheet may pass over before a formula: quotes, and spaces of any width
_PASSED_OVER = "\"' \xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# where lists are written with semicolons, a spreadsheet ends a cell at one, and the rest of it begins another
_AFTER_SEMICOLON = re.compile(f";(?=[{re.escape(_PASSED_OVER)}]*[{re.escape(''.join(_FORMULA))}])")
COLUMNS = ("problem", "candidate", "status", "score", "passed", "tests", "groups", "reason", "cpu_seconds",
           "wall_seconds", "peak_bytes", "engine", "submission_digest", "problem_digest", "graded_at")  # fmt: skip


def csv_cell(text: str) -> str:
    """Make text safe for a cell: control characters visible, and no formula that a spreadsheet would run."""
    shown = _AFTER_SEMICOLON.sub(";'", visible(text))
    return "'" + shown if shown.lstrip(_PASSED_OVER).startswith(_FORMULA) else shown


def write_csv(grades: Iterable[Grade], out: TextIO) -> None:
    """Write the table; grades are taken one at a time."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for grade in grades:
        writer.writerow(_row(grade))


def _row(grade: Grade) -> tuple[object, ...]:
    made = grade.provenance
    return (
        csv_cell(made.problem),
        csv_cell(grade.candidate),
        grade.status.value,
        "" if grade.score is None else f"{grade.score:g}",
        sum(test.verdict is Verdict.PASSED for test in grade.tests),
        len(grade.tests),
        csv_cell("; ".join(f"{group.name} {group.points:g}/{group.points_possible:g}" for group in grade.groups)),
        csv_cell(grade.reason),
        f"{grade.cpu_seconds:.3f}",
        f"{grade.wall_seconds:.3f}",
        "" if grade.peak_bytes is None else grade.peak_bytes,
        made.engine if made.isolated else f"{made.engine} (NOT ISOLATED)",
        made.submission_digest,
        made.problem_digest,
        grade.graded_at,
    )
