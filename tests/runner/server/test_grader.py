"""The server's own lanes grade what comes in; stopping loses nothing, and a failing engine is tried again."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from runner import hiring
from runner.catalog import load_problem
from runner.proving import Proving, verify_problem
from runner.server import grader
from runner.server.grader import Grader
from runner.workspace import Database
from sandbox.errors import EngineUnavailable
from sandbox.local import LocalEngine
from tests.runner.workspaces import LABEL, problem_folder

RIGHT = "def mean_by_key(rows):\n    return {key: value for key, value in rows}\n"


@pytest.fixture(scope="module")
def engine():
    local = LocalEngine()
    yield local
    local.close()


@pytest.fixture(scope="module")
def problem(engine, tmp_path_factory):
    folder = problem_folder(tmp_path_factory.mktemp("problems"), cheap=True)
    verify_problem(folder, engine, Proving(choose=lambda _examples: ()))
    return load_problem(folder, need_lock=True)


@pytest.fixture
def cheap(office, problem):
    hiring.publish_round(office.desk, problem, name="cheap", label=LABEL)
    office.begin("dan", "eve", to="cheap")
    return office


def until(condition) -> None:
    while not condition():
        time.sleep(0.02)


def graded(office, name="cheap"):
    return [each.score for each in hiring.list_candidates(office.desk, name).candidates]


def test_what_comes_in_is_graded_and_the_code_stays_in_the_database_alone(cheap, engine):
    with Database(cheap.desk.place.url) as database:
        lanes = Grader(replace(cheap.desk, database=database), engine, 1)
        lanes.start()
        try:
            cheap.submit("dan", RIGHT)
            until(lambda: graded(cheap) == [100.0, None])
            cheap.submit("eve", "def mean_by_key(rows):\n    return {}\n")
            until(lambda: graded(cheap) == [100.0, 0.0])
        finally:
            lanes.stop()
    until(lambda: not (cheap.desk.place.folder / "grading" / "cheap").exists())
    assert {line.who for line in hiring.log_lines(cheap.desk) if line.what == "grade"} == {"server"}


def test_a_competing_offer_goes_first(cheap):
    cheap.submit("dan", RIGHT)
    cheap.submit("eve", RIGHT)
    hiring.offer(cheap.desk, "cheap/2", cheap.clock.now.replace(year=2028))
    assert [each.name for each in hiring.waiting(cheap.desk, "cheap")] == ["cheap/2#1", "cheap/1#1"]
    assert [each.handle for each in hiring.list_candidates(cheap.desk, "cheap").candidates] == ["cheap/2", "cheap/1"]
    cheap.submit("cy", RIGHT)
    assert [name for name, _ in hiring.rounds_waiting(cheap.desk)] == ["cheap", "spring"]


class Broken:
    """An engine that is away until it is mended."""

    def __init__(self, real) -> None:
        self.real, self.mended, self.asked = real, False, 0

    def __getattr__(self, name):
        return getattr(self.real, name)

    def lane(self, spec):
        self.asked += 1
        if not self.mended:
            raise EngineUnavailable("Docker is away")
        return self.real.lane(spec)


def test_an_engine_that_is_away_is_tried_again_and_nobody_gets_a_zero(cheap, engine, monkeypatch):
    monkeypatch.setattr(grader, "_TROUBLED_PAUSE", 0.05)
    away = Broken(engine)
    cheap.submit("dan", RIGHT)
    with Database(cheap.desk.place.url) as database:
        lanes = Grader(replace(cheap.desk, database=database), away, 1)
        lanes.start()
        try:
            until(lambda: away.asked >= 2)
            assert graded(cheap) == [None, None]
            away.mended = True
            until(lambda: graded(cheap) == [100.0, None])
        finally:
            lanes.stop()
