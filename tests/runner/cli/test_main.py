"""The door: exit codes, and where words go."""

import subprocess
import sys

import pytest

import runner
from runner.cli import main as door
from runner.model import CheckFailed, OurFault


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "runner.cli.main", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, env=environment or None)


def test_version() -> None:
    done = command("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"prebrief {runner.__version__}\n", "")


def test_help_is_on_stdout_with_examples() -> None:
    done = command("--help")
    assert done.returncode == 0
    assert "prebrief problem list" in done.stdout
    assert "problem" in done.stdout.split("Commands:")[1]


@pytest.mark.parametrize("arguments", [["nonsense"], ["problem", "show"], ["problem", "list", "--nonsense"]])
def test_wrong_usage_is_2_and_on_stderr(arguments: list[str]) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error" in done.stderr


def test_a_runner_error_is_one_message_without_traceback() -> None:
    done = command("problem", "show", "confusion-matrx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean confusion-matrix?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "code"), [(CheckFailed("no\x1b"), 1), (OurFault("gone"), 3), (RuntimeError("odd"), 3)]
)
def test_errors_become_codes_and_controls_become_visible(monkeypatch, capsys, error: Exception, code: int) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(door, "build_app", lambda: fail)
    assert door.main([]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "\x1b" not in captured.err
    assert ("Traceback" in captured.err) == (type(error) is RuntimeError)
