"""A Docker engine of our own that is killed in mid-batch: what was left is ungraded, and graded once it is back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runner.grading import from_line
from sandbox.docker import DockerEngine
from tests.faults.own_engine import OwnEngine, own_engine, why_no_own_engine
from tests.runner.grading.conftest import SUBMISSIONS, Prebrief
from tests.runner.grading.test_command import ended, journal_lines, wait_for_a_line

pytestmark = [pytest.mark.docker, pytest.mark.slow]


@pytest.fixture
def engine(docker_engine: DockerEngine) -> Iterator[OwnEngine]:
    if why := why_no_own_engine():
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true this test may not be skipped: {why}", pytrace=False)
        pytest.skip(why)
    with own_engine() as lent:
        yield lent


def test_an_engine_that_is_killed_leaves_the_rest_ungraded_and_the_same_command_completes_it(
    engine: OwnEngine, prebrief: Prebrief, small_problem: Path, inbox: Callable[..., Path], tmp_path: Path
) -> None:
    folder = inbox("wrong", **{f"n{i}": SUBMISSIONS["good"] + f"# {i}\n" for i in range(15)})
    out = tmp_path / "out"
    command = ("grade", small_problem, "--batch", folder, "--out", out, "--lanes", "2")
    process = prebrief(*command, DOCKER_HOST=engine.address)
    wait_for_a_line(process, out)
    engine.kill()
    code, stdout, stderr = ended(process)
    assert code == 3, stderr
    assert "same command again" in stderr
    grades = {(g := from_line(line)).candidate: g for line in (out / "results.jsonl").read_text().splitlines()}
    assert len(grades) == 16
    ungraded = {name for name, grade in grades.items() if grade.status == "ungraded"}
    assert ungraded
    assert all(grades[name].score is None and grades[name].reason for name in ungraded)
    assert all(grade.score == 100 for name, grade in grades.items() if name not in {*ungraded, "wrong"})
    before = journal_lines(out)
    assert len(before) == 16 - len(ungraded)
    engine.start()
    code, stdout, stderr = ended(prebrief(*command, DOCKER_HOST=engine.address))
    assert code == 0, stderr
    after = journal_lines(out)
    assert after[: len(before)] == before
    assert len(after) == 16
    assert "15 with full score" in stdout
