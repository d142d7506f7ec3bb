"""A guest that begins anew, in an interpreter of its own: with hashes of texts that no guest before it had.

Every other guest is a fork, and a fork's hashes are its parent's. One that is to answer as on another day is a fork
that runs Python afresh, once it has its limits, its user id and its folder: it imports what the box has imported, and
then serves its connection as all do.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import NoReturn

from sandbox.forkserver.birth import STDIO, run_and_exit, set_environment, text_streams
from sandbox.forkserver.entry import load_entry, preload
from sandbox.wall.codec import warm

MOST_HASH_SEED = 2**32 - 1
_BEGIN = "import sys; sys.path[:] = sys.argv[3:]; from sandbox.forkserver.reborn import main; main(sys.argv[1:3])"
_ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}  # as the box has it: what another one reserves would be room beyond the bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebirth:
    """What a new interpreter is told: the guest's entry, as "package.module:function", and what to import before."""

    guest: str
    preload: tuple[str, ...]

    def begin(self, connection: socket, *, hash_seed: int) -> NoReturn:
        """Become an interpreter with such hashes (0 to MOST_HASH_SEED) and the connection; raises OSError."""
        connection.set_inheritable(True)
        options = ["-P", "-s", "-B", "-X", f"utf8={sys.flags.utf8_mode}"]
        command = [sys.executable, *options, "-c", _BEGIN, self.guest, ",".join(self.preload), *sys.path]
        os.execve(sys.executable, command, {**os.environ, **_ONE_ARENA, "PYTHONHASHSEED": str(hash_seed)})  # noqa: S606 -- no shell, and nothing of the submission is here yet


def main(arguments: Sequence[str]) -> NoReturn:
    """Serve the inherited connection until it closes; the guest's folder is the current one."""
    guest, names = arguments
    folder = Path.cwd()

    def live() -> None:
        set_environment({"HOME": str(folder), "TMPDIR": str(folder)})
        text_streams()
        preload(tuple(name for name in names.split(",") if name))
        warm()
        load_entry(guest)(socket(fileno=STDIO), folder)

    run_and_exit(live)
