from __future__ import annotations

from pathlib import Path

import pytest

from runner.grading import Results, to_line
from runner.model import BadInput
from tests.runner.grading.builders import a_grade


def test_the_folder_and_the_file_in_it_are_the_same_results(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text("".join(to_line(a_grade(name)) + "\n" for name in ("ann", "bob")))
    for place in (tmp_path, path):
        results = Results(place)
        for _ in range(2):
            assert [grade.candidate for grade in results.grades()] == ["ann", "bob"]
        assert results.card("small") is None
        assert results.files("0" * 64) is None


def test_a_folder_without_results_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a folder that `prebrief grade` wrote"):
        Results(tmp_path)


def test_a_line_that_is_no_grade_is_named(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text(to_line(a_grade()) + "\n{}\n")
    with pytest.raises(BadInput, match="line 2"):
        list(Results(tmp_path).grades())
