"""Every technique is graded as it deserves, reads nothing, leaves nothing, and its neighbour notices nothing.

Here each submission has a fresh box, but for those that try to stay: they share one with their neighbour. Where boxes
are fresh, a neighbour comes after every four: what they could have left, they left in the lane's judge.
`make hostile` puts twenty submissions into each box, of every technique. With CI=true one third of those that do
not try to stay has its turn each day; somewhere else all of them are graded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date

import pytest

from tests.hostile.arena import Fought, fight
from tests.hostile.promises import Promise, output_of, shortfalls
from tests.hostile.technique import OTHER_TARGETS, TARGET, Attacks, Technique, techniques

pytestmark = [pytest.mark.docker, pytest.mark.slow]

LANES = 2
STAYING = ("stay", "exhaust", "stall")  # what these leave behind is looked for in the same box
SEARCHERS = ("read/own_memory", "read/heap", "read/frames")  # must find what they were given, or they can't search
_UID = re.compile(r"^uid (\d+)$", re.MULTILINE)


def stays(technique: Technique) -> bool:
    return technique.name.startswith(STAYING)


def has_its_turn(number: int, technique: Technique) -> bool:
    left_out = os.environ.get("CI") == "true" and number % 3 != date.today().toordinal() % 3
    return stays(technique) or technique.name in SEARCHERS or not left_out


ALL = tuple(
    each
    for number, each in enumerate(techniques())
    if each.target not in OTHER_TARGETS.values() and has_its_turn(number, each)
)


def wanted(request: pytest.FixtureRequest) -> Attacks:
    """Return the techniques that the chosen tests look at."""
    params = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    names = {getattr(each.get("technique"), "name", each.get("name")) for each in params}
    return tuple(each for each in ALL if each.name in names)


@pytest.fixture(scope="module")
def in_fresh_boxes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fought]:
    attacks = tuple(each for each in wanted(request) if not stays(each))
    yield fight(attacks, tmp_path_factory.mktemp("fresh"), lanes=LANES, per_box=1, every=4)


@pytest.fixture(scope="module")
def in_shared_boxes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fought]:
    attacks = tuple(each for each in wanted(request) if stays(each))
    yield fight(attacks, tmp_path_factory.mktemp("shared"), lanes=LANES, per_box=2)


@pytest.fixture
def fought(request: pytest.FixtureRequest, technique: Technique) -> Fought:
    came: Fought = request.getfixturevalue("in_shared_boxes" if stays(technique) else "in_fresh_boxes")
    return came


@pytest.mark.parametrize("technique", ALL, ids=lambda each: each.name)
@pytest.mark.parametrize("promise", Promise, ids=lambda each: each.name.lower())
def test_every_technique(fought: Fought, technique: Technique, promise: Promise) -> None:
    assert shortfalls(fought, technique, promise) == []


@pytest.mark.parametrize("name", SEARCHERS)
def test_a_searcher_finds_what_it_was_given(in_fresh_boxes: Fought, name: str) -> None:
    """Otherwise that it found nothing else would say nothing; the same goes for the judge that listens."""
    seen = output_of(in_fresh_boxes.grades[name])
    assert in_fresh_boxes.arenas[TARGET].canaries["visible"] in seen
    assert "SENT visible" in seen.splitlines()


def test_neighbours_shared_the_box_of_the_attack(in_shared_boxes: Fought) -> None:
    """A box has a block of user ids: where the attack's box was still clean, its neighbour has ids of the same one."""
    attacks = list(in_shared_boxes.neighbours)
    shared = [
        name
        for name in attacks
        if (mine := _UID.findall(output_of(in_shared_boxes.grades[name])))
        and (others := _UID.findall(output_of(in_shared_boxes.grades[in_shared_boxes.neighbours[name]])))
        and int(mine[-1]) < int(others[0]) < int(mine[-1]) + 20
    ]
    assert len(shared) > 0.6 * len(attacks), shared


@pytest.mark.parametrize("place", ["in_fresh_boxes", "in_shared_boxes"])
def test_nothing_is_left_in_the_engine(request: pytest.FixtureRequest, place: str) -> None:
    came: Fought = request.getfixturevalue(place)
    assert came.left == ()
