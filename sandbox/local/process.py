"""One forkserver as a subprocess: started in a session of its own, ended when its stdin closes, killed otherwise."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from sandbox.cache import cache_folder
from sandbox.errors import EngineFailed
from sandbox.forkserver.client import ForkserverClient
from sandbox.forkserver.stream import PipeStream

READY_SECONDS = 60.0
_LEAVE_SECONDS = 4.0
_SOURCE = Path(__file__).resolve().parents[2]
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class ForkserverProcess:
    """The program, running; `client` speaks to it."""

    def __init__(self, arguments: tuple[str, ...], *, folder: Path) -> None:
        command = [sys.executable, "-P", "-s", "-B", "-m", "sandbox.forkserver", *arguments]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            raise EngineFailed(f"cannot start {command[0]}: {error}") from error
        reader, writer = self._process.stdout, self._process.stdin
        if reader is None or writer is None:
            raise EngineFailed("a subprocess came without its pipes")
        self.client = ForkserverClient(PipeStream(reader=reader, writer=writer))

    def wait_ready(self) -> None:
        """Wait for its first word; raises ForkserverFailed."""
        self.client.wait_ready(READY_SECONDS)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Close its stdin, upon which it ends its guests and itself; kill its process group where it does not."""
        self.client.close()
        try:
            self._process.wait(_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the user's environment but where programs are found."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "PYTHONPATH": str(_SOURCE),
        "PYTHONHASHSEED": "0",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tables_folder()),
        **_ONE_THREAD,
        "MALLOC_ARENA_MAX": "1",  # what a thread's arena reserves would be room beyond a guest's bound
    }


def tables_folder() -> Path:
    """Return where Hypothesis keeps its Unicode tables, as the images have them: without, each judge takes seconds.

    In the user's cache. The first judge makes it; where it can't be, none has them.
    """
    return cache_folder() / "hypothesis"
