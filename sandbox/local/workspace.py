"""The temporary folder of a local engine: private, locked while its run lives, removed by the next run otherwise."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import TextIO

PREFIX = "prebrief-local-"
_LOCK = "lock"


class Workspace:
    """A folder of mode 0700 under the system's temporary folder, with an exclusive lock on a file in it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = _locked(self.folder)
        self._made = 0

    def make(self, name: str) -> Path:
        """Make a folder of a new name."""
        self._made += 1
        folder = self.folder / f"{name}{self._made}"
        folder.mkdir(mode=0o700)
        return folder

    def close(self) -> None:
        """Remove everything; again is harmless."""
        _remove(self.folder)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def reap() -> tuple[str, ...]:
    """Remove the folders of runs that are dead: ours, by prefix and owner, and locked by nobody."""
    removed = []
    for folder in sorted(Path(tempfile.gettempdir()).glob(PREFIX + "*")):
        if _is_ours(folder) and (lock := _locked(folder)) is not None:
            _remove(folder)
            lock.close()
            removed.append(folder.name)
    return tuple(removed)


def _is_ours(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return not folder.is_symlink() and folder.is_dir() and folder.stat().st_uid == os.getuid()
    return False


def _locked(folder: Path) -> TextIO | None:
    """Take the lock of a folder; None where another run has it."""
    lock: TextIO | None = None
    try:
        lock = (folder / _LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if lock is not None:
            lock.close()
        return None
    return lock


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
