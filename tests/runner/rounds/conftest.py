"""Rounds for the tests: of the skeleton, or of any problem, with a lock made up where `verify` has not run."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import content_digest, load_problem, skeleton_problem, write_problem
from runner.model import Lock, LockedTest, Problem
from runner.rounds import RoundFolder, publish


def with_lock(problem: Problem) -> Problem:
    tests = tuple(
        LockedTest(id=f"{group.tests}::test_x", group=group.name, points=group.points) for group in problem.groups
    )
    lock = Lock(tests=tests, interface={"secret": "interface"}, preload=(), digest=content_digest(problem.files))
    return replace(problem, lock=lock)


@pytest.fixture
def lock() -> Callable[[Problem], Problem]:
    """Return the function that gives a problem a fresh lock."""
    return with_lock


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    """Return the skeleton, locked."""
    write_problem(tmp_path / "mean-by-key", skeleton_problem("mean-by-key"))
    return with_lock(load_problem(tmp_path / "mean-by-key", need_lock=False))


@pytest.fixture
def a_round(problem: Problem, tmp_path: Path) -> RoundFolder:
    """Return a published round of the skeleton."""
    return publish(problem, tmp_path / "spring")
