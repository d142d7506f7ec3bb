"""Cheating the clock, as far as it can be told without a clock: what is wrong, what has the test not race at all.

Whether what is slow loses takes seconds and a quiet machine: `python -m tests.hostile clock`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.arena import Fought, fight
from tests.hostile.promises import Promise, shortfalls
from tests.hostile.technique import Technique, techniques

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.alone]

UNTIMED = ("clock/remembers_sizes", "clock/takes_the_same_array_for_the_same", "clock/levels_its_input")
ALL = tuple(each for each in techniques() if each.name in UNTIMED)


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fought]:
    yield fight(ALL, tmp_path_factory.mktemp("clock"), lanes=1, per_box=1)


@pytest.mark.parametrize("technique", ALL, ids=lambda each: each.name)
@pytest.mark.parametrize("promise", Promise, ids=lambda each: each.name.lower())
def test_every_technique(fought: Fought, technique: Technique, promise: Promise) -> None:
    assert shortfalls(fought, technique, promise) == []


def test_nothing_is_left_in_the_engine(fought: Fought) -> None:
    assert fought.left == ()
