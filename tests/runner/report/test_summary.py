from __future__ import annotations

from runner.model import GradeStatus
from runner.report import summarise
from tests.runner.grading.builders import a_grade


def test_only_graded_rows_count_for_the_mean() -> None:
    rows = [
        a_grade("a", score=100.0),
        a_grade("b", score=50.0),
        a_grade("c", status=GradeStatus.REJECTED, score=0.0),
        a_grade("d", status=GradeStatus.UNGRADED, score=None),
    ]
    summary = summarise(iter(rows))
    assert (summary.graded, summary.rejected, summary.ungraded, summary.full, summary.mean) == (2, 1, 1, 1, 75.0)
    assert summary.text == "2 graded (mean 75.0, 1 with full score), 1 rejected, 1 ungraded"


def test_nothing_has_no_mean() -> None:
    assert summarise([]).mean is None
    assert summarise([]).text == "0 graded"
