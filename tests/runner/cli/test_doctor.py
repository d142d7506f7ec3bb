"""`prebrief doctor`, as it is typed."""

import json
from pathlib import Path

import pytest

from runner.cli import doctor as command
from runner.model import CheckFailed


def test_without_an_engine_the_check_fails_and_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(CheckFailed):
        command.doctor()
    shown = capsys.readouterr().out
    assert "MISSING Docker engine" in shown
    assert "ok      Python" in shown


def test_an_engine_that_was_named_and_is_not_there_is_never_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(CheckFailed, match="DOCKER_HOST"):
        command.doctor(fix=True)
    assert "installing" not in capsys.readouterr().err


def test_json_is_one_versioned_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(CheckFailed):
        command.doctor(as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["kind"]) == (1, "doctor")
    assert document["findings"][-1]["level"] == "missing"
