"""The temporary folder of a run, and whose leftovers may be removed."""

from __future__ import annotations

import tempfile

import pytest

from sandbox.local.workspace import PREFIX, Workspace, reap


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_living_workspace_is_not_reaped(temporary):
    workspace = Workspace()
    assert reap() == ()
    assert workspace.folder.is_dir()
    workspace.close()
    workspace.close()
    assert not workspace.folder.exists()


def test_folders_have_names_of_their_own(temporary):
    workspace = Workspace()
    assert workspace.make("box") != workspace.make("box")
    workspace.close()


def test_only_what_is_ours_is_reaped(temporary):
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (temporary / f"{PREFIX}dead").mkdir()
    (temporary / f"{PREFIX}link").symlink_to(elsewhere)
    (temporary / f"{PREFIX}file").touch()
    assert reap() == (f"{PREFIX}dead",)
    assert (elsewhere / "kept").exists()
    assert (temporary / f"{PREFIX}file").exists()
