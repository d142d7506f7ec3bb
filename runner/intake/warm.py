"""Readers of archives that are started once and fork for each: for who reads many, as a server does.

A reader that does not answer in time is killed with all that it forked, and another takes its place.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from runner.intake.lean import lean_python
from runner.intake.limits import IntakeLimits
from runner.model.errors import OurFault

ReadAll = Callable[[int, IntakeLimits], bytes]
readers: Readers | None = None  # those of this process, while `warm_readers` lends them


class Readers:
    """Some warm readers; each reads one archive at a time, and whoever asks waits for a free one."""

    def __init__(self, count: int, read_all: ReadAll) -> None:
        self._read_all = read_all
        self._free: queue.SimpleQueue[_Reader | None] = queue.SimpleQueue()
        for _ in range(count):
            self._free.put(None)
        self._count = count

    def ask(self, archive: int, limits: IntakeLimits) -> tuple[bytes, int]:
        """Return what a reader said of an archive and how it ended; raises OurFault where it was not in time."""
        reader = self._free.get()
        try:
            reader = reader or _Reader()
            said, status = reader.ask(archive, limits, self._read_all)
        except BaseException:
            if reader is not None:
                reader.end()
            self._free.put(None)
            raise
        self._free.put(reader)
        return said, status

    def close(self) -> None:
        """End all, once each is free."""
        for _ in range(self._count):
            reader = self._free.get()
            if reader is not None:
                reader.end()


class _Reader:
    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number = theirs.fileno()
            code = f"from runner.intake.forking import serve; serve({number})"
            try:
                self._process = subprocess.Popen(
                    lean_python(code),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={},
                    pass_fds=(number,),
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise OurFault(f"the archive reader can't be started: {error}") from error
        self._socket = ours

    def ask(self, archive: int, limits: IntakeLimits, read_all: ReadAll) -> tuple[bytes, int]:
        self._socket.settimeout(limits.wall_seconds)
        ours, theirs = os.pipe()
        try:
            try:
                socket.send_fds(self._socket, [json.dumps(asdict(limits)).encode()], [archive, theirs])
            finally:
                os.close(theirs)
            said = read_all(ours, limits)
            ended = self._socket.recv(4096)
            status = json.loads(ended)[0]
        except (TimeoutError, OSError, ValueError, IndexError) as error:
            raise OurFault(f"the archive reader did not answer ({type(error).__name__}); try again") from error
        finally:
            os.close(ours)
        return said, int(status)

    def end(self) -> None:
        self._socket.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def lent(count: int, read_all: ReadAll) -> Iterator[None]:
    """Let all archives that this process reads be read by warm readers, until the block is left."""
    global readers  # noqa: PLW0603  (one set of them for a process: reading is asked for in many places)
    mine = readers = Readers(count, read_all)
    try:
        yield
    finally:
        readers = None
        mine.close()
