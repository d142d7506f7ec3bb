"""The judge's worker: one process per job, of our own code, with a user id and a folder of its own."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from sandbox.forkserver.birth import keep_only, run_and_exit, settle, text_streams
from sandbox.forkserver.children import Children
from sandbox.forkserver.link import JudgeLink
from sandbox.forkserver.output import WorkerErrors
from sandbox.forkserver.rlimits import limit_worker
from sandbox.forkserver.tenant import Identity, Tenant

STDERR_BYTES = 16 * 1024

WorkerEntry = Callable[[bytes, JudgeLink], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A living worker: its process, our end of the link, the end of its stderr."""

    tenant: Tenant
    sock: socket.socket
    stderr: WorkerErrors
    cpu_seconds_before: float


def start_worker(entry: WorkerEntry, payload: bytes, identity: Identity, children: Children) -> Worker:
    """Fork a worker for one job; raises OSError where no process can be had."""
    ours, theirs = socket.socketpair()
    stderr = WorkerErrors(keep_bytes=STDERR_BYTES)
    try:
        pid = os.fork()
    except OSError:
        ours.close()
        stderr.close()
        raise
    else:
        if pid == 0:
            _work(entry, payload, theirs, stderr.writer, identity)
    finally:
        theirs.close()
        os.close(stderr.writer)
    children.watch(pid)
    ours.settimeout(0)
    return Worker(
        tenant=Tenant(pid=pid, identity=identity), sock=ours, stderr=stderr, cpu_seconds_before=children.cpu_seconds
    )


def _work(entry: WorkerEntry, payload: bytes, sock: socket.socket, stderr: int, identity: Identity) -> NoReturn:
    """Be the worker. What it prints goes nowhere: stdout was the control stream."""

    def work() -> None:
        own = keep_only(sock.detach(), stdout=None, stderr=stderr)
        settle(identity, limit=limit_worker, expendable=False)
        text_streams()
        entry(payload, JudgeLink(socket.socket(fileno=own)))

    run_and_exit(work)
