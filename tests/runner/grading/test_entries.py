from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from runner.grading import entries_in, entries_of
from runner.model import BadInput, SubmissionRejected


def a_file(path: Path, text: str = "x = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_file_is_called_by_its_name_and_the_modules_own_file_by_its_folder(tmp_path: Path) -> None:
    paths = (
        a_file(tmp_path / "ann.py"),
        a_file(tmp_path / "bob" / "solution.py"),
        a_file(tmp_path / "cid" / "x.py").parent,
    )
    assert [entry.candidate for entry in entries_of(paths, ("solution",))] == ["ann", "bob", "cid"]


def test_two_of_one_name_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    paths = (a_file(tmp_path / "a" / "ann.py"), a_file(tmp_path / "b" / "ann.py"))
    assert [entry.candidate for entry in entries_of(paths, ("solution",))] == [str(path) for path in paths]


def test_the_same_path_twice_is_one_row(tmp_path: Path) -> None:
    path = a_file(tmp_path / "ann.py")
    assert len(entries_of((path, path), ("solution",))) == 1


def test_a_path_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nobody\.py is not there"):
        entries_of((tmp_path / "nobody.py",), ("solution",))


def test_a_batch_has_a_row_for_each_thing_in_the_folder_and_reads_it_when_its_turn_comes(tmp_path: Path) -> None:
    a_file(tmp_path / "ann.py")
    a_file(tmp_path / "bob" / "solution.py")
    a_file(tmp_path / "notes.txt")
    with zipfile.ZipFile(tmp_path / "cid.zip", "w") as archive:
        archive.writestr("solution.py", "y = 2\n")
    rows = {entry.candidate: entry for entry in entries_in(tmp_path, ("solution",))}
    assert len(rows) == 4
    assert rows["ann"].read().files[0].path == "solution.py"
    assert rows["cid"].read().candidate == "cid"
    with pytest.raises(SubmissionRejected):
        next(entry for name, entry in rows.items() if name.startswith("notes")).read()


def test_an_empty_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no submissions"):
        entries_in(tmp_path, ("solution",))
