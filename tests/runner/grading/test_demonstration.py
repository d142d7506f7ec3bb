"""The demo: every example of every problem as one batch, each beside what it declares."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from runner.catalog import content_digest, load_problem, read_lock, write_lock
from runner.cli.demonstration import demonstrate
from runner.grading import from_line
from runner.model import BadInput, CheckFailed, Lock


@pytest.fixture
def shipped(tmp_path: Path, small_problem: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ship two problems: the small one, and a copy of it under another name."""
    folder = tmp_path / "problems"
    for name in ("double-it", "double-that"):
        shutil.copytree(small_problem, folder / name)
    monkeypatch.setattr("runner.cli.demonstration.shipped_problems", lambda: folder)
    monkeypatch.delenv("CI", raising=False)
    return folder


def lock_again(problem: Path) -> None:
    """Let the lock be that of the files as they are now."""
    lock = read_lock(problem)
    assert lock is not None
    digest = content_digest(load_problem(problem, need_lock=False).files)
    write_lock(problem, Lock(tests=lock.tests, interface=lock.interface, preload=lock.preload, digest=digest))


def test_every_example_is_graded_and_shown_beside_what_it_declares(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo"
    demonstrate("local", out, lanes=2, fresh=False)
    captured = capsys.readouterr()
    assert "NOT ISOLATED" in captured.err
    for part in ("accepted/by_adding", "wrong/squares", "broken/halves", "all passed", "correctness", str(out)):
        assert part in captured.out
    assert "NOT MET" not in captured.out
    grades = [from_line(line) for line in (out / "results.jsonl").read_text().splitlines()]
    assert [(grade.provenance.problem, grade.candidate) for grade in grades] == [
        (problem, example)
        for problem in ("double-it", "double-that")
        for example in ("accepted/by_adding", "wrong/squares", "broken/halves")
    ]
    journal = (out / "journal.jsonl").read_bytes()
    demonstrate("local", out, lanes=2, fresh=False)
    assert (out / "journal.jsonl").read_bytes() == journal


def test_an_example_that_did_not_get_what_it_declares_is_said(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(shipped / "double-that")
    problem = shipped / "double-it"
    (problem / "submissions" / "wrong" / "right.py").write_text(
        '"""correctness: is right."""\ndef double(n): return 2 * n\n'
    )
    lock_again(problem)
    with pytest.raises(CheckFailed, match=r"wrong/right\.py"):
        demonstrate("local", tmp_path / "demo", lanes=2, fresh=False, names=("double-it",))
    assert "correctness: NOT MET" in capsys.readouterr().out


def test_ci_has_no_demo_without_isolation(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(BadInput, match="CI=true"):
        demonstrate("local", tmp_path / "demo", lanes=2, fresh=False)


def test_without_a_name_some_of_each_kind_are_enough(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(shipped / "double-that")
    problem = shipped / "double-it"
    for name in ("wrong/cubes", "wrong/thirds", "accepted/by_shifting", "accepted/by_times"):
        body = "return n << 1" if name.startswith("accepted") else "return n ** 3"
        declared = '"""All pass."""' if name.startswith("accepted") else '"""correctness: is wrong."""'
        (problem / "submissions" / f"{name}.py").write_text(f"{declared}\ndef double(n): {body}\n")
    lock_again(problem)
    demonstrate("local", tmp_path / "few", lanes=2, fresh=False)
    assert "3 of 7 examples" in capsys.readouterr().out
    demonstrate("local", tmp_path / "named", lanes=2, fresh=False, names=("double-it",))
    assert "7 of 7 examples" in capsys.readouterr().out
