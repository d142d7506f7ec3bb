"""The stopwatch goes by what the host hears: a test lasts to the next event, a run from its list to its end."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from runner.judge import BoxLost, Collected, Decided, Event, Started, to_plain
from runner.model import SourceFile, Submission, Verdict
from sandbox.engine import Job, JobEnd, JobEnding
from sandbox.wall.codec import dumps
from tests.hostile import stopwatch
from tests.hostile.stopwatch import Stopwatch

FILES = {"solution.py": b"x = 1", "wire.py": b""}


class LaneThatTells:
    """A lane whose judge tells these events, and no more."""

    start_box = cancel = close = None

    def __init__(self, *events: Event) -> None:
        self._events = events

    def run(self, job: Job, box: Any, on_event: Any, *, second: Any = None) -> JobEnd:
        for event in self._events:
            on_event(dumps(to_plain(event)))
        return JobEnd(ending=JobEnding.FINISHED)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a lane that tells these events, a second after one another."""
    monkeypatch.setattr(stopwatch.time, "monotonic", itertools.count(100.0).__next__)

    def measured(*events: Event) -> Any:
        watch = Stopwatch()
        job = Job(common=b"", payload=dumps({"submission": FILES, "only": None}), wall_seconds=1.0)
        heard: list[bytes] = []
        assert watch.measure(LaneThatTells(*events)).run(job, None, heard.append).ending is JobEnding.FINISHED
        assert len(heard) == len(events)
        ((digest, (lap,)),) = watch.laps().items()
        files = tuple(SourceFile(path=path, data=data) for path, data in FILES.items())
        assert digest == Submission(candidate="whoever", files=files).digest
        return lap

    return measured


def decided(test: str) -> Decided:
    return Decided(id=test, verdict=Verdict.PASSED, wall_seconds=0.0)


def test_a_test_takes_as_long_as_the_host_waits_for_what_comes_after_its_start(measured: Any) -> None:
    lap = measured(Collected(tests=()), Started(id="a"), decided("a"), Started(id="b"), BoxLost(id="b"))
    assert lap.tests == {"a": 1.0, "b": 1.0}
    assert lap.seconds == 5.0


def test_a_test_that_the_judge_hangs_in_lasts_until_the_run_ends(measured: Any) -> None:
    lap = measured(Collected(tests=()), Started(id="a"))
    assert (lap.tests, lap.seconds) == ({"a": 1.0}, 2.0)
