"""The engine, a lane and its boxes, on real containers."""

import threading
from pathlib import Path
from typing import Any

import pytest

from sandbox.docker import DockerClient, DockerEngine
from sandbox.docker.labels import LANE, UIDS
from sandbox.docker.lane import DockerLane
from sandbox.docker.stream import AttachedStream
from sandbox.engine import Job, JobEnding, LaneSpec
from sandbox.errors import EngineFailed, EngineUnavailable, ForkserverFailed
from tests.sandbox.docker.conftest import INMATES

pytestmark = pytest.mark.docker


@pytest.fixture
def client() -> Any:
    client = DockerClient()
    yield client
    client.close()


def test_boxes_start_from_several_threads_at_once_with_ids_of_their_own(prober_lane: DockerLane) -> None:
    boxes = []
    threads = [threading.Thread(target=lambda: boxes.append(prober_lane.start_box())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client = DockerClient()
    labels = [client.inspect(box.name)["Config"]["Labels"]["prebrief.uids"] for box in boxes]
    client.close()
    for box in boxes:
        box.close()
    assert len(set(labels)) == 3


def test_one_box_serves_guest_after_guest(prober_lane: DockerLane, errand: Any) -> None:
    box = prober_lane.start_box()
    uids = [errand(box, "who")["answer"]["uid"] for _ in range(3)]
    box.close()
    assert len(set(uids)) == 3


def test_a_guest_that_eats_all_memory_costs_itself_and_not_the_box(prober_lane: DockerLane, errand: Any) -> None:
    box = prober_lane.start_box()
    told = errand(box, "eat")
    assert told["ending"] == "out_of_memory"
    assert told["oom_kills"] >= 1
    assert box.state().alive
    assert errand(box, "works")["answer"]["threads"] == 12
    box.close()


def test_a_closed_box_is_gone_and_closing_again_is_harmless(prober_lane: DockerLane, client: DockerClient) -> None:
    box = prober_lane.start_box()
    assert box.state().alive
    box.close()
    box.close()
    assert not box.state().alive
    assert box.name not in [found.name for found in client.containers(LANE)]


def test_a_box_that_does_not_end_is_removed_all_the_same(prober_lane: DockerLane, client: DockerClient) -> None:
    box = prober_lane.start_box()
    client._api(60.0).pause(box.name)
    box.close()
    assert not box.state().alive
    assert box.name not in [found.name for found in client.containers(LANE)]


def test_removing_an_ended_container_that_runs_after_all_kills_it(
    prober_lane: DockerLane, client: DockerClient
) -> None:
    box = prober_lane.start_box()
    client.remove_ended(box.name)
    assert not box.state().alive
    client.remove_ended(box.name)
    box.close()


def test_a_box_that_was_removed_behind_our_back_is_not_alive(prober_lane: DockerLane, client: DockerClient) -> None:
    box = prober_lane.start_box()
    client.remove(box.name)
    assert not box.state().alive
    box.close()


def test_closing_a_lane_leaves_nothing(prober_engine: DockerEngine, spec: LaneSpec, client: DockerClient) -> None:
    lane = prober_engine.lane(spec)
    name = lane.start_box().name.rpartition("-box-")[0]
    assert name in [volume.name for volume in client.volumes(LANE)]
    lane.close()
    lane.close()
    assert client.containers(f"{LANE}={name}") == ()
    assert name not in [volume.name for volume in client.volumes(LANE)]


@pytest.mark.parametrize("call", ["create", "attach", "start"])
def test_a_box_that_was_made_although_the_answer_is_lost_leaves_nothing(
    prober_engine: DockerEngine, spec: LaneSpec, client: DockerClient, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = prober_engine.lane(spec)
    name = lane.start_box().name.rpartition("-box-")[0]
    done = getattr(DockerClient, call)

    def lost(*args: Any, **kwargs: Any) -> None:
        answer = done(*args, **kwargs)
        if isinstance(answer, AttachedStream):
            answer.close()
        raise EngineFailed("Docker went away during a call")

    with monkeypatch.context() as patch:
        patch.setattr(DockerClient, call, lost)
        with pytest.raises(EngineFailed):
            lane.start_box()
    assert sorted(one.name for one in client.containers(f"{LANE}={name}")) == [f"{name}-box-1", f"{name}-judge"]
    lane.close()


def test_ids_of_a_box_that_can_not_be_removed_are_nobodys_until_it_is(
    spec: LaneSpec, client: DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its guests may live; and the run's end tries once more."""

    def refused(*args: Any) -> None:
        raise EngineFailed("Docker refused or failed")

    engine = DockerEngine(guest="inmates.probe:serve", more_sources=(INMATES,))
    lane = engine.lane(spec)
    box = lane.start_box()
    uids = client.inspect(box.name)["Config"]["Labels"][UIDS]
    with monkeypatch.context() as patch:
        for call in ("remove", "remove_ended"):
            patch.setattr(DockerClient, call, refused)
        box.close()
    second = lane.start_box()
    assert client.inspect(second.name)["Config"]["Labels"][UIDS] != uids
    lane.close()
    assert box.name in [one.name for one in client.containers(LANE)]
    engine.close()
    engine.close()
    name = box.name.rpartition("-box-")[0]
    assert client.containers(f"{LANE}={name}") == client.volumes(f"{LANE}={name}") == ()


def test_a_judge_that_goes_away_is_lost(prober_engine: DockerEngine, spec: LaneSpec, client: DockerClient) -> None:
    lane = prober_engine.lane(spec)
    box = lane.start_box()
    client.remove(box.name.rpartition("-box-")[0] + "-judge")
    end = lane.run(Job(payload=b"works", wall_seconds=5.0), box, lambda _event: None)
    lane.close()
    assert end.ending is JobEnding.LOST


def test_a_program_that_cannot_start_says_why(prober_engine: DockerEngine, spec: LaneSpec) -> None:
    wrong = LaneSpec(environment=spec.environment, limits=spec.limits, worker="no.such.module:run")
    with pytest.raises(ForkserverFailed, match=r"no\.such|No module"):
        prober_engine.lane(wrong)


def test_the_image_is_the_same_as_long_as_the_sources_are(docker_engine: DockerEngine) -> None:
    assert docker_engine.image_digest("python") == docker_engine.image_digest("python")
    assert docker_engine.image_digest("python").startswith("sha256:")
    assert (docker_engine.name, docker_engine.isolated, docker_engine.healthy()) == ("docker", True, True)


def test_no_engine_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="doctor --fix"):
        DockerEngine(host=f"unix://{tmp_path}/none.sock")
