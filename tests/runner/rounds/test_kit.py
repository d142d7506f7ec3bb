"""The kit works in plain pytest, where prebrief is not needed."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from operator import attrgetter
from pathlib import Path

import pytest

from runner.catalog import content_digest, due, load_problem, problem_folders
from runner.model import Feedback
from runner.rounds import kit_files, open_kit

USES_THE_JUDGE = """
import pytest
from hypothesis import given, strategies as st
from solution import mean_by_key

@pytest.mark.points(3)
@pytest.mark.limit(memory_mb=10)
def test_fixtures(expose, inout):
    rows = [("a", 1.0)]
    assert inout(rows) is rows
    assert expose(rows, "append") is rows
    assert mean_by_key(rows) == {"a": 1.0}
"""


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--strict-markers", *arguments]
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_plain_pytest_fails_on_the_starter_and_passes_on_the_reference(a_round, problem) -> None:
    assert pytest_in(a_round.kit).returncode == 1
    (a_round.kit / "solution.py").write_bytes(problem.files["reference/solution.py"])
    (a_round.kit / "tests" / "visible" / "test_judge.py").write_text(USES_THE_JUDGE)
    for folder, arguments in (
        (a_round.kit, ()),
        (a_round.kit, ("tests/visible",)),
        (a_round.kit / "tests/visible", ()),
    ):
        done = pytest_in(folder, *arguments)
        assert done.returncode == 0, done.stdout
        assert "2 passed" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("folder", due(problem_folders(), day=date.today().toordinal(), most=2), ids=attrgetter("name"))
def test_shipped_kits_work_in_plain_pytest(folder: Path, tmp_path: Path) -> None:
    problem = load_problem(folder, need_lock=False)
    if problem.image != "python":
        pytest.skip(f"its packages are those of the environment {problem.image}, not of this Python")
    for path, data in kit_files(problem).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert pytest_in(tmp_path).returncode == 1, "the starter must fail the visible tests"
    for path, data in problem.under("reference").items():
        (tmp_path / path.removeprefix("reference/")).write_bytes(data)
    done = pytest_in(tmp_path)
    assert done.returncode == 0, done.stdout


def test_the_readme_names_the_commands_and_the_feedback(a_round) -> None:
    text = (a_round.kit / "README.txt").read_text()
    for words in (
        "prebrief check",
        "prebrief submit --to",
        "how many tests of each group passed",
        "solution.py",
        "30 minutes",
    ):
        assert words in text
    assert "@" not in text


def test_the_readme_and_the_sheet_say_how_many_submissions_are_graded(problem) -> None:
    limited = replace(problem, feedback=Feedback(release="at-once", max_submissions=3))
    for its, said in ((problem, False), (limited, True)):
        files = kit_files(its)
        assert (b"At most 3 different submissions of yours are graded." in files["README.txt"]) == said
        assert (b"max_submissions = 3" in files["round.toml"]) == said
        assert b"@" not in files["README.txt"]


def test_what_is_hidden_changes_nothing_in_the_kit_but_the_digest(problem) -> None:
    hidden = ("tests/hidden/", "reference/", "submissions/", "interviewer.md")
    files = {path: data + b"# other" if path.startswith(hidden) else data for path, data in problem.files.items()}
    groups = tuple(replace(group, name="other", points=1.0) for group in problem.groups)
    other = replace(problem, files=files, groups=groups, tests=replace(problem.tests, seed=7), rubric=(), lock=None)
    one, two = kit_files(problem), kit_files(other)
    digests = [content_digest(its.files).encode() for its in (problem, other)]
    assert digests[0] != digests[1]
    assert one["round.toml"].replace(*digests) == two["round.toml"]
    assert {**one, "round.toml": b""} == {**two, "round.toml": b""}


def test_a_kit_is_opened(a_round) -> None:
    assert open_kit(a_round.kit).sheet.modules == ("solution",)
