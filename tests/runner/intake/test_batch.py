"""Every entry of a batch is one row: none is lost, none is mistaken for another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner.intake import find_submissions
from runner.model import BadInput


def entries(folder: Path, *names: str) -> list[tuple[str, str]]:
    for name in names:
        (folder / name).write_bytes(b"")
    return [(candidate, path.name) for candidate, path in find_submissions(folder)]


def test_candidates_are_named_by_their_entries_and_sorted(tmp_path):
    (tmp_path / "dan").mkdir()
    (tmp_path / ".hidden").mkdir()
    found = entries(tmp_path, "cleo.tar.gz", "ann.py", "bob.v2.zip", ".DS_Store", "eve.ipynb", "readme", "gil.tgz")
    assert found == [("ann", "ann.py"), ("bob.v2", "bob.v2.zip"), ("cleo", "cleo.tar.gz"), ("dan", "dan"),
                     ("eve", "eve.ipynb"), ("gil", "gil.tgz"), ("readme", "readme")]  # fmt: skip


def test_two_entries_for_one_candidate_are_two_rows(tmp_path):
    (tmp_path / "ann").mkdir()
    assert entries(tmp_path, "ann.zip", "bob.py") == [
        ("ann (1 of 2)", "ann"), ("ann.zip (2 of 2)", "ann.zip"), ("bob", "bob.py"),
    ]  # fmt: skip


def test_names_that_differ_by_case_or_form_can_be_told_apart(tmp_path):
    found = entries(tmp_path, "Ann.zip", "ann.zip", "\u00e9.zip", "e\u0301.zip")
    assert len({candidate.casefold() for candidate, _ in found}) == 4
    assert {path for _, path in found} == {"Ann.zip", "ann.zip", "\u00e9.zip", "e\u0301.zip"}


def test_an_entry_cannot_take_the_name_of_another(tmp_path):
    (tmp_path / "ann").mkdir()
    found = entries(tmp_path, "ann.zip", "ann (1 of 2)", "ann.zip (2 of 2)")
    assert len({candidate for candidate, _ in found}) == len(found) == 4


def test_names_that_no_terminal_should_see_are_escaped(tmp_path):
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff\x1b[2J.zip", os.O_CREAT))
    ((candidate, path),) = find_submissions(tmp_path)
    assert candidate.isprintable() and candidate == "\\udcff\\x1b[2J" and path.exists()


def test_a_batch_folder_that_is_none_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="can't be read"):
        find_submissions(tmp_path / "nothing")
    assert find_submissions(tmp_path) == ()
