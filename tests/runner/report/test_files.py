from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.grading import to_line
from runner.model import Grade
from runner.report import whole_file, write_results
from tests.runner.grading.builders import a_grade


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("before")

    def fail() -> None:
        with whole_file(path) as out:
            out.write("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["grades.csv"]
    with whole_file(path) as out:
        out.write("after\n")
        assert path.read_text() == "before"
    assert path.read_bytes() == b"after\n"


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in ("grades.csv", ".grades.csv.part"):
        (tmp_path / name).symlink_to(victim)
    with whole_file(tmp_path / "grades.csv") as out:
        out.write("mine")
    assert victim.read_text() == "precious"
    assert (tmp_path / "grades.csv").read_text() == "mine"
    assert not (tmp_path / "grades.csv").is_symlink()


def test_the_three_files_have_every_grade_taken_one_at_a_time(tmp_path: Path) -> None:
    def grades() -> Iterator[Grade]:
        yield from (a_grade("ann"), a_grade("bob\ud800"))

    paths = write_results(tmp_path, grades, to_line)
    assert [path.name for path in paths] == ["results.jsonl", "grades.csv", "junit.xml"]
    assert [len(path.read_text(encoding="utf-8").splitlines()) for path in paths[:2]] == [2, 3]
    assert paths[2].read_text(encoding="utf-8").count("<testsuite ") == 2
