"""Every technique is graded as it deserves, reads nothing, leaves nothing, and its neighbour notices nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from runner.model import Grade, GradeStatus, Verdict
from sandbox.docker import DockerClient, DockerEngine
from sandbox.docker.labels import RUN
from tests.hostile.arena import Arena, Technique, fight, locked, plant, techniques

pytestmark = [pytest.mark.docker, pytest.mark.slow]

LANES = 2
ALL = techniques()
SEARCHERS = ("read/own_memory", "read/heap", "read/frames")  # must find what they were given, or they can't search
EVERYWHERE = ("environment", "data", "hidden", "reference", "host")
_UID = re.compile(r"^uid (\d+)$", re.MULTILINE)


class Fought:
    """The whole batch: the arena, the grades by name, and what the engine had left once it was closed."""

    def __init__(self, arena: Arena, grades: dict[str, Grade], left: tuple[str, ...]) -> None:
        self.arena = arena
        self.grades = grades
        self.left = left


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fought]:
    folder = tmp_path_factory.mktemp("hostile")
    engine = DockerEngine()
    run = engine._run.labels()[RUN]
    try:
        arena = locked(plant(folder), engine)
        grades = fight(arena, engine, ALL, folder, lanes=LANES)
        assert engine.healthy()
    finally:
        engine.close()
    client = DockerClient()
    found = (*client.containers(f"{RUN}={run}"), *client.volumes(f"{RUN}={run}"))
    client.close()
    yield Fought(arena, grades, tuple(each.name for each in found))


def outputs(grade: Grade) -> str:
    return "\n".join(test.output for test in grade.tests)


def words(grade: Grade) -> str:
    return repr(asdict(grade))


@pytest.mark.parametrize("technique", ALL, ids=lambda each: each.name)
class TestTechnique:
    def test_it_gets_the_score_that_it_deserves(self, fought: Fought, technique: Technique) -> None:
        grade = fought.grades[technique.name]
        assert grade.status is GradeStatus.GRADED, grade.reason
        lost = {test.id.rpartition("::")[2]: (test.verdict.value, test.message) for test in grade.tests}
        lost = {name: told for name, told in lost.items() if told[0] != Verdict.PASSED.value}
        assert grade.score == technique.score, lost
        assert {verdict for verdict, _ in lost.values()} <= {technique.verdict}, lost

    def test_it_reads_no_canary_and_gets_past_no_refusal(self, fought: Fought, technique: Technique) -> None:
        grade = fought.grades[technique.name]
        said, seen = words(grade), outputs(grade)
        assert [place for place in EVERYWHERE if fought.arena.canaries[place] in said] == []
        assert fought.arena.canaries["asserted"] not in seen
        assert [line for line in seen.splitlines() if "BREACH" in line] == []

    def test_its_neighbour_in_the_same_box_notices_nothing(self, fought: Fought, technique: Technique) -> None:
        grade = fought.grades[f"{technique.name}, after"]
        seen = outputs(grade)
        lost = [(test.id, test.verdict, test.message) for test in grade.tests if test.verdict is not Verdict.PASSED]
        assert (grade.status, grade.score, lost) == (GradeStatus.GRADED, 100.0, []), grade.reason
        assert [line for line in seen.splitlines() if line.startswith("LEFT")] == []
        assert fought.arena.canaries["submission"] not in seen


@pytest.mark.parametrize("name", SEARCHERS)
def test_a_searcher_finds_what_it_was_given(fought: Fought, name: str) -> None:
    """Otherwise that it found nothing else would say nothing."""
    assert fought.arena.canaries["visible"] in outputs(fought.grades[name])


def test_the_neighbours_can_search_too(fought: Fought) -> None:
    after = {name: outputs(grade) for name, grade in fought.grades.items() if name.endswith(", after")}
    assert [name for name, seen in after.items() if "MEMORY canary-own" not in seen] == []


def test_neighbours_shared_the_box_of_the_attack(fought: Fought) -> None:
    """A box has a block of user ids: where the attack's box was still clean, its neighbour has ids of the same one."""
    shared = [
        name
        for name in (technique.name for technique in ALL)
        if (mine := _UID.findall(outputs(fought.grades[name])))
        and (others := _UID.findall(outputs(fought.grades[f"{name}, after"])))
        and int(mine[-1]) < int(others[0]) < int(mine[-1]) + 20
    ]
    assert len(shared) > 0.8 * len(ALL), shared


def test_nothing_is_left_in_the_engine(fought: Fought) -> None:
    assert fought.left == ()
