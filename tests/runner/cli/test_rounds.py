"""`prebrief publish`, `check` and `submit`, as an interviewer and a candidate use them."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from runner.catalog import content_digest, load_problem, write_lock
from runner.cli.main import main
from runner.model import Lock, LockedTest

TEST = "tests/hidden/test_correctness.py::test_x"


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> Path:
    """A published round in tmp_path/spring; the current folder is its kit."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREBRIEF_PROBLEMS", raising=False)
    assert main(["problem", "new", "mean-by-key"]) == 0
    folder = Path("problems/mean-by-key")
    digest = content_digest(load_problem(folder, need_lock=False).files)
    tests = (LockedTest(id=TEST, group="correctness", points=100.0),)
    write_lock(folder, Lock(tests=tests, interface={}, preload=(), digest=digest))
    assert main(["publish", "mean-by-key", "--to", "spring"]) == 0
    assert "kit.zip" in capsys.readouterr().out
    monkeypatch.chdir("spring/kit")
    return tmp_path / "spring" / "kit"


def solve(kit: Path) -> None:
    reference = kit.parent / "problem" / "mean-by-key" / "reference" / "solution.py"
    (kit / "solution.py").write_bytes(reference.read_bytes())


def test_publish_without_a_lock_names_verify(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    main(["problem", "new", "mean-by-key"])
    assert main(["publish", "mean-by-key", "--to", "spring"]) == 2
    assert "prebrief problem verify" in capsys.readouterr().err
    assert not Path("spring").exists()


def test_publish_as_json(kit: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(kit.parent.parent)
    assert main(["publish", "mean-by-key", "--to", "autumn", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["kind"], Path(document["kit_zip"]).is_file()) == ("round", True)


def test_check_is_1_until_the_visible_tests_pass(kit: Path, capsys) -> None:
    assert main(["check"]) == 1
    captured = capsys.readouterr()
    assert "Visible tests: 0 of 1 passed. Hidden tests are not shown" in captured.out
    assert "NotImplementedError" in captured.out
    assert "memory_mb" in captured.err
    solve(kit)
    assert main(["check"]) == 0
    assert "Visible tests: 1 of 1 passed" in capsys.readouterr().out


def test_check_as_json(kit: Path, capsys) -> None:
    assert main(["check", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["kind"], document["passed"], document["hidden_tests"]) == ("check", 0, "not shown")
    assert document["limits_not_held"]


def test_check_outside_a_kit_is_told(tmp_path: Path, capsys) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "is not a kit" in capsys.readouterr().err


def test_submit_to_the_round_gives_a_receipt(kit: Path, capsys) -> None:
    (kit / "DECISIONS.md").write_text("why")
    assert main(["submit", "--to", "..", "--name", "ana"]) == 0
    out = capsys.readouterr().out
    assert (kit.parent / "inbox" / "ana.zip").is_file()
    assert "Handed in: ../inbox/ana.zip" in out
    assert "DECISIONS.md (3 bytes)" in out
    assert main(["submit", "--to", "../inbox", "--name", "ana"]) == 0
    assert "Already there" in capsys.readouterr().out


def test_submit_as_json_names_the_digest_that_grading_reads(kit: Path, capsys) -> None:
    from runner.intake import read_submission

    assert main(["submit", "--to", "x.zip", "--name", "ana", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    digest = read_submission(kit / "x.zip", modules=("solution",)).digest
    assert (document["kind"], document["submission_digest"], document["to_inbox"]) == ("receipt", digest, False)


def test_the_receipt_says_how_many_of_the_rounds_submissions_are_left(kit: Path, capsys) -> None:
    path = kit / "round.toml"
    path.write_text(path.read_text().replace("[feedback]\n", "[feedback]\nmax_submissions = 2\n"))

    def left(text: str, to: str) -> int | None:
        (kit / "solution.py").write_text(text)
        assert main(["submit", "--to", to, "--name", "ana", "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["max_submissions"] == 2
        return document["left_at_least"]

    assert [left(text, "../inbox") for text in ("a = 1", "a = 1", "a = 2", "a = 3")] == [1, 1, 0, 0]
    assert left("a = 4", "x.zip") is None
    assert main(["submit", "--to", "../inbox", "--name", "ana"]) == 0
    assert "once 2 of them are graded, no other is, and the last grade stands" in capsys.readouterr().out


def test_submit_without_a_solution_is_told(kit: Path, capsys) -> None:
    (kit / "solution.py").unlink()
    assert main(["submit", "--to", ".."]) == 2
    assert "solution.py is not there" in capsys.readouterr().err
    assert list((kit.parent / "inbox").iterdir()) == []


def test_watch_runs_again_at_a_save_and_ends_cleanly(kit: Path) -> None:
    # Whoever starts tests in the background may ignore Ctrl-C, and what they start then does, too.
    heeding = ["env", "--default-signal=INT"]
    command = [*heeding, sys.executable, "-u", "-m", "runner.cli.main", "check", "--watch"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    watch = subprocess.Popen(
        command, cwd=kit, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    guard = threading.Timer(120, watch.kill)  # a hang becomes a failure
    guard.start()
    try:
        assert "0 of 1 passed" in read_until(watch, "Visible tests:")
        solve(kit)
        assert "1 of 1 passed" in read_until(watch, "Visible tests:")
        watch.send_signal(signal.SIGINT)
        _, errors = watch.communicate(timeout=30)
        assert (watch.returncode, "Ended." in errors, "Traceback" in errors) == (0, True, False)
    finally:
        guard.cancel()
        watch.kill()
        watch.communicate()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return line
    raise AssertionError(f"nothing with {word!r} was printed")


def test_a_solution_that_cannot_be_imported_is_1_and_still_one_document(kit: Path, capsys) -> None:
    (kit / "solution.py").write_text("def mean_by_key(:\n")
    assert main(["check", "--json"]) == 1
    assert "SyntaxError" in json.loads(capsys.readouterr().out)["ended_early"]
    assert main(["check"]) == 1
    assert "The visible tests could not be run" in capsys.readouterr().err
