"""Grading with real engines: what is right, wrong, broken; resuming; boxes that hold several submissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runner.catalog import load_problem
from runner.grading import Batch, Journal, Options, entries_in
from runner.model import Grade
from sandbox.engine import Engine
from sandbox.local import LocalEngine
from tests.runner.grading.conftest import SUBMISSIONS


@pytest.fixture(scope="module", params=["local", pytest.param("docker", marks=pytest.mark.docker)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "docker":
        yield request.getfixturevalue("docker_engine")
        return
    local = LocalEngine()
    yield local
    local.close()


def graded(engine: Engine, problem: Path, inbox: Path, folder: Path, **how: int) -> dict[str, Grade]:
    loaded = load_problem(problem, need_lock=True)
    with Journal(folder) as journal:
        batch = Batch(loaded, engine, journal, Options(**how))
        batch.run(entries_in(inbox, loaded.modules))
        return {grade.candidate: grade for grade in batch.grades()}


def verdicts(grade: Grade) -> list[str]:
    return [test.verdict.value for test in grade.tests]


def test_what_is_right_wrong_and_broken_gets_what_it_deserves(
    engine: Engine, small_problem: Path, inbox: Callable[..., Path], tmp_path: Path
) -> None:
    grades = graded(engine, small_problem, inbox(*SUBMISSIONS), tmp_path / "out")
    assert verdicts(grades["good"]) == ["passed", "passed", "passed"]
    assert grades["good"].score == 100
    assert verdicts(grades["wrong"]) == ["failed", "passed", "failed"]
    assert "n=" in grades["wrong"].tests[2].counterexample
    assert verdicts(grades["broken"]) == ["error", "error", "error"]
    assert verdicts(grades["loops"]) == ["timeout", "passed", "timeout"] or (
        verdicts(grades["loops"]) == ["timeout", "passed", "failed"]
    )
    assert verdicts(grades["dies"]) == ["crashed", "crashed", "crashed"]
    made = grades["good"].provenance
    assert (made.engine, made.isolated) == (engine.name, engine.isolated)


def test_a_box_that_holds_several_gives_each_its_own(
    engine: Engine, small_problem: Path, inbox: Callable[..., Path], tmp_path: Path
) -> None:
    folder = inbox("good", "wrong", "broken", "dies", again=SUBMISSIONS["good"], thrice=SUBMISSIONS["good"])
    grades = graded(engine, small_problem, folder, tmp_path / "out", lanes=1, submissions_per_box=3)
    passed = {name: verdicts(grade).count("passed") for name, grade in grades.items()}
    assert passed == {"good": 3, "wrong": 1, "broken": 0, "dies": 0, "again": 3, "thrice": 3}


def test_the_same_batch_again_grades_only_what_is_new_or_changed(
    engine: Engine, small_problem: Path, inbox: Callable[..., Path], tmp_path: Path
) -> None:
    first = graded(engine, small_problem, inbox("good", "wrong"), tmp_path / "out")
    lines = len((tmp_path / "out" / "journal.jsonl").read_text().splitlines())
    second = graded(engine, small_problem, inbox(wrong=SUBMISSIONS["good"], late=SUBMISSIONS["good"]), tmp_path / "out")
    assert second["good"] == first["good"]
    assert (second["wrong"].score, second["late"].score) == (100, 100)
    assert len((tmp_path / "out" / "journal.jsonl").read_text().splitlines()) == lines + 2


def test_the_same_submission_gets_the_same_outcome_and_the_same_examples(
    engine: Engine, small_problem: Path, inbox: Callable[..., Path], tmp_path: Path
) -> None:
    folder = inbox("wrong")
    runs = [graded(engine, small_problem, folder, tmp_path / name)["wrong"] for name in ("one", "two")]
    said = [[(t.verdict, t.message, t.counterexample, t.examples_digest) for t in run.tests] for run in runs]
    assert said[0] == said[1]
