"""Stopping a guest with all that it started, and letting it go on: for as long as somebody else is timed.

SIGSTOP can be neither caught nor blocked, and reaches every process of a user in one call; whoever is stopped can't
send the SIGCONT. Root without CAP_KILL may not signal another user's processes, so a child with the guest's effective
user id does it, which no guest can signal (tenant.py).

One call reaches all, but not at one moment: on another processor a process may be on its way through the kernel to wake
one that is stopped already, and that one may go on with it. So the child looks, and sends again until all stand still.
Where there are no uids (local engine) the guest's process group is stopped, once.

The kernel may send SIGCONT for a guest: when a child of its dies, or somebody reads a pipe that it watches (F_SETSIG).
So what a stopped guest's container has used is looked at before it goes on, where a counter tells that nobody forges.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sandbox.forkserver.children import Children
from sandbox.forkserver.tenant import Tenant, become_keeper_of
from sandbox.forkserver.waiting import restore_signals

PAUSES = {"stop": signal.SIGSTOP, "go on": signal.SIGCONT}
_MOST_SECONDS = 1.0
_TRY_SECONDS = 0.8
# What a guest may use in all while it is stopped: its processes that were ending end, and PID 1 looks after it.
_SPARE_SECONDS = 0.05
_SPARE_SHARE = 0.05
_BETWEEN_TRIES_SECONDS = 0.0002  # who is to stop may need this very processor for it
_PROC = Path("/proc")
_STILL = frozenset(b"TtZX")
_IN_THE_KERNEL = b"D"[0]  # not to be interrupted: it stops before it is back; who waits for a `vfork` is there, too


class Pauser:
    """Sends stops and continuations; `wait` waits until a child dies or the time given (monotonic) is there."""

    def __init__(
        self, *, children: Children, wait: Callable[[float], object], cpu_seconds: Callable[[], float] | None = None
    ) -> None:
        """`cpu_seconds` tells what the container has used so far, None where nothing tells."""
        self._children = children
        self._wait = wait
        self._stops = None if cpu_seconds is None else _Stops(cpu_seconds)

    def send(self, tenant: Tenant, number: signal.Signals) -> bool:
        """Send a signal to everything of a tenant; returns whether that is certain. Where nobody is left, it is.

        One that is to go on must have been stopped till then.
        """
        if number is signal.SIGCONT and self._stops is not None and not self._stops.held(tenant):
            return False
        sent = self._send(tenant, number)
        if number is signal.SIGSTOP and self._stops is not None:
            self._stops.begin(tenant)
        return sent

    def _send(self, tenant: Tenant, number: signal.Signals) -> bool:
        if tenant.identity.uid is None:
            with contextlib.suppress(ProcessLookupError):  # it ended just now, which is for others to report
                os.killpg(tenant.pid, number)
            return True
        try:
            pid = os.fork()
        except OSError:
            return False
        if pid == 0:
            _send_and_exit(tenant, number)
        self._children.watch(pid)
        until = time.monotonic() + _MOST_SECONDS
        while self._children.reap() and self._children.status(pid) is None and time.monotonic() < until:
            self._wait(until)
        status = self._children.status(pid)
        self._children.forget(pid)
        return status == 0


class _Stops:
    """What a tenant's container used while the tenant was stopped, over all its stops."""

    def __init__(self, cpu_seconds: Callable[[], float]) -> None:
        self._cpu_seconds = cpu_seconds
        self._pid: int | None = None
        self._began: tuple[float, float] | None = None
        self._used = self._stopped = 0.0

    def begin(self, tenant: Tenant) -> None:
        """Begin a stop."""
        if tenant.pid != self._pid:
            self._pid, self._used, self._stopped = tenant.pid, 0.0, 0.0
        self._began = self._cpu_seconds(), time.monotonic()

    def held(self, tenant: Tenant) -> bool:
        """Whether nobody worked during the stop that is over now."""
        began, self._began = self._began, None
        if began is None or tenant.pid != self._pid:
            return True
        self._used += self._cpu_seconds() - began[0]
        self._stopped += time.monotonic() - began[1]
        return self._used <= _SPARE_SECONDS + _SPARE_SHARE * self._stopped


def _send_and_exit(tenant: Tenant, number: signal.Signals) -> None:
    """Be the child that sends it. Never returns."""
    status = 1
    try:
        restore_signals()
        identity = tenant.identity
        if identity.uid is not None and identity.keeper_uid is not None:
            become_keeper_of(identity.uid, identity.keeper_uid)
            status = 0 if _sent(identity.uid, number) else 1
    except ProcessLookupError:
        status = 0  # nobody is left
    except OSError:
        pass
    finally:
        os._exit(status)


def _sent(uid: int, number: signal.Signals) -> bool:
    """Send it to all that this process may signal; a stop until everything of the user stands still."""
    until = time.monotonic() + _TRY_SECONDS
    os.kill(-1, number)
    while number is signal.SIGSTOP and not stands_still(uid):
        if time.monotonic() > until:
            return False
        time.sleep(_BETWEEN_TRIES_SECONDS)
        os.kill(-1, number)
    return True


def stands_still(uid: int) -> bool:
    """Whether no thread of a user runs: looked at twice, the second time in the opposite order."""
    pids = sorted(int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal())
    return all(_is_still(pid, uid) for pid in pids) and all(_is_still(pid, uid) for pid in reversed(pids))


def _is_still(pid: int, uid: int) -> bool:
    try:
        status = (_PROC / str(pid) / "status").read_bytes()
        if int(status.partition(b"\nUid:")[2].split(None, 1)[0]) != uid:
            return True
        return all(state in _STILL or state == _IN_THE_KERNEL for state in _states(pid))
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return True  # it has ended meanwhile


def _states(pid: int) -> Iterator[int]:
    """Yield the state of each thread of a process: its first one may be gone while others run."""
    for task in (_PROC / str(pid) / "task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            yield (task / "stat").read_bytes().rpartition(b")")[2].split()[0][0]
