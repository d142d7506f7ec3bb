"""A small real problem with a lock that its reference made, and submissions to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import content_digest, load_problem, skeleton_problem, write_lock, write_problem
from runner.grading import Seat, lane_spec, run_job
from runner.judge import JudgeJob
from runner.model import Lock, LockedTest, SourceFile, Submission
from sandbox.local import LocalEngine

ROOT = Path(__file__).parents[3]
SLUG = "double-it"
HIDDEN = b'''"""Hidden tests."""
from hypothesis import given, strategies as st
from solution import double


def test_of_three():
    """Three gives six."""
    assert double(3) == 6


def test_of_nothing():
    """Zero stays."""
    assert double(0) == 0


@given(st.integers(-1000, 1000))
def test_of_any(n):
    """Any integer is doubled."""
    assert double(n) == n + n
'''
VISIBLE = b"from solution import double\n\n\ndef test_of_one():\n    assert double(1) == 2\n"
REFERENCE = b'"""The reference."""\n\n\ndef double(n):\n    return 2 * n\n'
EXAMPLES = {
    "submissions/accepted/by_adding.py": b'"""Adds it to itself."""\n\n\ndef double(n):\n    return n + n\n',
    "submissions/wrong/squares.py": b'"""correctness: squares."""\n\n\ndef double(n):\n    return n * n\n',
    "submissions/broken/halves.py": b'"""error: is half a file."""\n\n\ndef double(n:\n',
}
SUBMISSIONS = {
    "good": "def double(n):\n    return n + n\n",
    "wrong": "def double(n):\n    return n * n\n",
    "broken": "def double(n:\n",
    "loops": "def double(n):\n    while n > 2: pass\n    return 2 * n\n",
    "dies": "import os\ndef double(n):\n    os._exit(0)\n",
}


@pytest.fixture(scope="session")
def small_problem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the skeleton with tests and a reference of our own, and lock it by a run of the reference."""
    return write_small_problem(tmp_path_factory.mktemp("problems") / SLUG)


def write_small_problem(folder: Path, *, wall_seconds_per_test: int = 2) -> Path:
    """Write the small problem, locked, to a new folder; returns that."""
    files = {path: data for path, data in skeleton_problem(SLUG).items() if not path.startswith("submissions/")}
    files |= EXAMPLES
    files |= {path: HIDDEN for path in files if path.startswith("tests/hidden/test_")}
    files |= {path: VISIBLE for path in files if path.startswith("tests/visible/test_")}
    files |= {path: REFERENCE for path in files if path == "reference/solution.py"}
    limits = f"[limits]\nwall_seconds_per_test = {wall_seconds_per_test}\n\n[groups."
    files["problem.toml"] = files["problem.toml"].replace(b"[groups.", limits.encode(), 1)
    write_problem(folder, files)
    problem = load_problem(folder, need_lock=False)
    reference = Submission(candidate="reference", files=(SourceFile(path="solution.py", data=REFERENCE),))
    engine = LocalEngine()
    try:
        seat = Seat(engine, lane_spec(problem), ahead=False)
        outcome = run_job(seat.lane, seat.box(), JudgeJob.grading(problem, reference))
        seat.close()
    finally:
        engine.close()
    assert {test.verdict for test in outcome.decided.values()} == {"passed"}, outcome
    assert outcome.recorded is not None
    tests = tuple(
        LockedTest(id=test.id, group=test.group, points=test.points, promise=test.promise) for test in outcome.collected
    )
    lock = Lock(tests=tests, interface=outcome.recorded, preload=(), digest=content_digest(problem.files))
    write_lock(folder, lock)
    assert replace(problem, lock=lock) == load_problem(folder, need_lock=True)
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes named submissions, one file each, into a folder."""

    def write(*names: str, **texts: str) -> Path:
        folder = tmp_path / "inbox"
        folder.mkdir(exist_ok=True)
        for name, text in {**{name: SUBMISSIONS[name] for name in names}, **texts}.items():
            (folder / f"{name}.py").write_text(text)
        return folder

    return write


Prebrief = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def prebrief() -> Prebrief:
    """Return a function that starts the command, its output in pipes."""

    def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.runner.grading.command", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
