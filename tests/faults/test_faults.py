"""A sample of what `make faults` tries on real Docker: calls that fail, kills, two faults at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.cases import cases_of
from tests.faults.killing import Hit
from tests.faults.ledger import Roll
from tests.faults.matrix import try_case
from tests.faults.sampling import sampled
from tests.faults.scene import Case, Scene, make_scene, undisturbed

pytestmark = [pytest.mark.docker, pytest.mark.slow]

AREAS = ("calls", "runner", "sandbox", "twice")
SAMPLE = 1


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, small_problem: Path) -> Scene:
    return make_scene(tmp_path_factory.mktemp("faults"), small_problem)


@pytest.fixture(scope="module")
def usual(scene: Scene) -> tuple[list[str], Roll]:
    """The steps of a batch that nobody disturbs, and what everybody deserves."""
    steps, roll = undisturbed(scene)
    assert {name: (deserved.status, deserved.score) for name, deserved in roll.items()} == {
        "good": ("graded", 100.0),
        "wrong": ("graded", 33.33),
    }
    return steps, roll


def test_nothing_is_lost_whatever_fails(scene: Scene, usual: tuple[list[str], Roll]) -> None:
    steps, roll = usual
    cases = [case for area in AREAS for case in cases_of(area, steps) if os.geteuid() == 0 or not _takes_root(case)]
    for case in sampled(cases, SAMPLE, of="docker"):
        assert (case.name, try_case(scene, case, roll)) == (case.name, [])


def _takes_root(case: Case) -> bool:
    """Whether a process inside a container is killed."""
    return any(act.do.endswith(("guest", Hit.WORKER)) for act in case.acts)


def test_every_step_that_there_is_has_its_cases(usual: tuple[list[str], Roll]) -> None:
    steps, _ = usual
    calls = [step for step in steps if step.startswith(("before ", "after ")) and "fsync" not in step]
    assert len(calls) > 40
    assert {case.acts[0].at for case in cases_of("calls", steps)} == set(calls)
    killed = {case.acts[0].do for case in cases_of("sandbox", steps)}
    assert killed == {f"kill {who}" for who in Hit if who is not Hit.ENGINE}
    for needed in ("after fsync journal.jsonl", "rename .results.jsonl.part", "open .junit.xml.part", "good: finished"):
        assert f"die at {needed}" in [case.name for case in cases_of("runner", steps)]
