"""Reads the flags back from a running container: from outside, and with a guest's eyes from inside."""

from typing import Any

import pytest

from sandbox.docker import DockerClient
from sandbox.docker.flags import MIB, Order, Role, container_config
from sandbox.docker.lane import DockerBox
from sandbox.limits import Limits

_NO_CAPABILITIES = "0000000000000000"
_SETUID_SETGID = "00000000000000c0"


@pytest.fixture(scope="module")
def outside(prober_box: DockerBox) -> dict[str, Any]:
    client = DockerClient()
    try:
        return client.inspect(prober_box.name)
    finally:
        client.close()


@pytest.fixture(scope="module")
def inside(prober_box: DockerBox, errand: Any) -> dict[str, Any]:
    answer: dict[str, Any] = errand(prober_box, "look")["answer"]
    return answer


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
def test_a_guest_has_no_capability_and_pid_1_has_two(inside: dict[str, Any]) -> None:
    assert [inside["self"][name] for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")] == [_NO_CAPABILITIES] * 4
    assert inside["init"]["CapEff"] == inside["init"]["CapBnd"] == _SETUID_SETGID


@pytest.mark.docker
def test_seccomp_filters_and_no_new_privileges_is_set(inside: dict[str, Any]) -> None:
    for process in ("self", "init"):
        assert (inside[process]["Seccomp"], inside[process]["NoNewPrivs"]) == ("2", "1")


@pytest.mark.docker
def test_there_is_no_network_but_loopback(inside: dict[str, Any]) -> None:
    assert inside["interfaces"] == ["lo"]


@pytest.mark.docker
def test_a_guest_can_write_nowhere_but_in_tmp(inside: dict[str, Any]) -> None:
    assert inside["writable"] == ["/tmp"]
    options = {mount[1]: (mount[0], mount[3].split(",")) for mount in inside["mounts"]}
    assert "ro" in options["/"][1]
    kind, tmp = options["/tmp"]
    assert kind == "tmpfs"
    assert {"noexec", "nosuid", "nodev", "nr_inodes=4096", f"size={Limits().file_size_mb * 1024}k"} <= set(tmp)


@pytest.mark.docker
def test_shared_memory_message_queues_and_the_wall_are_out_of_reach(inside: dict[str, Any]) -> None:
    assert not inside["shm"]
    assert inside["mqueue"] == "EACCES"
    assert inside["wall"] == "EACCES"
    assert ["tmpfs", "/dev/mqueue"] in [mount[:2] for mount in inside["mounts"]]


@pytest.mark.docker
def test_the_limits_of_pid_1_bound_everything_under_it(inside: dict[str, Any]) -> None:
    rows = {line[:25].strip(): line[26:].split()[:2] for line in inside["limits"].splitlines()[1:]}
    assert rows["Max core file size"] == ["1", "1"]
    assert rows["Max file size"] == [str(Limits().file_size_mb * MIB)] * 2
    assert rows["Max open files"] == [str(Limits().open_files + 256)] * 2
    assert rows["Max msgqueue size"] == rows["Max locked memory"] == ["0", "0"]


@pytest.mark.docker
def test_a_guest_is_a_nobody_with_a_uid_of_its_boxs_range(inside: dict[str, Any], outside: dict[str, Any]) -> None:
    first, count = map(int, outside["Config"]["Labels"]["prebrief.uids"].split(":"))
    assert first < inside["uid"] < first + count
    assert first >= 10_000 and first + count < 65_536
    assert inside["groups"] == []


@pytest.mark.docker
def test_the_image_has_no_program_that_gives_rights_away(inside: dict[str, Any]) -> None:
    assert inside["set_user_id"] == []


@pytest.mark.docker
def test_a_box_tells_nothing_of_the_host_and_is_the_same_for_everybody(inside: dict[str, Any]) -> None:
    assert inside["hostname"] == "sandbox"
    assert inside["python"].startswith("3.13.")
    assert inside["environment"]["PYTHONHASHSEED"] == "0"
    assert inside["environment"]["OPENBLAS_NUM_THREADS"] == "1"
    assert inside["modules"] == []


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
