"""The fields that Gradescope publishes for `results.json`, and which of them students may see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runner.model import Feedback, GradeStatus, Verdict
from runner.report import write_gradescope
from tests.runner.report.builders import a_card, a_full_grade, a_source, a_test

FIELDS = {
    "score", "output", "output_format", "visibility", "stdout_visibility", "tests", "leaderboard",
    "extra_data",
}  # fmt: skip
OF_A_TEST = {"score", "max_score", "status", "name", "number", "output", "output_format", "visibility"}
SHOWN = {"hidden", "after_due_date", "after_published", "visible"}


def document(tmp_path: Path, hidden: str = "counts", release: str = "after-review", **changes: Any) -> dict[str, Any]:
    tests = (
        a_test("one", Verdict.PASSED, output="secret"),
        a_test("two", id="tests/hidden/test_it.py::test_two[secret]", output="secret"),
    )
    grade = a_full_grade("ann", *tests, **changes)
    card = a_card(feedback=Feedback(hidden=hidden, release=release))
    assert write_gradescope(tmp_path / "out", a_source([grade], card=card)) == 1
    (path,) = (tmp_path / "out").rglob("results.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
    return found


def test_every_field_is_one_that_gradescope_knows_and_of_its_type(tmp_path: Path) -> None:
    found = document(tmp_path)
    assert set(found) == FIELDS
    assert (found["score"], found["leaderboard"]) == (30.0, [])
    assert {found["visibility"], found["stdout_visibility"]} <= SHOWN
    first, second = found["tests"]
    assert set(first) == set(second) == OF_A_TEST
    assert (first["status"], first["score"], first["max_score"], first["number"]) == ("passed", 30.0, 30.0, "1.1")
    assert (second["status"], second["score"], second["name"], second["number"]) == (
        "failed",
        0.0,
        "basics: two",
        "1.2",
    )
    assert "came back" in second["output"]


@pytest.mark.parametrize(
    ("hidden", "whole", "tests", "counts"),
    [("nothing", "hidden", "hidden", False), ("score", "after_published", "hidden", False),
     ("counts", "after_published", "hidden", True), ("names", "after_published", "after_published", True)],
)  # fmt: skip
def test_the_policy_decides_what_students_see(
    tmp_path: Path, hidden: str, whole: str, tests: str, counts: bool
) -> None:
    found = document(tmp_path, hidden)
    assert found["visibility"] == whole
    assert {test["visibility"] for test in found["tests"]} == {tests}
    assert ("1 of 2" in found["output"]) == counts
    assert all(test["visibility"] == "hidden" or not test["output"] for test in found["tests"])
    assert "secret" not in json.dumps(found)


def test_the_cases_of_one_title_are_one_test_where_titles_are_shown(tmp_path: Path) -> None:
    case = "tests/hidden/test_it.py::test_two[{}]"
    tests = tuple(
        a_test("two", verdict, id=case.format(number))
        for number, verdict in enumerate((Verdict.FAILED, Verdict.PASSED, Verdict.TIMEOUT))
    )
    card = a_card(feedback=Feedback(hidden="names"))
    write_gradescope(tmp_path / "out", a_source([a_full_grade("ann", *tests)], card=card))
    (path,) = (tmp_path / "out").rglob("results.json")
    (one,) = json.loads(path.read_text())["tests"]
    assert (one["name"], one["score"], one["max_score"], one["status"]) == (
        "basics: two (1 of 3 cases)", 30.0, 90.0, "failed"
    )  # fmt: skip


@pytest.mark.parametrize(("release", "shown"), [("at-once", "visible"), ("after-due", "after_due_date")])
def test_the_release_decides_when(tmp_path: Path, release: str, shown: str) -> None:
    assert document(tmp_path, "names", release)["visibility"] == shown


@pytest.mark.parametrize("hidden", ["score", "counts"])
def test_a_grade_that_stands_after_a_later_submission_says_so_in_its_own_words(tmp_path: Path, hidden: str) -> None:
    found = document(tmp_path, hidden, reason="secret: it came too late")
    assert "the grade before it stands" in found["output"]
    assert "secret" not in json.dumps(found)


def test_an_ungraded_submission_has_no_file_rather_than_a_zero(tmp_path: Path) -> None:
    grade = a_full_grade("ann", status=GradeStatus.UNGRADED, score=None)
    assert write_gradescope(tmp_path, a_source([grade], card=a_card())) == 0
    assert not list(tmp_path.iterdir())
