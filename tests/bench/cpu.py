"""Processor time, in two accountings: of the whole machine, and of what is ours.

The machine's (/proc/stat) misses nothing and takes in whatever else runs. Ours is exact for containers and processes
that we can name; it misses what the engine's helper programs do after a container's end (a few per cent of a box).
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
DAEMONS = frozenset({"dockerd", "containerd"})
BUSY_CORES = 0.1  # so much without us, and the machine's figures are no good
_TICKS = os.sysconf("SC_CLK_TCK")
_BUSY_FIELDS = (0, 1, 2, 5, 6)  # of /proc/stat: user, nice, system, interrupts hard and soft; not what a host stole
_TIME_FIELDS = slice(11, 15)  # of /proc/<pid>/stat, after the name: user and system, own and of the reaped


def machine_seconds() -> float:
    """Return the processor time of everything since boot."""
    fields = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:]
    return sum(int(fields[index]) for index in _BUSY_FIELDS) / _TICKS


def daemon_seconds() -> dict[int, float]:
    """Return the processor time of each of the engines' daemons, with that of the helpers that it reaped."""
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal() and _is_daemon(folder)]
    return {pid: process_seconds(pid) for pid in pids}


def seconds_between(before: dict[int, float], after: dict[int, float]) -> float:
    """Return what those used that were there before and after."""
    return sum(after[pid] - seconds for pid, seconds in before.items() if pid in after)


def process_seconds(pid: int) -> float:
    """Return the processor time of a process and of what it reaped; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[_TIME_FIELDS])) / _TICKS


def idle_cores(seconds: float) -> float:
    """Do nothing for a while; return how many cores were busy meanwhile."""
    before, began = machine_seconds(), time.monotonic()
    time.sleep(seconds)
    return (machine_seconds() - before) / (time.monotonic() - began)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerTap:
    """Where to read what one container and its shim used; to be read before the container is removed."""

    usage: Path
    shim: int

    @classmethod
    def of(cls, pid: int) -> ContainerTap:
        """Find the counters of the container whose first process is `pid`."""
        groups = Path(f"/proc/{pid}/cgroup").read_text("utf-8")
        own = re.search(r"^\d+:(?:[^:]*,)?cpuacct(?:,[^:]*)?:(.*)$", groups, re.MULTILINE)
        if own is not None:
            usage = CGROUPS / "cpuacct" / own[1].lstrip("/") / "cpuacct.usage"
        else:
            usage = CGROUPS / groups.rpartition("0::")[2].strip().lstrip("/") / "cpu.stat"
        shim = re.search(r"^PPid:\s*(\d+)", Path(f"/proc/{pid}/status").read_text("utf-8", "replace"), re.MULTILINE)
        return cls(usage=usage, shim=int(shim[1]) if shim is not None else 0)

    def seconds(self) -> float:
        """Return the processor time of both so far; 0 where they are gone."""
        try:
            text = self.usage.read_text("ascii")
        except OSError:
            return 0.0
        version_2 = re.search(r"^usage_usec (\d+)", text, re.MULTILINE)
        own = int(version_2[1]) / 1e6 if version_2 is not None else int(text) / 1e9
        return own + process_seconds(self.shim)


def _is_daemon(folder: Path) -> bool:
    try:
        return (folder / "comm").read_text("utf-8", "replace").strip() in DAEMONS
    except OSError:
        return False
