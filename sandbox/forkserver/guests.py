"""A guest's birth and the reading of its death."""

import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import NoReturn

from sandbox.ending import Ending, GuestEnd
from sandbox.forkserver.birth import keep_only, run_and_exit, settle
from sandbox.forkserver.children import Children
from sandbox.forkserver.output import GuestOutput
from sandbox.forkserver.reborn import Rebirth
from sandbox.forkserver.rlimits import GuestLimits, limit_guest
from sandbox.forkserver.tenant import Identity, Tenant
from sandbox.forkserver.usage import Usage

GuestEntry = Callable[[socket.socket, Path], object]


class Cause(Enum):
    """What brought a guest's life to its end, as far as PID 1 had a part in it."""

    ITSELF = auto()  # none: it was dead when we looked
    ASKED = auto()  # the judge's side asked it to leave, by closing its connection
    KILLED = auto()  # the judge's side wanted it dead, or is gone
    CPU = auto()  # it was over its CPU seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A living guest, with the counters as they stood when it was born."""

    tenant: Tenant
    limits: GuestLimits
    output: GuestOutput
    cpu_seconds_before: float
    oom_kills_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nursery:
    """What every guest's birth needs."""

    entry: GuestEntry
    rebirth: Rebirth
    children: Children
    usage: Usage

    def bear(
        self, sock: socket.socket, identity: Identity, limits: GuestLimits, *, hash_seed: int | None = None
    ) -> Guest:
        """Fork a guest that inherits this one connection; raises OSError where no process can be had.

        With a `hash_seed` it begins anew in an interpreter with those hashes; else its hashes are the box's.
        """
        output = GuestOutput(keep_bytes=limits.output_bytes)
        cpu_seconds, oom_kills = self.usage.cpu_seconds(), self.usage.oom_kills()
        try:
            pid = os.fork()
        except OSError:
            output.close()
            os.close(output.writer)
            raise
        if pid == 0:
            _live(self._begin(hash_seed), sock, output.writer, identity, limits)
        os.close(output.writer)
        self.children.watch(pid)
        return Guest(
            tenant=Tenant(pid=pid, identity=identity),
            limits=limits,
            output=output,
            cpu_seconds_before=cpu_seconds,
            oom_kills_before=oom_kills,
        )

    def _begin(self, hash_seed: int | None) -> GuestEntry:
        if hash_seed is None:
            return self.entry
        return lambda connection, _folder: self.rebirth.begin(connection, hash_seed=hash_seed)

    def cpu_used_up(self, guest: Guest) -> bool:
        """Whether the guest with all its children is over its CPU seconds."""
        return self.usage.cpu_seconds() - guest.cpu_seconds_before > guest.limits.cpu_seconds

    def account(self, guest: Guest, *, cause: Cause, clean: bool) -> GuestEnd:
        """Say how a buried guest ended, all but its output."""
        guest.output.drain_rest()
        cpu_seconds = max(0.0, self.usage.cpu_seconds() - guest.cpu_seconds_before)
        oom_kills = max(0, self.usage.oom_kills() - guest.oom_kills_before)
        status = self.children.status(guest.tenant.pid)
        self.children.forget(guest.tenant.pid)
        ending, exit_status, signal_number = _ending(cause, status)
        if oom_kills:
            ending = Ending.OUT_OF_MEMORY
        elif _cpu_limit_killed(signal_number, cpu_seconds, guest.limits):
            ending = Ending.CPU_LIMIT
        return GuestEnd(
            ending=ending,
            status=exit_status,
            signal=signal_number if ending is Ending.SIGNALLED else 0,
            cpu_seconds=cpu_seconds,
            peak_bytes=self.usage.peak_bytes(),
            oom_kills=oom_kills,
            output_truncated=guest.output.truncated,
            clean=clean,
        )


def _ending(cause: Cause, status: int | None) -> tuple[Ending, int, int]:
    """Tell the ending, the exit status and the signal from what we did and the wait status.

    A guest that was asked to leave does so with status 0. Any other one that we meant to stop and that has another
    status than our SIGKILL's was quicker: it ended by itself.
    """
    if cause is Cause.CPU:
        return Ending.CPU_LIMIT, 0, 0
    if status is None or (cause is Cause.ASKED and status == 0):
        return Ending.STOPPED, 0, 0
    if os.WIFEXITED(status):
        return Ending.EXITED, os.WEXITSTATUS(status), 0
    number = os.WTERMSIG(status)
    if cause in (Cause.ASKED, Cause.KILLED) and number == signal.SIGKILL:
        return Ending.STOPPED, 0, 0
    return Ending.SIGNALLED, 0, number


def _cpu_limit_killed(signal_number: int, cpu_seconds: float, limits: GuestLimits) -> bool:
    """Whether the kernel's own CPU limit sent it; a guest can send itself a SIGXCPU, but not without the time."""
    return signal_number in (signal.SIGXCPU, signal.SIGKILL) and cpu_seconds >= 0.5 * limits.cpu_seconds


def _live(entry: GuestEntry, sock: socket.socket, output: int, identity: Identity, limits: GuestLimits) -> NoReturn:
    """Be the guest: from here on nothing of PID 1 is in reach."""

    def live() -> None:
        own = keep_only(sock.detach(), stdout=output, stderr=output)
        settle(identity, limit=lambda: limit_guest(limits, own_uid=identity.uid is not None), expendable=True)
        connection = socket.socket(fileno=own)
        held.append(connection)
        entry(connection, identity.folder)

    held: list[socket.socket] = []  # so that the judge's side sees it close no sooner than the process ends
    run_and_exit(live)
