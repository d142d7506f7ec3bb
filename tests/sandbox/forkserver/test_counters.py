"""Counters believe a file system only where it is empty, its own, and counts. That they count is tested in boxes."""

from __future__ import annotations

from pathlib import Path

from sandbox.forkserver.counters import Counters


def test_a_folder_of_a_file_system_that_others_use_is_not_believed(tmp_path):
    assert not Counters((tmp_path,)).as_before()
    assert list(tmp_path.iterdir()) == [], "nothing was tried in it"


def test_a_file_system_that_is_not_empty_or_not_there_is_not_believed(tmp_path):
    for place in (Path("/proc"), tmp_path / "absent"):
        assert not Counters((place,)).as_before()
