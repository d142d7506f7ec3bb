"""What the container has used, as the kernel counts it: CPU, peak memory, kills for memory.

What a process says of itself can be forged or missed (`clear_refs`, children that nobody waited for); the cgroup's
counters can't. A container sees its own cgroup at /sys/fs/cgroup, version 1 or 2. Elsewhere there is none, and CPU is
what the reaped processes used.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_MICROSECOND = 1e-6
_NANOSECOND = 1e-9


class Usage(Protocol):
    """Counters since the container began, each of them only ever growing."""

    def cpu_seconds(self) -> float:
        """CPU time so far."""
        ...

    def oom_kills(self) -> int:
        """How many processes the kernel killed for memory."""
        ...

    def peak_bytes(self) -> int | None:
        """The most memory ever in use, None where the system does not tell."""
        ...


class CgroupV1:
    """The counters of a version 1 hierarchy."""

    def __init__(self, folder: Path) -> None:
        self._cpu = folder / "cpuacct" / "cpuacct.usage"
        self._oom = folder / "memory" / "memory.oom_control"
        self._peak = folder / "memory" / "memory.max_usage_in_bytes"

    def cpu_seconds(self) -> float:
        """CPU time so far."""
        return _number(self._cpu) * _NANOSECOND

    def oom_kills(self) -> int:
        """How many processes the kernel killed for memory."""
        return _keyed(self._oom, "oom_kill")

    def peak_bytes(self) -> int | None:
        """The most memory ever in use."""
        return _number(self._peak) or None


class CgroupV2:
    """The counters of a version 2 group."""

    def __init__(self, folder: Path) -> None:
        self._cpu = folder / "cpu.stat"
        self._oom = folder / "memory.events"
        self._peak = folder / "memory.peak"

    def cpu_seconds(self) -> float:
        """CPU time so far."""
        return _keyed(self._cpu, "usage_usec") * _MICROSECOND

    def oom_kills(self) -> int:
        """How many processes the kernel killed for memory."""
        return _keyed(self._oom, "oom_kill")

    def peak_bytes(self) -> int | None:
        """The most memory ever in use; kernels before 5.19 do not tell."""
        return _number(self._peak) or None


class ProcessUsage:
    """Without a cgroup: what the processes that are dead by now used."""

    def __init__(self, reaped_cpu_seconds: Callable[[], float]) -> None:
        self._reaped_cpu_seconds = reaped_cpu_seconds

    def cpu_seconds(self) -> float:
        """CPU time of the reaped."""
        return self._reaped_cpu_seconds()

    def oom_kills(self) -> int:
        """Nobody tells."""
        return 0

    def peak_bytes(self) -> int | None:
        """Nobody tells."""
        return None


def usage_of(cgroup: Path | None, *, reaped_cpu_seconds: Callable[[], float]) -> Usage:
    """Pick the counters that this system has."""
    if cgroup is not None and (cgroup / "cpu.stat").is_file():
        return CgroupV2(cgroup)
    if cgroup is not None and (cgroup / "cpuacct" / "cpuacct.usage").is_file():
        return CgroupV1(cgroup)
    return ProcessUsage(reaped_cpu_seconds)


def _number(path: Path) -> int:
    """Read a file that holds one number; 0 where it cannot be read."""
    try:
        return int(path.read_bytes())
    except (OSError, ValueError):
        return 0


def _keyed(path: Path, key: str) -> int:
    """Read the number after `key` in a file of "key number" lines; 0 where there is none."""
    try:
        lines = path.read_text("ascii", "replace").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith(key + " ")), 0)
    except (OSError, ValueError, IndexError):
        return 0
