"""`prebrief brief`: which format, to which place, and what is said where that can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import skeleton_problem, write_problem
from runner.cli.main import main


@pytest.fixture
def problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write a small problem and go to an empty folder."""
    write_problem(tmp_path / "problems" / "small", skeleton_problem("small", author="Ann"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return str(tmp_path / "problems" / "small")


def test_without_more_words_it_is_text_on_stdout(problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", problem]) == 0
    said = capsys.readouterr()
    assert "Not assessed" in said.out
    assert "solution.py" in said.out
    assert not list(Path().iterdir())


@pytest.mark.parametrize(("name", "begins"), [("x.HTML", b"<!doctype"), ("x.pdf", b"%PDF-"), ("x.txt", b"")])
def test_the_ending_of_out_decides(problem: str, capsys: pytest.CaptureFixture[str], name: str, begins: bytes) -> None:
    assert main(["brief", problem, "--out", name]) == 0
    assert capsys.readouterr().out == f"Written: {name}\n"
    assert Path(name).read_bytes().startswith(begins)
    before = Path(name).read_bytes()
    Path(name).write_text("old")
    assert main(["brief", problem, "--out", name]) == 0
    assert Path(name).read_bytes() == before
    assert [path.name for path in Path().iterdir()] == [name]


def test_several_formats_are_written_under_the_problems_name(problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", problem, "--format", "html", "--format", "text", "--format", "pdf"]) == 0
    assert sorted(path.name for path in Path().iterdir()) == ["small.html", "small.pdf"]
    said = capsys.readouterr()
    assert "Written" not in said.out, "text is on stdout, and nothing else"
    assert "Written: small.pdf" in said.err


def test_a_format_that_is_named_needs_no_ending(problem: str) -> None:
    assert main(["brief", problem, "--format", "pdf", "--out", "brief"]) == 0
    assert Path("brief").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--out", "x.doc"], 2, "end it in .html, .pdf or .txt"),
        (["--out", "x.pdf", "--format", "html"], 2, "change the ending"),
        (["--out", "x", "--format", "html", "--format", "pdf"], 2, "give one format"),
        (["--format", "docx"], 2, "docx"),
        (["--out", "none/x.pdf"], 3, "none/x.pdf can't be written: No such file or directory. Name another place"),
        (["--out", "none/x.html"], 3, "none/x.html can't be written"),
        (["--out", "none/x.txt"], 3, "none/x.txt can't be written"),
    ],
)
def test_what_does_not_go_together_is_told_in_a_sentence(
    problem: str, capsys: pytest.CaptureFixture[str], more: list[str], code: int, said: str
) -> None:
    assert main(["brief", problem, *more]) == code
    captured = capsys.readouterr()
    assert said in " ".join(captured.err.split())
    assert "Traceback" not in captured.err
    assert not list(Path().iterdir())


def test_a_folder_in_the_files_place_is_told_and_nothing_is_left(
    problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("x.pdf").mkdir()
    assert main(["brief", problem, "--out", "x.pdf"]) == 3
    assert "x.pdf can't be written: Is a directory" in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["x.pdf"]


def test_a_problem_that_is_not_there_is_2(problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "confusion-matrx"]) == 2
    assert "Did you mean confusion-matrix?" in capsys.readouterr().err


def test_signs_that_the_pdf_can_not_show_are_told(problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(problem) / "brief.md").write_text("# 中\n", encoding="utf-8")
    assert main(["brief", problem, "--out", "x.pdf"]) == 0
    assert "fonts lack 中" in capsys.readouterr().err
