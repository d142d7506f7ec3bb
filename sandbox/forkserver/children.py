"""Reaping: PID 1 inherits every orphan, and must bury them all."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_PDEATHSIG = 1


_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class Children:
    """Everything that `waitpid` tells: how the processes that we forked ended, and whether any child is left.

    PID 1 of a container has every orphan of it as a child; elsewhere we ask Linux for the same. So "no child is left"
    means that no process is left that a guest started, however it daemonised.
    """

    def __init__(self) -> None:
        if os.getpid() != 1:
            _adopt_orphans()
        self._watched: dict[int, int | None] = {}
        self._cpu_seconds = 0.0

    @property
    def cpu_seconds(self) -> float:
        """CPU time of every process reaped so far."""
        return self._cpu_seconds

    def watch(self, pid: int) -> None:
        """Keep the wait status of this child when it ends."""
        self._watched[pid] = None

    def status(self, pid: int) -> int | None:
        """Tell the wait status of a watched child, None while it lives."""
        return self._watched[pid]

    def forget(self, pid: int) -> None:
        """Watch no longer."""
        self._watched.pop(pid, None)

    def any_left(self, *, but: int | None = None) -> bool:
        """Bury the dead; returns whether any child still lives but the one that may."""
        if not self.reap():
            return False
        return but is None or any(pid != but for pid in children_of(os.getpid()))

    def reap(self) -> bool:
        """Bury the dead; returns whether any child still lives."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            self._cpu_seconds += usage.ru_utime + usage.ru_stime
            if pid in self._watched:
                self._watched[pid] = status


def processes() -> list[int]:
    """List all processes that we can see; empty where there is no /proc."""
    try:
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    except OSError:
        return []


def children_of(parent: int) -> list[int]:
    """List the processes whose parent is this one, zombies too; empty where there is no /proc."""
    return [pid for pid in processes() if _parent_of(pid) == parent]


def _parent_of(pid: int) -> int | None:
    """Read the parent of a process: the second field after the name, which is in parentheses and may hold any."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
    return None


def die_with_parent() -> None:
    """Have Linux kill this process when its forkserver dies; a change of user id undoes it."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, 9, 0, 0, 0)


def _adopt_orphans() -> None:
    """Become the parent of orphaned descendants, where the system has such a thing."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
