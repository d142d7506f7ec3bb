"""What exhausts one lane is not felt in another: honest work gets there what it gets when nobody else is at work.

    quiet    honest, honest, honest
    loud     honest, honest, honest      beside      a storm of forks, a flood of memory, a flood of output
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.grading import Entry
from runner.model import Grade, Submission
from tests.hostile.arena import Arena, ListeningEngine, graded, locked, plant
from tests.hostile.stopwatch import Lap
from tests.hostile.technique import TECHNIQUES, techniques

pytestmark = [pytest.mark.docker, pytest.mark.slow]

LOUD = ("exhaust/fork_storm", "exhaust/socket_buffers", "exhaust/output_of_many")
HONEST = ("one", "another", "a third")
MOST_ROUNDS = 5  # on a busy machine one lane may have ended before the other begins


def honest(arena: Arena) -> tuple[Submission, ...]:
    source = (TECHNIQUES / "busy.py").read_bytes()
    return tuple(arena.submission(name, {"solution.py": source + f"# {name}\n".encode()}) for name in HONEST)


def exhausting(arena: Arena) -> tuple[Submission, ...]:
    known = {each.name: each for each in techniques()}
    return tuple(arena.submission(name, known[name].files) for name in LOUD)


def entries(submissions: Sequence[Submission]) -> tuple[Entry, ...]:
    return tuple(Entry(candidate=each.candidate, read=lambda each=each: each) for each in submissions)


def what_it_got(grade: Grade) -> object:
    """Return what a grade says, without how long it took and who its user was."""
    tests = [(test.id, test.verdict, test.points, test.message, test.examples_digest) for test in grade.tests]
    return grade.status, grade.score, grade.reason, grade.groups, tests


def overlap(laps: Sequence[Lap], others: Sequence[Lap]) -> float:
    """Return for how many seconds runs of one kind were under way together with runs of another."""
    return sum(
        max(0.0, min(one.ended, other.ended) - max(one.began, other.began)) for one in laps for other in others
    )


def test_what_exhausts_one_lane_is_not_felt_in_another(tmp_path: Path) -> None:
    engine = ListeningEngine()
    try:
        arena = locked(plant(tmp_path), engine)
        good, bad = honest(arena), exhausting(arena)
        quiet = graded(arena, engine, [entries(good)], tmp_path / "quiet", per_box=1)
        before = {digest: len(laps) for digest, laps in engine.stopwatch.laps().items()}
        together = 0.0
        for number in range(MOST_ROUNDS):
            loud = graded(arena, engine, [entries(good), entries(bad)], tmp_path / f"loud-{number}", per_box=1)
            assert [what_it_got(loud[name]) for name in HONEST] == [what_it_got(quiet[name]) for name in HONEST]
            assert {name: loud[name].score for name in LOUD} == dict.fromkeys(LOUD, 80.0)
            laps = engine.stopwatch.laps()
            beside = [lap for each in good for lap in laps[each.digest][before[each.digest] :]]
            together = overlap(beside, [lap for each in bad for lap in laps[each.digest]])
            if together:
                break
    finally:
        engine.close()
    assert {name: quiet[name].score for name in HONEST} == dict.fromkeys(HONEST, 100.0)
    assert together > 0
