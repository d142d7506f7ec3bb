"""The box: PID 1 of the candidate's container. One guest at a time, each of them born, watched, ended and forgotten.

    accept A (report) --> "guest" with limits --> accept B (the guest's) --> fork; the guest has B and nothing else
        `- answers "accepted"
    until: "leave" or "end" on A | A closed | the guest ended by itself | its CPU seconds are used up
        `- kill, reap, sweep (killing.py); answers "ended" with all that is known

The judge's side connects A and B before it says anything on A, so the next connection after A's request is its B. PID 1
reads nothing from B: it must never hold bytes of a submission, which a later guest's memory would inherit. It waits
for nothing that a guest controls, and its stdin's end is its own. After "leave" the judge's side closes B, upon which
an honest guest exits.
"""

import os
import socket
import time
from pathlib import Path

from sandbox.control import Message, optional_field
from sandbox.errors import ForkserverFailed
from sandbox.forkserver.birth import prepare
from sandbox.forkserver.children import Children
from sandbox.forkserver.entry import load_entry
from sandbox.forkserver.guests import Cause, Guest, Nursery
from sandbox.forkserver.killing import Undertaker
from sandbox.forkserver.link import end_message
from sandbox.forkserver.options import Options
from sandbox.forkserver.pausing import PAUSES, Pauser
from sandbox.forkserver.reborn import MOST_HASH_SEED, Rebirth
from sandbox.forkserver.report import ReportConnection
from sandbox.forkserver.rlimits import GuestLimits, guest_limits
from sandbox.forkserver.tenant import Identities
from sandbox.forkserver.usage import ProcessUsage, usage_of
from sandbox.forkserver.waiting import ControlClosed, Waiter

REQUEST_SECONDS = 10.0
CPU_POLL_SECONDS = 0.2
_STDIN = 0
_BACKLOG = 8


