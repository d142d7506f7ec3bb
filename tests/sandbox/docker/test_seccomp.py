"""What the profile says, and that honest code lives with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.docker.beyond import FORBIDDEN
from sandbox.docker.calls import CHOICES, GROUPS, NOT_THERE, allowed
from sandbox.docker.lane import DockerBox
from sandbox.docker.seccomp import profile

DOCKERS_OWN = {
    name
    for line in Path(__file__).with_name("docker_default_calls.txt").read_text().splitlines()
    if not line.startswith("#")
    for name in line.split()
}
_HONEST = {
    "gathers": 3,
    "serves_itself": "hello",
    "awaits_programs_and_signals": ["hello", 3, 2],
    "threads": 12,
    "locks": 7,
    "programs": "a",
    "forks": 42,
    "spawns": 0,
    "temporary_files": 3,
    "files": ["file", "moved/below/file", "unpacked/below/file", "te"],
    "descriptors": 20,
    "databases": [7, 7],
    "mapped_memory": 15,
    "timers_and_signals": 3,
    "waiting": 6,
    "limits_of_its_own": 1,
    "the_machine": True,
    "numpy": [100.0, 1.0, 60.0],
}


@pytest.mark.docker
def test_honest_code_works(prober_box: DockerBox, errand: Any) -> None:
    """Whatever is refused: tests/hostile/inside holds that against the profile, call by call."""
    assert errand(prober_box, "works")["answer"] == _HONEST


@pytest.mark.docker
def test_the_image_has_what_runs_in_it_and_no_engine(prober_box: DockerBox, errand: Any) -> None:
    told = errand(prober_box, "who")["answer"]
    assert told["source"] == ["inmates", "prebrief_trial.py", "runner", "sandbox"]


def test_everything_not_named_is_refused() -> None:
    rules = json.loads(profile())
    assert rules["defaultAction"] == "SCMP_ACT_ERRNO"
    assert {rule["action"] for rule in rules["syscalls"]} == {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO"}


def test_calls_that_leak_hide_or_break_out_are_not_named() -> None:
    assert not allowed() & {
        *("shmget", "shmat", "msgget", "semget", "mq_open", "memfd_create", "memfd_secret", "io_uring_setup"),
        *("ptrace", "process_vm_readv", "pidfd_getfd", "kcmp", "unshare", "setns", "mount", "keyctl", "bpf"),
        *("perf_event_open", "userfaultfd", "name_to_handle_at", "open_by_handle_at", "clone3", "socketcall"),
    }


def test_a_call_is_named_once() -> None:
    names = [name for each in (*GROUPS, *CHOICES) for name in each]
    assert len(names) == len(set(names))
    assert not set(names) & set(NOT_THERE)


def test_what_is_forbidden_beyond_docker_s_own_profile_is_listed() -> None:
    beyond = [name for group in FORBIDDEN for name in group]
    assert len(beyond) == len(set(beyond))
    assert set(beyond) == DOCKERS_OWN - allowed()


def test_nothing_is_allowed_beyond_docker_s_own_profile() -> None:
    assert allowed() <= DOCKERS_OWN
