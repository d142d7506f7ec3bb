"""Where the steps of a run are seen: the Docker SDK's client, the events of a judge, the files of a results folder.

Everything is hung in from outside before the command begins: a client in the place of the SDK's, a function around the
one that runs a job, Python's own audit of file operations.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import docker
import requests
from docker.errors import APIError

import runner.grading.outcome
import runner.grading.seat
import sandbox.docker.client
from runner.grading import RunOutcome
from runner.judge import JudgeJob, from_plain
from sandbox.wall.codec import loads
from tests.faults.steps import Failing, Steps

# What a batch asks of Docker; the name of a step has the one that it is done to.
CALLS = (
    "ping", "info", "containers", "volumes", "inspect_image", "inspect_container", "create_volume", "remove_volume",
    "create_container_from_config", "attach_socket", "start", "remove_container",
)  # fmt: skip
_OURS = re.compile(r"prebrief-[0-9a-f]{12}-(\d+)(?:-(judge|box)(?:-(\d+))?)?")
_RANDOM = re.compile(r"[0-9a-f]{64}|(?<=\.)[a-z0-9_]{8}(?=/|$)")  # digests, and what `tempfile` calls its files
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def watch_docker(steps: Steps) -> None:
    """See every call to Docker, before it is made and after it is answered."""
    calls = {name: _watched(steps, name, getattr(docker.APIClient, name)) for name in CALLS}
    client = type("WatchedClient", (docker.APIClient,), calls)
    sandbox.docker.client.APIClient = client


def _watched(steps: Steps, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def watched(self: docker.APIClient, *args: Any, **kwargs: Any) -> Any:
        what = f"{name.removesuffix('_from_config')} {_whom(args, kwargs)}".strip()
        _make(steps, f"before {what}")
        answer = call(self, *args, **kwargs)
        _make(steps, f"after {what}")
        return answer

    return watched


def _make(steps: Steps, what: str) -> None:
    try:
        steps.at(what)
    except Failing as failing:
        raise _error(str(failing)) from None


def _error(kind: str) -> Exception:
    """Return what the SDK raises where a call fails so."""
    match kind:
        case "cut":
            reset = ConnectionResetError(104, "Connection reset by peer")
            return requests.ConnectionError("('Connection aborted.', " + repr(reset) + ")")
        case "late":
            return requests.ReadTimeout("UnixHTTPConnectionPool: Read timed out. (read timeout=60)")
        case "gone":
            refused = ConnectionRefusedError(111, "Connection refused")
            return requests.ConnectionError("('Connection aborted.', " + repr(refused) + ")")
    answer = requests.Response()
    answer.status_code = 500
    return APIError("500 Server Error", response=answer, explanation="something went wrong in the engine")


def _whom(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Name what a call is about, the same in every run."""
    for value in (kwargs.get("name"), *args):
        found = _OURS.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            lane, role, number = found.groups()
            return " ".join(part for part in (role or "volume", lane + (f"-{number}" if number else "")) if part)
    labels = kwargs.get("filters", {}).get("label", ())
    return " ".join(labels)


def watch_judge(steps: Steps) -> None:
    """See what the judge says of each submission, which is named by the first comment in its source."""
    whose: list[str] = [""]
    see = RunOutcome.see

    def seen(outcome: RunOutcome, payload: bytes) -> None:
        see(outcome, payload)
        event = from_plain(loads(payload))
        test = getattr(event, "id", "").rpartition("::")[2]
        steps.at(f"{whose[0]}: {type(event).__name__.lower()} {test}".strip())

    def run_job(lane: Any, box: Any, job: JudgeJob, **kwargs: Any) -> RunOutcome:
        whose[0] = dict(job.submission)["solution.py"].decode().splitlines()[0].lstrip("# ")
        return runner.grading.outcome.run_job(lane, box, job, **kwargs)

    RunOutcome.see = seen  # type: ignore[method-assign]  # from outside, as the module's docstring says
    runner.grading.seat.run_job = run_job


def watch_files(steps: Steps, folder: Path) -> None:
    """See what is done to files below a folder: opened to be written, moved, removed, waited for; and folders made."""
    sys.addaudithook(partial(_audited, steps, folder))
    fsync = os.fsync

    def waited(descriptor: int) -> None:
        name = _name(folder, Path(f"/proc/self/fd/{descriptor}").readlink())
        steps.at(f"before fsync {name}")
        fsync(descriptor)
        steps.at(f"after fsync {name}")

    os.fsync = waited


def _audited(steps: Steps, folder: Path, event: str, args: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(args[2], int) and args[2] & _WRITES:
        what = "open"
    elif event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"):
        what = event.removeprefix("os.")
    else:
        return
    name = _name(folder, args[0])
    if name:
        steps.at(f"{what} {name}")


def _name(folder: Path, path: object) -> str:
    """Return a path below the folder as the same step has it in every run, "" for any other."""
    if isinstance(path, bytes | os.PathLike):
        path = os.fsdecode(path)
    if not isinstance(path, str) or not path.startswith(str(folder)):
        return ""
    return _RANDOM.sub("*", path.removeprefix(str(folder)).lstrip("/")) or "."
