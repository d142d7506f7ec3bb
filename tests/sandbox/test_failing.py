"""The engine that fails at its n-th call: it counts all of them, and fails at that one alone."""

from __future__ import annotations

import pytest

from sandbox.engine import Job, JobEnd, JobEnding, LaneSpec
from sandbox.errors import EngineFailed
from sandbox.failing import Calls, FailingEngine
from sandbox.fake import FakeEngine
from sandbox.limits import Limits

SPEC = LaneSpec(environment="python", limits=Limits(), worker="x:y")
NAMES = ["image_digest", "lane", "start_box", "run", "state", "cancel", "close box", "close lane", "healthy", "reap"]
GONE = EngineFailed("gone")


def an_engine() -> FakeEngine:
    return FakeEngine(lambda scene: JobEnd(ending=JobEnding.FINISHED))


def use(engine: FailingEngine) -> list[object]:
    """Make each call once, in the order of `NAMES`; returns what they gave."""
    digest = engine.image_digest("python")
    lane = engine.lane(SPEC)
    box = lane.start_box()
    end = lane.run(Job(payload=b"", wall_seconds=1.0), box, lambda event: None)
    state = box.state()
    lane.cancel()
    box.close()
    lane.close()
    return [digest, end.ending, state.alive, engine.healthy(), engine.reap()]


def test_where_none_fails_it_is_the_other_engine_and_counts() -> None:
    inner, calls = an_engine(), Calls(error=GONE)
    engine = FailingEngine(inner, calls)
    assert use(engine) == ["fake:python", JobEnding.FINISHED, True, True, ()]
    assert (engine.name, engine.isolated) == ("fake", True)
    assert calls.names == NAMES
    assert calls.failed == ""


@pytest.mark.parametrize("number", [number for number, name in enumerate(NAMES, 1) if name != "healthy"])
def test_each_call_fails_in_its_turn(number: int) -> None:
    calls = Calls(at=number, error=GONE)
    with pytest.raises(EngineFailed, match="gone"):
        use(FailingEngine(an_engine(), calls))
    assert calls.names == NAMES[:number]
    assert calls.failed == NAMES[number - 1]


def test_an_engine_that_is_asked_whether_it_answers_says_no_once() -> None:
    engine = FailingEngine(an_engine(), Calls(at=1, error=GONE))
    assert [engine.healthy(), engine.healthy()] == [False, True]


@pytest.mark.parametrize("done", [False, True])
def test_a_call_fails_before_it_is_done_or_after_it(done: bool) -> None:
    inner = an_engine()
    with pytest.raises(EngineFailed):
        FailingEngine(inner, Calls(at=1, error=GONE, done=done)).lane(SPEC)
    assert len(inner.lanes) == int(done)
