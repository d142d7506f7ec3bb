"""Every call to the engine fails in turn: on the fake engine, for all n, in batches that meet every branch.

The same command is then given again with an engine that works. What is held against both is in `ledger.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest

from sandbox.errors import BoxGone, EngineFailed, EngineUnavailable, ForkserverFailed, ImageFailed, SandboxError
from sandbox.failing import Calls, FailingEngine
from sandbox.fake import FakeEngine
from tests.faults.ledger import Books, Roll, books_of, faults_after_fault, faults_at_the_end, roll_of
from tests.faults.played import BATCHES, Played, a_cast, run_played

ERRORS: tuple[SandboxError, ...] = (
    EngineUnavailable("no Docker engine answers"),
    EngineFailed("Docker went away during a call"),
    ForkserverFailed("the forkserver said nothing in time"),
    BoxGone("the box's forkserver does not answer"),
    ImageFailed("the image is missing"),
)
MEMORY = Path("/dev/shm")
MOST_CALLS = 300  # more than any of these batches makes


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: the journal waits for the disk at every line."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as name:
        yield Path(name)


@pytest.mark.parametrize(
    ("name", "done", "cancel_after"),
    [
        ("one lane", False, None),
        ("one lane", True, None),
        ("two lanes", False, None),
        ("two lanes", True, None),
        ("two lanes", True, 3),
        ("races", True, None),
    ],
)
def test_no_call_that_fails_costs_anybody_anything(
    folder: Path, name: str, done: bool, cancel_after: int | None
) -> None:
    """A call that fails before it is done; one that is done and whose answer is lost; while the batch is stopped."""
    played = BATCHES[name]
    roll = undisturbed(folder / "undisturbed", played)
    errors, wrong = cycle(ERRORS), []
    for number in range(1, MOST_CALLS):
        calls = Calls(at=number, error=next(errors), done=done)
        wrong += one_failed_call(folder / str(number), played, calls, roll, cancel_after=cancel_after)
        if not calls.failed:
            break
    assert number > len(played.names), calls.names
    assert wrong == []


def undisturbed(folder: Path, played: Played) -> Roll:
    """Return what everybody deserves, from a run in which nothing fails."""
    assert run_played(folder, played, FakeEngine(a_cast())) is None
    roll = roll_of(books_of(folder))
    assert set(roll) == {*played.names, "misfiled"}
    assert all(deserved.status != "ungraded" for deserved in roll.values())
    return roll


def one_failed_call(
    folder: Path, played: Played, calls: Calls, roll: Roll, *, cancel_after: int | None
) -> list[str]:
    """Run a batch in which a call fails, then the same undisturbed; returns what is wrong, with the call's name."""
    cast = a_cast()
    engine, following = FakeEngine(cast), FakeEngine(cast)
    failing = FailingEngine(engine, calls)
    run_played(folder, played, failing, cancel_after=cancel_after)
    with suppress(SandboxError):
        failing.close()
    after = books_of(folder)
    wrong = faults_after_fault(Books(), after, roll)
    wrong += left_open(engine)
    said = run_played(folder, played, following)
    following.close()
    wrong += [] if said is None else [f"the next run ended with {said!r}"]
    wrong += faults_at_the_end(after, books_of(folder), roll) + left_open(following)
    return [f"{calls.failed} (call {len(calls.names)}): {fault}" for fault in wrong]


def left_open(engine: FakeEngine) -> list[str]:
    """Name the lanes and boxes that are open once a run is over."""
    lanes = [f"lane {lane.number}" for lane in engine.lanes if not lane.closed]
    boxes = [box.name for lane in engine.lanes for box in lane.boxes if not box.closed]
    return [f"{name} was left open" for name in (*lanes, *boxes)]
