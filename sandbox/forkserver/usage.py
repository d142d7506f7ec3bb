"""What the container has used, as the kernel counts it: CPU, peak memory, kills for memory.

What a process says of itself can be forged or missed (`clear_refs`, children that nobody waited for); the cgroup's
counters can't. A container sees its own cgroup at /sys/fs/cgroup, version 1 or 2. Elsewhere there is none, and CPU is
what the reaped processes used.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_MICROSECOND = 1e-6
_NANOSECOND = 1e-9
_READ_BYTES = 4096


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


class _CounterFile:
    """A file of counters, opened once: they are read twice for every guest."""

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._descriptor = -1

    def number(self) -> int:
        """Read a file that holds one number; 0 where it cannot be read."""
        try:
            return int(self._read())
        except ValueError:
            return 0

    def keyed(self, key: bytes) -> int:
        """Read the number after `key` in a file of "key number" lines; 0 where there is none."""
        for line in self._read().splitlines():
            name, _, value = line.partition(b" ")
            if name == key and value.isdigit():
                return int(value)
        return 0

    def _read(self) -> bytes:
        try:
            return os.pread(self._descriptor, _READ_BYTES, 0)
        except OSError:
            return b""


class CgroupV1:
    """The counters of a version 1 hierarchy."""

    def __init__(self, folder: Path) -> None:
        self._cpu = _CounterFile(folder / "cpuacct" / "cpuacct.usage")
        self._oom = _CounterFile(folder / "memory" / "memory.oom_control")
        self._peak = _CounterFile(folder / "memory" / "memory.max_usage_in_bytes")

    def cpu_seconds(self) -> float:
        """CPU time so far."""
        return self._cpu.number() * _NANOSECOND

    def oom_kills(self) -> int:
        """How many processes the kernel killed for memory."""
        return self._oom.keyed(b"oom_kill")

    def peak_bytes(self) -> int | None:
        """The most memory ever in use."""
        return self._peak.number() or None


class CgroupV2:
    """The counters of a version 2 group."""

    def __init__(self, folder: Path) -> None:
        self._cpu = _CounterFile(folder / "cpu.stat")
        self._oom = _CounterFile(folder / "memory.events")
        self._peak = _CounterFile(folder / "memory.peak")

    def cpu_seconds(self) -> float:
        """CPU time so far."""
        return self._cpu.keyed(b"usage_usec") * _MICROSECOND

    def oom_kills(self) -> int:
        """How many processes the kernel killed for memory."""
        return self._oom.keyed(b"oom_kill")

    def peak_bytes(self) -> int | None:
        """The most memory ever in use; kernels before 5.19 do not tell."""
        return self._peak.number() or None


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
