"""An engine whose image has the tests' own workers and guests, and a lane of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.docker import DockerEngine
from sandbox.docker.lane import DockerBox, DockerLane
from sandbox.engine import Job, JobEnding, LaneSpec
from sandbox.limits import Limits
from sandbox.wall.codec import loads

INMATES = Path(__file__).parent / "inmates"
JOB_SECONDS = 60.0

Errand = Callable[[DockerBox, str], dict[str, object]]


@pytest.fixture(scope="session")
def prober_engine() -> Iterator[DockerEngine]:
    engine = DockerEngine(guest="inmates.probe:serve", more_sources=(INMATES,))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def spec() -> LaneSpec:
    return LaneSpec(environment="python", limits=Limits(), worker="inmates.errand:run", guests_per_box=8)


@pytest.fixture(scope="session")
def prober_lane(prober_engine: DockerEngine, spec: LaneSpec) -> Iterator[DockerLane]:
    lane = prober_engine.lane(spec)
    yield lane
    lane.close()


@pytest.fixture(scope="session")
def prober_box(prober_lane: DockerLane) -> Iterator[DockerBox]:
    box = prober_lane.start_box()
    yield box
    box.close()


@pytest.fixture(scope="session")
def errand(prober_lane: DockerLane) -> Errand:
    """Send a guest of a box to do one thing; returns what the worker told, the guest's JSON answer in `answer`."""

    def go(box: DockerBox, what: str) -> dict[str, object]:
        events: list[bytes] = []
        end = prober_lane.run(Job(payload=what.encode(), wall_seconds=JOB_SECONDS), box, events.append)
        assert end.ending is JobEnding.FINISHED, end
        told = loads(events[0])
        assert isinstance(told, dict)
        return {**told, "answer": json.loads(told["answer"] or b"null")}

    return go
