"""Inside the judge's worker: ready before the job is known, and from then on the job's alone.

    PID 1 --fork--> stage: entry(common, call) ... call() <-- order (descriptors, an identity)
                                                     | fork
                      this job's worker <------------'-----------> the next stage, still inside call()

What jobs have in common is read on the stage, once: with one problem's tests collected, each submission is a fork of
that moment. A stage is ours alone and has PID 1's privileges. The process that took an order gives them up before it
reads the job, and its child, which waits for the next order, has no byte of it.
"""

import gc
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sandbox.control import FrameBuffer, Message, field, frame, optional_field
from sandbox.forkserver.birth import keep_only, run_and_exit, set_environment, settle, text_streams
from sandbox.forkserver.children import die_with_parent
from sandbox.forkserver.link import JudgeLink
from sandbox.forkserver.rlimits import limit_worker
from sandbox.forkserver.sharing import holds_what_forks_share
from sandbox.forkserver.tenant import Identity
from sandbox.forkserver.waiting import restore_signals

ORDER_DESCRIPTORS = 3  # the link, stderr, and a file with the job's payload
_KNOWN = frozenset({0, 1, 2})
_RECEIVE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One job: what it is, and the worker's way to PID 1."""

    payload: bytes
    link: JudgeLink


# What a judge runs: called with what jobs have in common, and with what waits for a job and returns in its worker.
WorkerEntry = Callable[[bytes, Callable[[], Call]], object]


def be_stage(entry: WorkerEntry, common: bytes, sock: socket.socket, stderr: int, folder: Path) -> NoReturn:
    """Be a stage, in a fork of PID 1; `sock` is the connection on which it takes orders."""

    def stage() -> None:
        own = keep_only(sock.detach(), stdout=None, stderr=stderr)
        restore_signals()
        die_with_parent()
        os.umask(0o022)  # workers have user ids of their own, and read what is prepared here
        os.chdir(folder)
        set_environment({"HOME": str(folder), "TMPDIR": str(folder)})
        text_streams()
        entry(common, lambda: _call(own))

    run_and_exit(stage)


def _call(orders: int) -> Call:
    """Wait for a job; return in a process that is the job's, while a copy of this one waits for the next."""
    gc.collect()
    gc.freeze()
    while True:
        message, descriptors = _order(orders)
        forked_ns = _file_time_ns()
        following = _fork(orders, descriptors)
        if following != 0:
            break
        for descriptor in descriptors:
            os.close(descriptor)
    with socket.socket(fileno=orders) as sock:
        sock.sendall(frame({"event": "taken", "following": following, "forked_ns": forked_ns}))
    return _be_worker(_identity(message), *descriptors)


def _file_time_ns() -> int:
    """Return the time now as file systems note it, which is a little behind the clock."""
    return time.clock_gettime_ns(getattr(time, "CLOCK_REALTIME_COARSE", time.CLOCK_REALTIME))


def _order(orders: int) -> tuple[Message, list[int]]:
    """Receive one order; where PID 1 is gone, so are we."""
    buffer, descriptors = FrameBuffer(), list[int]()
    sock = socket.socket(fileno=orders)
    try:
        while (message := buffer.take()) is None:
            data, handed, _, _ = socket.recv_fds(sock, _RECEIVE_BYTES, ORDER_DESCRIPTORS)
            descriptors += handed
            if not data:
                os._exit(0)
            buffer.feed(data)
    finally:
        sock.detach()
    return message, descriptors


def _fork(orders: int, descriptors: list[int]) -> int | None:
    """Return the pid of the stage after this one, 0 in that stage itself, None where there can be none.

    What a fork would share with this process, or not have at all, is as one job left it: it serves this one job.
    """
    if sys.platform == "darwin" or holds_what_forks_share(known=_KNOWN | {orders, *descriptors}):
        return None
    try:
        return os.fork()
    except OSError:
        return None


def _be_worker(identity: Identity, link: int, stderr: int, payload: int) -> Call:
    """Give up what a stage may do, then read the job. What the tests hold open stays open."""
    os.dup2(stderr, 2)
    os.close(stderr)
    settle(identity, limit=limit_worker, expendable=False)
    tempfile.tempdir = None  # where it was looked up before, it is the stage's
    with open(payload, "rb") as file:
        return Call(payload=file.read(), link=JudgeLink(socket.socket(fileno=link)))


def order_message(identity: Identity) -> Message:
    """Write an identity as the order that `_identity` reads."""
    return {"uid": identity.uid, "keeper_uid": identity.keeper_uid, "folder": str(identity.folder)}


def _identity(message: Message) -> Identity:
    return Identity(
        uid=optional_field(message, "uid", int),
        keeper_uid=optional_field(message, "keeper_uid", int),
        folder=Path(field(message, "folder", str)),
    )
