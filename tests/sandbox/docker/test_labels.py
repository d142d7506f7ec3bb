import os
import subprocess
import sys

import pytest

from sandbox.docker.labels import HOST, OWNER, RUN, is_abandoned, owner_of, this_run


def test_this_run_is_alive() -> None:
    assert not is_abandoned(this_run().labels())


def test_a_run_whose_process_ended_is_abandoned() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        labels = {**this_run().labels(), OWNER: owner_of(process.pid)}
        assert not is_abandoned(labels)
    assert is_abandoned(labels)


def test_another_process_that_got_the_same_id_is_not_the_run() -> None:
    pid, ticks, boot = owner_of(os.getpid()).split(":")
    assert is_abandoned({**this_run().labels(), OWNER: f"{pid}:{int(ticks) + 1}:{boot}"})


def test_a_run_of_an_earlier_boot_is_abandoned() -> None:
    pid, ticks, _ = owner_of(os.getpid()).split(":")
    assert is_abandoned({**this_run().labels(), OWNER: f"{pid}:{ticks}:another-boot"})


@pytest.mark.parametrize(
    "labels",
    [{}, {"com.example": "x"}, {RUN: "x", HOST: "another-host", OWNER: "1:1:x"}, {RUN: "x"}],
    ids=["none", "somebody else's", "another host's", "no host"],
)
def test_what_nobody_knows_to_be_dead_is_left_alone(labels: dict[str, str]) -> None:
    assert not is_abandoned(labels)


@pytest.mark.parametrize("owner", ["", "x", "-1:2:3", "99999999999999999999:1:x", "１:1:x"])
def test_a_label_that_names_no_process_is_nobodys(owner: str) -> None:
    assert is_abandoned({**this_run().labels(), OWNER: owner})
