"""Reads the flags back from a running container; tests/hostile/inside looks at them from inside."""

from typing import Any

import pytest

from sandbox.docker import DockerClient
from sandbox.docker.flags import MIB, Order, Role, container_config
from sandbox.docker.lane import DockerBox
from sandbox.limits import Limits


@pytest.fixture(scope="module")
def outside(prober_box: DockerBox) -> dict[str, Any]:
    client = DockerClient()
    try:
        return client.inspect(prober_box.name)
    finally:
        client.close()


@pytest.mark.docker
def test_the_engine_confirms_every_flag_of_the_host_config(outside: dict[str, Any]) -> None:
    host = outside["HostConfig"]
    limits = Limits()
    assert {
        name: host[name] for name in ("NetworkMode", "ReadonlyRootfs", "Privileged", "IpcMode", "CgroupnsMode")
    } == {
        "NetworkMode": "none",
        "ReadonlyRootfs": True,
        "Privileged": False,
        "IpcMode": "none",
        "CgroupnsMode": "private",
    }
    assert host["CapDrop"] == ["ALL"]
    assert sorted(name.removeprefix("CAP_") for name in host["CapAdd"]) == ["SETGID", "SETUID"]
    assert host["SecurityOpt"][0] == "no-new-privileges"
    assert host["SecurityOpt"][1].startswith('seccomp={"defaultAction":"SCMP_ACT_ERRNO"')
    assert host["Memory"] == host["MemorySwap"] == limits.memory_mb * MIB
    assert host["PidsLimit"] == limits.processes + 16
    assert host["NanoCpus"] == 1_000_000_000
    assert host["LogConfig"]["Type"] == "none"
    assert not host["AutoRemove"]
    assert host["RestartPolicy"]["Name"] in ("", "no")
    assert "/proc/kcore" in host["MaskedPaths"]
    assert "/proc/sys" in host["ReadonlyPaths"]


@pytest.mark.docker
def test_the_labels_say_whose_it_is(outside: dict[str, Any]) -> None:
    labels = outside["Config"]["Labels"]
    assert {
        "prebrief.run",
        "prebrief.role",
        "prebrief.lane",
        "prebrief.uids",
        "prebrief.host",
        "prebrief.owner",
    } <= set(labels)
    assert labels["prebrief.role"] == "box"


@pytest.mark.docker
def test_guests_have_user_ids_that_no_other_container_has(outside: dict[str, Any]) -> None:
    first, count = map(int, outside["Config"]["Labels"]["prebrief.uids"].split(":"))
    assert first >= 10_000
    assert first + count < 65_536


def test_a_judge_has_more_room_than_a_box_and_the_same_walls() -> None:
    box, judge = (
        container_config(Order(role=role, image="image", command=("python",), limits=Limits(), labels={}))
        for role in (Role.BOX, Role.JUDGE)
    )
    assert isinstance(box["HostConfig"], dict)
    assert isinstance(judge["HostConfig"], dict)
    different = {name for name in box["HostConfig"] if box["HostConfig"][name] != judge["HostConfig"][name]}
    assert different == {"Memory", "MemorySwap", "PidsLimit", "Ulimits", "Tmpfs"}
    assert judge["HostConfig"]["Memory"] == 1536 * MIB
