"""A folder that appears whole: what killed runs leave of it goes, what living ones write stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from runner.catalog import appearing
from runner.model import BadInput

ROOT = Path(__file__).parents[3]


def make(folder: Path, text: str = "whole") -> None:
    with appearing(folder) as part:
        (part / "file").write_text(text)


def test_it_is_there_once_it_is_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    make(tmp_path / "deep" / "spring")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["spring"]
    assert (tmp_path / "deep" / "spring" / "file").read_text() == "whole"
    assert (tmp_path / "deep" / "spring").stat().st_mode & 0o777 == 0o755


def test_an_empty_folder_is_taken_and_any_other_is_not(tmp_path: Path) -> None:
    (tmp_path / "spring").mkdir()
    make(tmp_path / "spring")
    with pytest.raises(OSError, match="not empty"):
        make(tmp_path / "spring", "another")
    assert (tmp_path / "spring" / "file").read_text() == "whole"
    assert [path.name for path in tmp_path.iterdir()] == ["spring"]


def test_nothing_is_left_of_one_that_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), appearing(tmp_path / "spring") as part:
        (part / "sub").mkdir()
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_no_part_of_the_next(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from runner.catalog import appearing\n"
        "with appearing(Path(sys.argv[1])) as part:\n"
        "    (part / 'old').mkdir(); (part / 'old' / 'x').write_text(''); (part / 'link').symlink_to('/etc')\n"
        "    os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path / "spring"], cwd=ROOT, check=False)
    assert [path.name for path in tmp_path.iterdir()] == [".spring.part"]
    make(tmp_path / "spring")
    assert [path.name for path in tmp_path.iterdir()] == ["spring"]
    assert [path.name for path in (tmp_path / "spring").iterdir()] == ["file"]


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    with appearing(tmp_path / "spring") as part:
        (part / "mine").write_text("")
        with pytest.raises(BadInput, match="written by another run"):
            make(tmp_path / "spring")
    assert [path.name for path in (tmp_path / "spring").iterdir()] == ["mine"]


def test_a_link_in_the_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "precious").write_text("")
    (tmp_path / ".spring.part").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError):
        make(tmp_path / "spring")
    assert (tmp_path / "victim" / "precious").exists()
