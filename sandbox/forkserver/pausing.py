"""Stopping a guest with all that it started, and letting it go on: for as long as somebody else is timed.

SIGSTOP can be neither caught nor blocked, and reaches every process of a user in one call; whoever is stopped can't
send the SIGCONT. Root without CAP_KILL may not signal another user's processes, so a child with the guest's effective
user id does it, which no guest can signal (tenant.py).
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable

from sandbox.forkserver.children import Children
from sandbox.forkserver.tenant import Tenant, become_keeper_of
from sandbox.forkserver.waiting import restore_signals

PAUSES = {"stop": signal.SIGSTOP, "go on": signal.SIGCONT}
_MOST_SECONDS = 1.0


class Pauser:
    """Sends stops and continuations; `wait` waits until a child dies or the time given (monotonic) is there."""

    def __init__(self, *, children: Children, wait: Callable[[float], object]) -> None:
        self._children = children
        self._wait = wait

    def send(self, tenant: Tenant, number: signal.Signals) -> bool:
        """Send a signal to everything of a tenant; returns whether it is certain that it was sent."""
        if tenant.identity.uid is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(tenant.pid, number)
                return True
            return False
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


def _send_and_exit(tenant: Tenant, number: signal.Signals) -> None:
    """Be the child that sends it. Never returns."""
    status = 1
    try:
        restore_signals()
        identity = tenant.identity
        if identity.uid is not None and identity.keeper_uid is not None:
            become_keeper_of(identity.uid, identity.keeper_uid)
            os.kill(-1, number)
            status = 0
    except OSError:
        pass
    finally:
        os._exit(status)
