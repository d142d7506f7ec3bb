"""`prebrief problem verify`."""

import json
import shutil
from pathlib import Path

import pytest

from runner.cli.main import main


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREBRIEF_PROBLEMS", raising=False)
    assert main(["problem", "new", "top-k"]) == 0
    capsys.readouterr()


def test_a_new_problem_holds_and_is_locked(capsys) -> None:
    assert main(["problem", "verify", "top-k", "--engine", "local"]) == 0
    captured = capsys.readouterr()
    assert "top-k holds (local, NOT ISOLATED" in captured.out
    assert "8 of 8 as declared" in captured.out
    assert "NOT ISOLATED" in captured.err
    assert Path("problems/top-k/problem.lock").is_file()


def test_check_fails_with_exit_code_1_and_writes_nothing(capsys) -> None:
    shutil.rmtree("problems/top-k/submissions")
    assert main(["problem", "verify", "top-k", "--engine", "local", "--check"]) == 1
    captured = capsys.readouterr()
    assert "problem.lock would change (new, 3 tests)" in captured.out
    assert "1 of 1 problem(s) do not hold: top-k" in captured.err
    assert not Path("problems/top-k/problem.lock").exists()


def test_json_is_one_document_with_every_finding(capsys) -> None:
    Path("problems/top-k/interviewer.md").unlink()
    assert main(["problem", "verify", "top-k", "--engine", "local", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["kind"]) == (1, "verify")
    [proof] = document["problems"]
    assert (proof["holds"], proof["lock"]) == (False, "not made")
    assert any(finding["file"] == "interviewer.md" for finding in proof["findings"])
    assert [step["name"] for step in proof["steps"]] == ["structure"]


def test_an_unknown_problem_or_engine_is_bad_input(capsys) -> None:
    assert main(["problem", "verify", "no-such", "--engine", "local"]) == 2
    assert main(["problem", "verify", "top-k", "--engine", "podman"]) == 2
    assert "there is no engine 'podman'" in capsys.readouterr().err
