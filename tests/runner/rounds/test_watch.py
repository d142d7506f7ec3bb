"""A save is seen once, when it is done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from runner.rounds.watch import saves, snapshot


def scripted(*steps: Callable[[], object]) -> Callable[[float], None]:
    """A sleep that does the next step instead; after the last it is Ctrl-C."""
    left = list(steps)

    def sleep(_: float) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    return sleep


def nothing() -> None:
    pass


def count(paths: list[Path], *steps: Callable[[], object]) -> int:
    seen = 0
    with pytest.raises(KeyboardInterrupt):
        for _ in saves(paths, sleep=scripted(*steps)):
            seen += 1
    return seen


def test_the_first_look_counts_and_quiet_does_not(tmp_path: Path) -> None:
    assert count([tmp_path], nothing, nothing, nothing) == 1


def test_each_save_is_seen_once(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    save = [lambda: file.write_text("1"), nothing, nothing, lambda: file.write_text("22"), nothing, nothing]
    assert count([tmp_path], *save) == 3


def test_a_save_in_pieces_is_one(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    assert count([file], lambda: file.write_text("1"), lambda: file.write_text("12"), nothing, nothing) == 2


def test_an_editor_that_replaces_the_file_is_seen(tmp_path: Path) -> None:
    file, other = tmp_path / "a.py", tmp_path / "b.py"
    file.write_text("1")
    other.write_text("2")
    assert count([file], lambda: other.replace(file), nothing, nothing) == 2


def test_compiled_files_are_no_save(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.py").write_text("")
    (tmp_path / "x.pyc").write_text("")
    assert snapshot([tmp_path, tmp_path / "missing.py"]) == {}
