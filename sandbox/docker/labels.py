"""Labels on everything we start, and how a later run knows whether the run that started it still lives.

A process id alone is used again by the system; with the boot and the time it started it names one process for ever.
"""

import os
import platform
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RUN = "prebrief.run"
ROLE = "prebrief.role"
LANE = "prebrief.lane"
UIDS = "prebrief.uids"
PROCESSOR = "prebrief.processor"
HOST = "prebrief.host"
OWNER = "prebrief.owner"

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_START_TIME_FIELD = 19  # of /proc/<pid>/stat, counted from after the command's name: ticks since boot


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the harness, as labels tell it: `owner` is "<pid>:<start ticks>:<boot id>" on `host`."""

    run_id: str
    host: str
    owner: str

    def labels(self) -> dict[str, str]:
        """Return the labels that everything of this run carries."""
        return {RUN: self.run_id, HOST: self.host, OWNER: self.owner}


def this_run() -> Run:
    """Describe the running process, with a run id of its own."""
    return Run(run_id=secrets.token_hex(6), host=platform.node(), owner=owner_of(os.getpid()))


def owner_of(pid: int) -> str:
    """Name a live process of this machine; where the system tells no start time, by its id alone."""
    return f"{pid}:{_start_ticks(pid) or 0}:{_boot_id()}"


def is_abandoned(labels: Mapping[str, str]) -> bool:
    """Say whether the run that made these labels is over.

    Of a run on another host nothing is known, so it counts as alive; a run of an earlier boot of this host is over.
    """
    if RUN not in labels or labels.get(HOST) != platform.node():
        return False
    pid, _, rest = labels.get(OWNER, "").partition(":")
    if not pid.isascii() or not pid.isdigit() or not rest:
        return True
    return not _lives(int(pid), labels[OWNER])


def _lives(pid: int, owner: str) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it is there, and another user's
    return owner_of(pid) == owner


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"  # not Linux: the process id has to do


def _start_ticks(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[_START_TIME_FIELD])
