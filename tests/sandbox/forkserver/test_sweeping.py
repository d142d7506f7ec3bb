"""Sweeping: every hostile tree goes, nothing else does, and it ends in time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sandbox.forkserver.sweeping import OutOfTime, Sweep, as_before, remove_empty_folder, snapshot

NOTHING: frozenset[str] = frozenset()


def sweep(place: Path, keep: frozenset[str] = NOTHING, *, seconds: float = 60.0) -> None:
    Sweep(until=time.monotonic() + seconds).clear(place, keep)


def test_what_was_there_before_stays(tmp_path):
    (tmp_path / "ours").mkdir()
    before = snapshot((tmp_path,))
    (tmp_path / "left").write_text("x")
    (tmp_path / "folder").mkdir()
    assert not as_before((tmp_path,), before)
    sweep(tmp_path, before[0])
    assert as_before((tmp_path,), before)
    assert (tmp_path / "ours").is_dir()


def test_a_place_that_lacks_something_is_not_as_before(tmp_path):
    (tmp_path / "ours").mkdir()
    before = snapshot((tmp_path,))
    (tmp_path / "ours").rmdir()
    assert not as_before((tmp_path,), before)
    tmp_path.rmdir()
    assert not as_before((tmp_path,), before)


def test_a_tree_deeper_than_any_path_or_stack_goes(tmp_path):
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_wide_trees_go(tmp_path):
    for folder in range(20):
        inner = tmp_path / f"f{folder}" / "inner"
        inner.mkdir(parents=True)
        for number in range(100):
            (inner / str(number)).touch()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_links_are_removed_and_never_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    place = tmp_path / "place"
    (place / "folder").mkdir(parents=True)
    for where in (place, place / "folder"):
        (where / "to-folder").symlink_to(outside)
        (where / "to-file").symlink_to(outside / "kept")
        (where / "to-itself").symlink_to("to-itself")
    sweep(place)
    assert list(place.iterdir()) == []
    assert (outside / "kept").read_text() == "x"


def test_a_place_that_is_a_link_is_not_entered(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").touch()
    (tmp_path / "place").symlink_to(tmp_path / "outside")
    sweep(tmp_path / "place")
    assert (tmp_path / "outside" / "kept").exists()


@pytest.mark.parametrize("name", [b"\xff\xfe", b"new\nline", b"\x1b[31m", b"-rf", b"x" * 255, b"swept-", b" "])
def test_any_name_goes(tmp_path, name):
    for folder in (tmp_path, tmp_path / "inner"):
        (folder / os.fsdecode(name)).mkdir(parents=True)
        (folder / os.fsdecode(name) / os.fsdecode(name)).touch()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_pipes_and_sockets_go(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "folder" / "fifo")
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_ends_when_its_time_is_over(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutOfTime):
        sweep(tmp_path, seconds=-1.0)


def test_an_empty_folder_is_removed_and_nothing_else(tmp_path):
    assert remove_empty_folder(tmp_path / "absent")
    (tmp_path / "empty").mkdir()
    assert remove_empty_folder(tmp_path / "empty")
    assert not (tmp_path / "empty").exists()
    (tmp_path / "link").symlink_to(tmp_path)
    assert not remove_empty_folder(tmp_path / "link")
    (tmp_path / "file").touch()
    assert not remove_empty_folder(tmp_path / "file")
    assert not remove_empty_folder(tmp_path)


def test_a_containers_box_sweeps_what_is_closed_to_its_owner(pid1_box):
    """Without CAP_DAC_OVERRIDE rights count even for the sweeper, which has the guest's user id."""
    source = """
import os
for depth in range(400):
    os.mkdir("d"); os.chdir("d")
    open("file", "w").close(); os.chmod("file", 0)
for depth in range(400):
    above = str(folder) + "/d" * (399 - depth)
    os.chmod(above + "/d", 0o000 if depth % 2 else 0o100)
os.chmod(folder, 0)
"""
    _, end = pid1_box.run(source)
    assert (end.status, end.clean) == (0, True), end.output
    assert list(pid1_box.writable.iterdir()) == []


def test_ten_thousand_files_are_swept(pid1_box):
    _, end = pid1_box.run("for number in range(10_000): open(f'../{number}', 'w').close()")
    assert (end.status, end.clean) == (0, True), end.output
    assert list(pid1_box.writable.iterdir()) == []
