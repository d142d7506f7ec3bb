"""The judge's workers as PID 1 has them: one process per job, each of them a stage until it took its job's order."""

import contextlib
import os
import shutil
import signal
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sandbox.control import FrameBuffer, frame, optional_field
from sandbox.errors import ForkserverFailed
from sandbox.forkserver.children import Children
from sandbox.forkserver.output import WorkerErrors
from sandbox.forkserver.stage import WorkerEntry, be_stage, order_message
from sandbox.forkserver.tenant import Identity, Tenant

STDERR_BYTES = 16 * 1024
STAGE = "stage"
_READ_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A living worker: its process, our end of the link, the end of its stderr."""

    tenant: Tenant
    sock: socket.socket
    stderr: WorkerErrors
    cpu_seconds_before: float


class Stage:
    """The process that will be the next job's worker, and those that follow it; `common` is what it made ready for."""

    def __init__(self, entry: WorkerEntry, common: bytes, *, folder: Path, children: Children) -> None:
        """Fork a stage whose working folder is `folder`, emptied; raises OSError where no process can be had."""
        self.common = common
        self.stderr = WorkerErrors(keep_bytes=STDERR_BYTES)
        self._children = children
        self._buffer = FrameBuffer()
        self._sock, theirs = socket.socketpair()
        _emptied(folder)
        try:
            self.pid: int | None = os.fork()
            if self.pid == 0:
                be_stage(entry, common, theirs, self.stderr.writer, folder)
        except OSError:
            self.close()
            raise
        finally:
            theirs.close()
            os.close(self.stderr.writer)
        children.watch(self.pid)
        self._sock.settimeout(0)
        self._ordered: int | None = None
        self._folder = folder
        self._forked_ns: int | None = None

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What to wait on while an order is not taken."""
        return (*self.stderr.descriptors, *((self._sock.fileno(),) if self._ordered is not None else ()))

    @property
    def usable(self) -> bool:
        """Whether a stage lives that can take an order.

        Its end of the connection tells as well: it was its worker's child first, who may have buried it.
        """
        return self.pid is not None and self._children.status(self.pid) is None and not self._hung_up()

    def is_as_forked(self) -> bool:
        """Whether nothing in its folder was written since its last worker began: one of our own user can do that."""
        forked_ns = self._forked_ns
        return forked_ns is None or all(
            path.lstat().st_ctime_ns < forked_ns for path in (self._folder, *self._folder.rglob("*"))
        )

    def _hung_up(self) -> bool:
        try:
            return not self._sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def order(self, payload: bytes, identity: Identity) -> Worker:
        """Give the stage its job; raises OSError where it can't be given."""
        pid = self.pid
        if pid is None:
            raise ForkserverFailed("there is no stage to take a job")
        ours, theirs = socket.socketpair()
        stderr = WorkerErrors(keep_bytes=STDERR_BYTES)
        cpu_seconds_before = self._children.cpu_seconds
        try:
            with tempfile.TemporaryFile(dir=identity.folder.parent, buffering=0) as file:
                file.write(payload)
                file.seek(0)
                descriptors = [theirs.fileno(), stderr.writer, file.fileno()]
                with contextlib.suppress(BrokenPipeError):  # it did not get ready: its status and stderr tell
                    socket.send_fds(self._sock, [frame(order_message(identity))], descriptors)
        except OSError:
            ours.close()
            stderr.close()
            raise
        finally:
            theirs.close()
            os.close(stderr.writer)
        self._ordered = pid
        ours.settimeout(0)
        tenant = Tenant(pid=pid, identity=identity)
        return Worker(tenant=tenant, sock=ours, stderr=stderr, cpu_seconds_before=cpu_seconds_before)

    def hear(self) -> None:
        """Note which process follows the one that took the order, where it has said so."""
        if self._ordered is None:
            return
        try:
            self._buffer.feed(self._sock.recv(_READ_BYTES))
        except OSError:
            return
        message = self._buffer.take()
        if message is not None:
            self._ordered = None
            self.pid = optional_field(message, "following", int)
            self._forked_ns = optional_field(message, "forked_ns", int)
            if self.pid is not None:
                self._children.watch(self.pid)

    def end_unheard(self) -> None:
        """Kill the process that had an order and did not take it: it has our privileges yet, so no keeper can."""
        self.hear()
        if self._ordered is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self._ordered, signal.SIGKILL)
            self.pid = self._ordered = None

    def close(self) -> None:
        """End the stage; again is harmless. It goes by itself when its connection closes, unless it is busy."""
        self._sock.close()
        self.stderr.close()
        pid, self.pid = self.pid, None
        if pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _emptied(folder: Path) -> None:
    """Empty the stage's folder: what an earlier problem's tests had written there is nobody's any more."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
