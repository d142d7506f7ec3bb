"""Reading a folder: what is taken, left out, refused."""

import os
from pathlib import Path

import pytest

from runner.catalog.folder import FolderBounds, read_folder
from runner.model import ProblemInvalid


def test_files_come_sorted_with_forward_slashes(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.py").write_bytes(b"1")
    (tmp_path / "a.md").write_bytes(b"2")
    assert list(read_folder(tmp_path).items()) == [("a.md", b"2"), ("b/x.py", b"1")]


@pytest.mark.parametrize(
    "name", ["__pycache__/x.py", ".git/config", ".hidden", "x.pyc", "brief.md~", "a/.pytest_cache/b"]
)
def test_what_tools_leave_behind_is_left_out(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    assert read_folder(tmp_path) == {}


@pytest.mark.parametrize("target", ["/etc/passwd", "inside.py", "nowhere"])
def test_a_link_is_refused_wherever_it_leads(tmp_path: Path, target: str) -> None:
    (tmp_path / "inside.py").write_bytes(b"")
    (tmp_path / "link.py").symlink_to(target)
    with pytest.raises(ProblemInvalid, match=r"link\.py is a link\. Put the file itself there"):
        read_folder(tmp_path)


def test_a_folder_that_is_a_link_inside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "problem").mkdir()
    (tmp_path / "problem" / "tests").symlink_to("/etc")
    with pytest.raises(ProblemInvalid, match="tests is a link"):
        read_folder(tmp_path / "problem")


def test_the_folder_itself_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "x").write_bytes(b"1")
    (tmp_path / "link").symlink_to("real")
    assert read_folder(tmp_path / "link") == {"x": b"1"}


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ProblemInvalid, match="pipe is neither a file nor a folder"):
        read_folder(tmp_path)


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.py")).write_bytes(b"")
    with pytest.raises(ProblemInvalid, match="not UTF-8"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    "bounds", [FolderBounds(files=1), FolderBounds(file_bytes=3), FolderBounds(total_bytes=7), FolderBounds(depth=1)]
)
def test_every_bound_holds(tmp_path: Path, bounds: FolderBounds) -> None:
    (tmp_path / "d").mkdir()
    for name in ("a", "d/b"):
        (tmp_path / name).write_bytes(b"1234")
    with pytest.raises(ProblemInvalid):
        read_folder(tmp_path, bounds)
    assert len(read_folder(tmp_path, FolderBounds(files=2, file_bytes=4, total_bytes=8, depth=2))) == 2


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProblemInvalid, match="nowhere"):
        read_folder(tmp_path / "nowhere")