class Box:
    """The loop of a box's PID 1."""

    def __init__(self, options: Options, waiter: Waiter) -> None:
        self._waiter = waiter
        self._children = Children()
        usage = usage_of(options.cgroup, reaped_cpu_seconds=lambda: self._children.cpu_seconds)
        self._memory_is_bounded = not isinstance(usage, ProcessUsage)
        self._nursery = Nursery(
            entry=load_entry(options.guest),
            rebirth=Rebirth(guest=options.guest, preload=options.preload),
            children=self._children,
            usage=usage,
        )
        self._identities = Identities(uids=options.uids, home=options.writable[0], most=options.guests)
        self._undertaker = Undertaker(children=self._children, places=options.writable, wait=waiter.pause)
        self._pauser = Pauser(
            children=self._children,
            wait=waiter.pause,
            cpu_seconds=usage.cpu_seconds if self._memory_is_bounded else None,  # the reaped tell of other times
        )
        self._spoiled = False
        prepare()
        self._listener = _listen(options.socket)

    def serve(self) -> None:
        """Take guests until stdin is at its end; raises ControlClosed then."""
        while True:
            self._wait(self._listener.fileno())
            connection = _accept(self._listener)
            if connection is not None:
                report = ReportConnection(connection)
                try:
                    self._serve_one(report)
                except ForkserverFailed as failed:
                    report.send({"event": "failed", "reason": str(failed)[:1000]})
                finally:
                    report.close()
            self._children.reap()

    def _serve_one(self, report: ReportConnection) -> None:
        request = self._request(report)
        if request is None:
            return
        sock = _accept(self._listener)
        if sock is None:
            raise ForkserverFailed("no second connection came for the guest")
        with sock:
            limits = guest_limits(request, memory_is_bounded=self._memory_is_bounded)
            guest = self._bear(sock, limits, _hash_seed(request))
        if guest is None:
            report.send({"event": "full"})
            return
        report.send({"event": "accepted"})
        self._spoiled = True  # until it is certain that nothing is left
        clean = False
        cause = Cause.KILLED
        try:
            cause = self._watch(guest, report)
        finally:
            clean = self._undertaker.end(guest.tenant, leaves=cause is Cause.ASKED)
        self._spoiled = not clean
        end = self._nursery.account(guest, cause=cause, clean=clean)
        report.send(end_message(end, output_bytes=guest.output.kept_bytes))
        with guest.output.kept() as output:
            report.send_bytes(output)
        guest.output.close()

    def _request(self, report: ReportConnection) -> Message | None:
        """Wait for the first message on A; None where it closes or says nothing."""
        until = time.monotonic() + REQUEST_SECONDS
        while time.monotonic() < until and not report.closed:
            self._wait(report.descriptor, until=until)
            message = report.read()
            if message is not None:
                if message.get("op") != "guest":
                    raise ForkserverFailed("the first message on a report connection must ask for a guest")
                return message
        return None

    def _bear(self, sock: socket.socket, limits: GuestLimits, hash_seed: int | None) -> Guest | None:
        identity = None if self._spoiled else self._identities.take()
        if identity is None:
            return None
        try:
            return self._nursery.bear(sock, identity, limits, hash_seed=hash_seed)
        except OSError as error:
            raise ForkserverFailed(f"cannot fork a guest: {error}") from error

    def _watch(self, guest: Guest, report: ReportConnection) -> Cause:
        """Follow a guest to its end, or to what is to end it."""
        next_poll = time.monotonic() + CPU_POLL_SECONDS
        while True:
            ready = self._wait(report.descriptor, *guest.output.descriptors, until=next_poll)
            guest.output.drain()
            self._children.reap()
            if self._children.status(guest.tenant.pid) is not None:
                return Cause.ASKED if _was_asked_to_leave(report) else Cause.ITSELF
            if report.descriptor in ready and (cause := self._asked(guest, report)) is not None:
                return cause
            if time.monotonic() >= next_poll:
                next_poll = time.monotonic() + CPU_POLL_SECONDS
                if self._nursery.cpu_used_up(guest):
                    return Cause.CPU

    def _asked(self, guest: Guest, report: ReportConnection) -> Cause | None:
        """Do what the judge's side asks, or return why the guest is to be ended."""
        try:
            message = report.read()
        except ForkserverFailed:
            return Cause.KILLED
        number = PAUSES.get(str(message.get("op"))) if message is not None else None
        if number is None:
            return _cause(message, report)
        report.send({"event": "paused", "done": self._pauser.send(guest.tenant, number)})
        return None

    def _wait(self, *descriptors: int, until: float | None = None) -> frozenset[int]:
        """Wait, and end when the host closes our stdin; what else it may say there means nothing to a box."""
        ready = self._waiter.wait(_STDIN, *descriptors, until=until)
        if _STDIN in ready and not os.read(_STDIN, 4096):
            raise ControlClosed
        return ready


def _hash_seed(request: Message) -> int | None:
    """Read which hashes a guest is to have, None for the box's own."""
    hash_seed = optional_field(request, "hash_seed", int)
    if hash_seed is not None and not 0 <= hash_seed <= MOST_HASH_SEED:
        raise ForkserverFailed(f"a guest's hash seed must be from 0 to {MOST_HASH_SEED}")
    return hash_seed


def _was_asked_to_leave(report: ReportConnection) -> bool:
    """Whether the judge's side asked for the end that has come."""
    try:
        message = report.read()
    except ForkserverFailed:
        return False
    return message is not None and message.get("op") == "leave"


def _cause(message: Message | None, report: ReportConnection) -> Cause | None:
    """Tell why a guest is to be ended, if it is; a judge's side that is gone or talks nonsense wants it dead."""
    if message is not None:
        return Cause.ASKED if message.get("op") == "leave" else Cause.KILLED
    return Cause.KILLED if report.closed else None


def _listen(path: Path | None) -> socket.socket:
    if path is None:
        raise ForkserverFailed("a box needs --socket")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(_BACKLOG)
    listener.settimeout(0)
    return listener


def _accept(listener: socket.socket) -> socket.socket | None:
    try:
        connection, _ = listener.accept()
    except OSError:
        return None
    connection.settimeout(None)
    return connection
