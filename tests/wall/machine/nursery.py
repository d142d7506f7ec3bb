"""Guests in processes of their own and in no box: forked from one process that has imported what they need.

    nursery  <-- folder + socket, "end PID" --  test
             --  PID,             status    -->

What a guest does and how it ends is real; isolation is not, and nothing here needs it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sandbox.ending import Ending, GuestEnd
from sandbox.wall.guest.serve import serve

ROOT = Path(__file__).parents[3]
LIFE_SECONDS = 90  # a judge that would wait for ever sees its guest end, and not as it should
_MESSAGE_BYTES = 4_096


@dataclass(slots=True)
class Guest:
    """One guest, as the wall holds it: the way to it, and its end."""

    sock: socket.socket
    nursery: Nursery
    pid: int
    folder: str
    ended: GuestEnd | None = None

    def stop(self) -> None:
        """Stop it."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def end(self, within_seconds: float = 0.0) -> GuestEnd:
        """End it and say how it ended; again says the same."""
        if self.ended is None:
            self.sock.close()
            status = int(self.nursery.ask(f"end {self.pid}"))
            self.ended = _end_of(status)
            shutil.rmtree(self.folder, ignore_errors=True)
        return self.ended


class Nursery:
    """The test's side: a context manager."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.guests: list[Guest] = []
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.wall.machine.nursery", str(theirs.fileno())],
                cwd=ROOT, env=environment, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_error: object) -> None:
        for guest in self.guests:
            guest.end()
        self._control.close()
        self._process.wait()

    def ask(self, message: str) -> str:
        """Ask the process for something and return what it says."""
        self._control.sendall(message.encode())
        return self._control.recv(_MESSAGE_BYTES).decode()

    def open(self) -> Guest:
        """Begin a guest."""
        ours, theirs = socket.socketpair()
        folder = tempfile.mkdtemp(prefix="prebrief-guest-")
        with theirs:
            socket.send_fds(self._control, [f"begin {folder}".encode()], [theirs.fileno()])
        pid = int(self._control.recv(_MESSAGE_BYTES))
        guest = Guest(ours, self, pid, folder)
        self.guests = [each for each in self.guests if each.ended is None] + [guest]
        return guest


def _end_of(status: int) -> GuestEnd:
    """Say how a guest ended; the nursery's own kill is the end that the judge asked for."""
    if os.WIFEXITED(status):
        return GuestEnd(ending=Ending.EXITED, status=os.WEXITSTATUS(status))
    if os.WTERMSIG(status) == signal.SIGKILL:
        return GuestEnd(ending=Ending.STOPPED)
    return GuestEnd(ending=Ending.SIGNALLED, signal=os.WTERMSIG(status))


def _nurse(control: socket.socket) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _MESSAGE_BYTES, 1)
        order, _, rest = message.decode().partition(" ")
        match order:
            case "begin":
                pid = _forked(control, descriptors[0], Path(rest))
                os.close(descriptors[0])
                control.sendall(str(pid).encode())
            case "end":
                control.sendall(str(_ended(int(rest))).encode())
            case _:
                return


def _forked(control: socket.socket, descriptor: int, folder: Path) -> int:
    pid = os.fork()
    if pid == 0:
        control.close()
        signal.alarm(LIFE_SECONDS)
        serve(socket.socket(fileno=descriptor), folder)
    return pid


def _ended(pid: int) -> int:
    os.kill(pid, signal.SIGKILL)  # one that is already gone keeps the end that it had
    return os.waitpid(pid, 0)[1]


if __name__ == "__main__":
    importlib.import_module("numpy")  # every guest needs it; a box has it imported as well
    _nurse(socket.socket(fileno=int(sys.argv[1])))
