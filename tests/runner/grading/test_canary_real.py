"""Canaries in Docker: right where all is well, wrong where a lane's judge or box really is not as it should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import load_problem
from runner.grading import Batch, Journal, Options, canary, entries_in
from runner.judge import Decided
from runner.model import Grade, GradeStatus, Problem
from sandbox.docker import DockerEngine
from sandbox.docker.lane import DockerLane
from sandbox.engine import LaneSpec
from tests.sandbox.docker.conftest import INMATES

pytestmark = pytest.mark.docker

PASSES_EVERYTHING = b"""
from runner.judge import plugin
from runner.model import Verdict

plugin.decide = lambda seen, record: (Verdict.PASSED, "")
"""
Inbox = Callable[..., Path]


def graded(engine: DockerEngine, problem: Problem, inbox: Path, out: Path) -> tuple[dict[str, Grade], tuple[str, ...]]:
    with Journal(out) as journal:
        batch = Batch(problem, engine, journal, Options(lanes=1, submissions_per_box=5))
        batch.run(entries_in(inbox, problem.modules))
        return {grade.candidate: grade for grade in batch.grades()}, batch.alarms


def passed(grade: Grade) -> int:
    return sum(test.verdict.value == "passed" for test in grade.tests)


def test_they_ride_along_and_are_right_after_submissions_of_every_kind(
    docker_engine: DockerEngine, small_problem: Path, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Mapping[str, Decided]] = []
    judge = canary.fault_of_hostile
    monkeypatch.setattr(canary, "fault_of_hostile", lambda decided: (seen.append(decided), judge(decided))[1])
    folder = inbox("good", "wrong", "broken", "dies")
    grades, alarms = graded(docker_engine, load_problem(small_problem, need_lock=True), folder, tmp_path / "out")
    assert {name: passed(grade) for name, grade in grades.items()} == {"good": 3, "wrong": 1, "broken": 0, "dies": 0}
    assert alarms == ()
    (hostile,) = seen
    assert [it.verdict.value for it in hostile.values()] == ["crashed"] * 3
    assert {it.output for it in hostile.values()} == {"1 passed in 0.01s\n"}, "it acted, and found nothing"


def test_a_judge_that_passes_everything_is_found_and_nobody_has_a_grade_of_it(
    docker_engine: DockerEngine, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    problem = load_problem(small_problem, need_lock=True)
    rigged = replace(problem, files={**problem.files, "tests/hidden/conftest.py": PASSES_EVERYTHING})
    grades, alarms = graded(docker_engine, rigged, inbox("wrong", "dies"), tmp_path / "out")
    assert {(grade.status, grade.score) for grade in grades.values()} == {(GradeStatus.UNGRADED, None)}
    assert "the known-hostile submission, which answers nothing, passed" in grades["wrong"].reason
    assert "in fresh containers too" in alarms[1]
    assert (tmp_path / "out" / "journal.jsonl").read_bytes() == b""


class FirstIsCareless(DockerEngine):
    """An engine whose first lane's boxes neither kill nor sweep."""

    def lane(self, spec: LaneSpec) -> DockerLane:
        careless = () if self._lanes else ("inmates.careless",)
        return super().lane(replace(spec, preload=(*spec.preload, *careless)))


def test_a_box_that_keeps_what_guests_leave_is_found_and_what_was_graded_there_is_graded_again(
    small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    engine = FirstIsCareless(more_sources=(INMATES,))
    try:
        problem = load_problem(small_problem, need_lock=True)
        grades, alarms = graded(engine, problem, inbox("good", "wrong"), tmp_path / "out")
    finally:
        engine.close()
    assert {name: passed(grade) for name, grade in grades.items()} == {"good": 3, "wrong": 1}
    (alarm,) = alarms
    assert "the known-hostile submission found what was left in its box: process" in alarm
    assert len((tmp_path / "out" / "journal.jsonl").read_text().splitlines()) == 2
