"""`prebrief report`, from a results folder as `grade` leaves it to each of its files."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from runner.cli.main import main
from runner.grading import to_line
from runner.model import GradeStatus, Verdict
from runner.report import write_results
from tests.runner.grading.builders import Cast, a_problem, finish, run_batch
from tests.runner.report.builders import Page


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Grade two submissions on the fake engine and write the files that `grade` writes."""
    folder = tmp_path / "results"
    cast = Cast(bob=[finish(Verdict.FAILED, message="assert 3 == 4\nt.py:1: assert f() == 4")])
    grades, _ = run_batch(folder, cast, "ann", "bob")
    assert {grade.status for grade in grades.values()} == {GradeStatus.GRADED}
    write_results(folder, grades.values, to_line)
    return folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_page_is_written_beside_the_results(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = names(results)
    assert main(["report", str(results)]) == 0
    assert capsys.readouterr().out == f"Written: {results / 'report.html'}\n"
    assert names(results) - before == {"report.html"}
    page = Page((results / "report.html").read_text(encoding="utf-8"))
    for part in (a_problem().title, "ann", "bob", "solution.py", "came back"):
        assert part in page.text


def test_the_file_in_the_folder_will_do_and_out_names_the_place(results: Path, tmp_path: Path) -> None:
    assert main(["report", str(results / "results.jsonl"), "--out", str(tmp_path / "x.html")]) == 0
    assert (tmp_path / "x.html").is_file()


def test_more_than_a_page_holds_becomes_several(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(results), "--per-page", "1"]) == 0
    assert "2 pages beside it" in capsys.readouterr().out
    assert {"report_pages/report-0001.html", "report_pages/report-0002.html"} <= names(results)


def test_the_formats_go_together(results: Path) -> None:
    assert main(["report", str(results), "--csv", "--junit", "--markdown", "--gradescope"]) == 0
    assert len((results / "grades.csv").read_text().splitlines()) == 3
    assert ET.parse(results / "junit.xml").getroot().tag == "testsuites"
    assert "`bob`" in (results / "report.md").read_text()
    assert len([name for name in names(results) if name.endswith("/results.json")]) == 2


def test_a_candidates_page_has_what_the_policy_allows_and_nobody_else(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ["--for", "candidate", "--candidate", "bob", "--out", str(tmp_path / "b.html")]
    assert main(["report", str(results), *own]) == 0
    assert "after you have reviewed" in capsys.readouterr().err
    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "bob" in text
    assert "0 of 2" in text
    for hidden in ("ann", "test_it", "assert", "came back"):
        assert hidden not in text
    assert main(["report", str(results), "--for", "candidate"]) == 0
    assert len(list((results / "candidates").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--candidate", "nobody"], "no such submission"),
        (["--problem", "other"], "no such submission"),
        (["--csv", "--junit", "--out", "x"], "several formats"),
        (["--for", "candidate", "--csv"], "for interviewers"),
    ],
)
def test_what_does_not_go_together_is_said(
    results: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(results), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_results_and_a_place_that_cannot_be_written_are_said(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(tmp_path)]) == 2
    assert "prebrief grade" in capsys.readouterr().err
    assert main(["report", str(results), "--out", str(tmp_path / "missing" / "x.html")]) == 3
    assert "can't be written" in capsys.readouterr().err
