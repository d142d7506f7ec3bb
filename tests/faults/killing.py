"""Whom to kill, found from inside the run that is to lose it: by the labels of its containers, by user ids in them.

    judge, box    PID 1 of a container, killed as `docker kill` does it
    worker        the judge's process that runs the tests: the one in its container that gave up its privileges
    guest         the process in the box that holds the submission: while it imports it, or in its first call
    engine        the dockerd of the test's own

Each of them is waited for until it is gone, so that the run goes on in a world without it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
from collections.abc import Iterator
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

import docker
from docker.utils import kwargs_from_env

from sandbox.docker.labels import OWNER, ROLE, owner_of
from sandbox.docker.uids import FIRST_UID, JUDGE_FIRST_UID, JUDGE_UIDS, LAST_UID

APPEAR_SECONDS = 5.0  # a guest is there a moment after its test began
NOBODY = "nobody to kill"


class Hit(StrEnum):
    """Whom to kill."""

    JUDGE = "judge"
    WORKER = "worker"
    BOX = "box"  # the one that was started first of those that live
    NEXT_BOX = "next box"  # the one that was started last
    IMPORTING = "importing guest"
    CALLED = "called guest"
    ENGINE = "engine"


def die() -> NoReturn:
    """Kill the run itself."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("not reached")


def die_in_writing(file_bytes: int) -> None:
    """Have the kernel kill the run when it writes beyond so many bytes of a file, with what comes before written.

    Python ignores the signal for that from its start, and only a main thread may say otherwise: see the driver.
    """
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))


def hit(who: Hit, *, engine: int) -> str:
    """Kill somebody and wait until it is gone; returns whom, or `NOBODY`."""
    match who:
        case Hit.ENGINE:
            return _kill(engine)
        case Hit.JUDGE:
            return _kill_container("judge", newest=True)
        case Hit.BOX | Hit.NEXT_BOX:
            return _kill_container("box", newest=who is Hit.NEXT_BOX)
        case Hit.WORKER:
            return _kill_inside("judge", range(JUDGE_FIRST_UID, JUDGE_FIRST_UID + JUDGE_UIDS))
        case Hit.IMPORTING | Hit.CALLED:
            return _kill_inside("box", range(FIRST_UID, LAST_UID + 1), mark=who.value.partition(" ")[0])


def _kill_container(role: str, *, newest: bool) -> str:
    with _engine() as api:
        running = _running(api, role)
        for name in reversed(running) if newest else running:
            try:
                api.kill(name)
            except docker.errors.APIError as error:
                if error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
                    continue  # it was ending by itself
                raise
            with contextlib.suppress(docker.errors.NotFound):
                api.wait(name)
            return f"killed {name}"
    return NOBODY


def _kill_inside(role: str, uids: range, *, mark: str = "") -> str:
    """Kill a process in one of our containers by its user id, waiting a little until there is one.

    With a `mark`, it is waited for until it has made a file of that name in its folder, as the submissions here do.
    """
    with _engine() as api:
        ones = [api.inspect_container(name)["State"]["Pid"] for name in _running(api, role)]
    until = time.monotonic() + APPEAR_SECONDS
    while time.monotonic() < until:
        for pid in _beside(ones):
            if _uid(pid) in uids and Path(f"/proc/{pid}/cwd", mark).exists():
                return _kill(pid)
    return NOBODY


@contextlib.contextmanager
def _engine() -> Iterator[docker.APIClient]:
    with contextlib.closing(docker.APIClient(version="auto", **kwargs_from_env())) as api:
        yield api


def _running(api: docker.APIClient, role: str) -> list[str]:
    """Return our running containers of a role, the oldest first."""
    labels = [f"{OWNER}={owner_of(os.getpid())}", f"{ROLE}={role}"]
    found = api.containers(filters={"label": labels, "status": "running"})
    return [row["Names"][0].lstrip("/") for row in sorted(found, key=lambda row: _number(row["Names"][0]))]


def _number(name: str) -> tuple[int, ...]:
    """Return the numbers in a container's name: its lane, and its place in that."""
    return tuple(int(part) for part in name.split("-") if part.isdecimal())


def _beside(ones: list[int]) -> Iterator[int]:
    """Yield the processes that share a pid namespace with one of these."""
    spaces = {_pid_space(pid) for pid in ones} - {None}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) not in ones and _pid_space(int(entry.name)) in spaces:
            yield int(entry.name)


def _pid_space(pid: int) -> str | None:
    try:
        return str(Path(f"/proc/{pid}/ns/pid").readlink())
    except OSError:
        return None


def _uid(pid: int) -> int:
    """Return a process's real user id, -1 once it is gone."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        return int(next(line for line in lines if line.startswith("Uid:")).split()[1])
    return -1


def _kill(pid: int) -> str:
    """Kill a process and wait until it is dead."""
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            select.select([handle], [], [])
        finally:
            os.close(handle)
    return f"killed process {pid}"
