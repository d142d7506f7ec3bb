from __future__ import annotations

import csv
import io
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from runner.model import GradeStatus
from runner.report import write_csv
from runner.report.csvfile import COLUMNS, csv_cell
from tests.runner.grading.builders import a_grade

FORMULAS = ["=", "+", "-", "@"]


def rows(*grades) -> list[dict[str, str]]:
    out = io.StringIO()
    write_csv(grades, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_row_says_who_and_how_much() -> None:
    (row,) = rows(a_grade("ann", score=62.5, cpu_seconds=1.25, peak_bytes=2048))
    assert tuple(row) == COLUMNS
    assert (row["candidate"], row["status"], row["score"], row["peak_bytes"]) == ("ann", "graded", "62.5", "2048")


def test_an_ungraded_row_has_no_score_rather_than_zero() -> None:
    (row,) = rows(a_grade(status=GradeStatus.UNGRADED, score=None, reason="Docker went away"))
    assert (row["status"], row["score"], row["reason"]) == ("ungraded", "", "Docker went away")


def test_an_engine_without_isolation_is_named_as_such() -> None:
    (row,) = rows(a_grade(engine="local", isolated=False))
    assert row["engine"] == "local (NOT ISOLATED)"


@given(st.text(st.characters(codec=None)))
def test_whatever_the_text_a_cell_is_one_printable_line_and_no_formula(text: str) -> None:
    shown = csv_cell(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    assert not shown.strip().startswith(tuple(FORMULAS))
    (row,) = rows(a_grade(text))
    assert row["candidate"] == shown
