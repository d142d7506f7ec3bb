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


def test_within_minutes_all_is_examined_before_the_first_mutant(capsys) -> None:
    """No minute: no mutant is tried, and nothing recorded; what is not sound is told without a wait."""
    assert main(["problem", "new", "heap"]) == 0
    assert main(["problem", "new", "broken"]) == 0
    Path("problems/broken/interviewer.md").unlink()
    capsys.readouterr()
    command = ["problem", "verify", "top-k", "broken", "heap", "--engine", "local", "--mutants", "--within", "0.0001"]
    assert main(command) == 1
    captured = capsys.readouterr()
    told = [line for line in captured.out.splitlines() if "holds (local" in line or "does not hold (local" in line]
    assert [line.split()[0] for line in told] == ["broken", "top-k", "heap"]
    first, last = captured.err.index("heap: examined in"), captured.err.index("top-k: making mutants")
    assert captured.err.index("top-k: examined in") < first < last
    assert captured.err.count("were not tried") + captured.out.count("were not tried") == 2
    assert not Path("problems/top-k/problem.proof").exists()
