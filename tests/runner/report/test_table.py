from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console

from runner import model
from runner.model import Grade, GradeStatus, GroupScore, Verdict
from runner.report import batch_table
from tests.runner.grading.builders import a_grade


def shown(grades: Iterable[Grade], **how: object) -> str:
    out = io.StringIO()
    Console(file=out, width=200, markup=True, emoji=True).print(batch_table(grades, title="Small", **how))
    return out.getvalue()


def a_full_grade(candidate: str = "ann", **changes: object) -> Grade:
    test = model.TestResult(id="t", group="basics", verdict=Verdict.PASSED, points=60.0, points_possible=60.0)
    group = GroupScore(name="basics", points=60.0, points_possible=60.0, passed=1, tests=1)
    return a_grade(candidate, tests=(test, test), groups=(group,), peak_bytes=3 * 2**20, **changes)


def test_a_row_has_score_groups_verdicts_and_use() -> None:
    text = shown([a_full_grade(score=60.0, cpu_seconds=0.5)])
    assert "basics" in text
    for part in ("ann", "60.0", "60/60", "2 passed", "0.50", "3"):
        assert part in text


def test_ungraded_and_rejected_rows_say_why() -> None:
    text = shown(
        [
            a_grade(status=GradeStatus.UNGRADED, score=None, reason="Docker went away"),
            a_grade("bob", status=GradeStatus.REJECTED, score=0.0, reason="no solution.py"),
        ]
    )
    assert "ungraded" in text
    assert "Docker went away" in text
    assert "no solution.py" in text


def test_a_name_read_from_right_to_left_leaves_the_numbers_beside_it_where_they_are() -> None:
    """A mark that nobody sees, with a direction of its own, stands between the name's letters and the score."""
    for name in ("\u05d0\u05d1\u05d2", "ann \u0627\u0644", "\u0661"):
        (line,) = [line for line in shown([a_full_grade(name, score=60.0)]).splitlines() if line.startswith(name)]
        assert line.removeprefix(name).startswith("\u200e ")
    assert "\u200e" not in shown([a_full_grade("ann")])


def test_a_name_is_cut_by_the_cells_it_takes_not_by_its_letters() -> None:
    text = shown([a_grade("\uff37" * 100), a_grade("e" + "\u0301" * 100)])
    wide, heaped = text.splitlines()[-2:]
    assert wide.count("\uff37") == 21
    assert heaped.count("\u0301") <= 8


def test_a_long_name_is_cut_and_says_so() -> None:
    text = shown([a_grade("x" * 300)])
    assert "x" * 40 in text
    assert "x" * 50 not in text
    assert "…" in text


def test_past_the_most_rows_the_rest_is_counted_and_no_grade_is_held() -> None:
    alive = 0

    class Counted(str):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def many() -> Iterator[Grade]:
        nonlocal alive
        for number in range(50):
            alive += 1
            yield a_grade(f"n{number}", decisions=Counted("d"))
            assert alive <= 2

    text = shown(many(), most=10)
    assert "n9" in text
    assert "n10" not in text
    assert "40 more rows" in text


def test_notes_are_a_column_of_their_own() -> None:
    text = shown([a_grade("ann"), a_grade("bob")], notes={"ann": "all passed"})
    assert "expected" in text
    assert "all passed" in text
