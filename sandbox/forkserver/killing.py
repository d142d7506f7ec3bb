"""Ending a guest or worker: kill all that it started, bury it, sweep what it wrote, and make sure.

    was it asked to leave? a moment for it
    no child left, and as many free inodes as at the start (counters.py)? then nothing is left, else:

    PID 1                                      keeper (a fork with the tenant's effective uid)
      |---- fork ------------------------------> kill(-1, SIGKILL) until nobody is left (ESRCH)
      | reaps, as a zombie still counts          remove every file in the writable places
      |                                          are they as at the start?
      | waits, bounded <--- exit: yes or no -----|
      | no child left?

Root without CAP_KILL may not signal another user's process, hence the keeper. Its real and saved uid are a reserved
one, so a guest that fires kill(-1, 9) in a loop cannot hit it. PID 1 itself reads no name that a guest made: the next
guest inherits its memory. Where there are no uids (local engine) PID 1 kills and looks by itself, and the keeper only
sweeps what there is. "Nobody is left" is what `waitpid` says of PID 1's children: every orphan becomes one, however it
daemonised. The keeper has all of our memory to copy and to give back, which is why it comes only where it must.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.forkserver.children import Children, children_of, processes
from sandbox.forkserver.counters import Counters
from sandbox.forkserver.sweeping import OutOfTime, Snapshot, Sweep, as_before, remove_empty_folder, snapshot
from sandbox.forkserver.tenant import Tenant, become_keeper_of
from sandbox.forkserver.waiting import restore_signals

CLEAN_SECONDS = 1.7
LEAVE_SECONDS = 0.03
_PAUSE_SECONDS = 0.0005
_STEP_SECONDS = 0.02

Wait = Callable[[float], object]


class Undertaker:
    """Leaves nothing of a tenant. `wait` waits until a child dies or the time given (monotonic) is there."""

    def __init__(self, *, children: Children, places: tuple[Path, ...], wait: Wait) -> None:
        self._children = children
        self._places = places
        self._before: tuple[Snapshot, ...] = snapshot(places)
        self._counters = Counters(places)
        self._wait = wait

    def look_again(self) -> None:
        """Take the writable places as they are now for the start; to be called while there is no tenant."""
        self._before = snapshot(self._places)
        self._counters.look_again()

    def end(self, tenant: Tenant, *, leaves: bool = False, spared: int | None = None) -> bool:
        """Kill, reap, sweep; returns whether it is certain that nothing is left but the child that is spared.

        One that `leaves` was asked to go, and is given a moment for it: most go, and there is nobody left to kill.
        """
        if leaves:
            self._let_go(tenant)
        until = time.monotonic() + CLEAN_SECONDS
        if tenant.identity.uid is None:
            self._kill_ourselves(tenant, until, spared)
            if not self._children.any_left(but=spared) and _nothing_written(tenant, self._places, self._before):
                return True
        elif self._left_nothing(tenant, spared):
            return True
        else:
            _kill_children(spared)  # those that a stage started are ours, and no keeper can
        kept = self._keep(tenant, until, spared)
        return self._nobody_left(until, spared) and kept

    def _let_go(self, tenant: Tenant) -> None:
        """Wait until it is gone, or for the moment that it has."""
        until = time.monotonic() + LEAVE_SECONDS
        while self._children.reap() and self._children.status(tenant.pid) is None and time.monotonic() < until:
            self._wait(until)

    def _left_nothing(self, tenant: Tenant, spared: int | None) -> bool:
        """Whether nobody is left and nothing is written, as far as PID 1 can tell without reading a name."""
        if self._children.any_left(but=spared):
            return False
        return remove_empty_folder(tenant.identity.folder) and self._counters.as_before()

    def _nobody_left(self, until: float, spared: int | None) -> bool:
        while self._children.any_left(but=spared):
            if time.monotonic() > until:
                return False
            self._wait(min(until, time.monotonic() + _STEP_SECONDS))
        return True

    def _kill_ourselves(self, tenant: Tenant, until: float, spared: int | None) -> None:
        """Kill the tenant's process group, then whatever of its kin turns up as our child."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(tenant.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            if self._children.status(tenant.pid) is None:  # it may not have come to its own process group yet
                os.kill(tenant.pid, signal.SIGKILL)
        if self._children.status(tenant.pid) is None:
            self._wait(min(until, time.monotonic() + _STEP_SECONDS))
        while self._children.any_left(but=spared) and time.monotonic() < until:
            _kill_children(spared)
            self._wait(min(until, time.monotonic() + _STEP_SECONDS))

    def _keep(self, tenant: Tenant, until: float, spared: int | None) -> bool:
        """Fork the keeper and reap until it is done; returns whether it found all clean in the end."""
        try:
            pid = os.fork()
        except OSError:  # no process or memory to be had: not clean, the box is discarded
            return False
        if pid == 0:
            _run_keeper(tenant, self._places, self._before, until, spared)
        self._children.watch(pid)
        while True:
            self._children.reap()
            if self._children.status(pid) is not None or time.monotonic() > until + _STEP_SECONDS:
                break
            self._wait(until + 2 * _STEP_SECONDS)
        status = self._children.status(pid)
        if status is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self._children.forget(pid)
        return status == 0


def _kill_children(spared: int | None) -> None:
    """Kill whatever is our child and of our own user, but the one that is spared."""
    for pid in children_of(os.getpid()):
        if pid != spared:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _run_keeper(
    tenant: Tenant, places: tuple[Path, ...], before: tuple[Snapshot, ...], until: float, spared: int | None
) -> None:
    """Be the keeper: kill, sweep, exit. Never returns."""
    status = 1
    try:
        restore_signals()
        identity = tenant.identity
        if identity.uid is not None and identity.keeper_uid is not None:
            become_keeper_of(identity.uid, identity.keeper_uid)
            _kill_all(until, spared)
        if not _nothing_written(tenant, places, before):
            sweep = Sweep(until=until)
            for place, names in zip(places, before, strict=True):
                sweep.clear(place, names)
        status = 0 if _nothing_written(tenant, places, before) else 1
    except (OSError, OutOfTime):
        pass
    finally:
        os._exit(status)


def _nothing_written(tenant: Tenant, places: tuple[Path, ...], before: tuple[Snapshot, ...]) -> bool:
    """Whether the places are as at the start, once the tenant's empty folder is removed."""
    return remove_empty_folder(tenant.identity.folder) and as_before(places, before)


def _kill_all(until: float, spared: int | None) -> None:
    """Kill until nobody is left to kill; a zombie that PID 1 has not reaped yet still counts as somebody.

    So does one that we may not kill: with somebody spared, nobody is left when only those are there who always are.
    """
    always = {1, os.getpid(), spared}
    while time.monotonic() < until:
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return
        if spared is not None and always.issuperset(processes()):
            return
        time.sleep(_PAUSE_SECONDS)
