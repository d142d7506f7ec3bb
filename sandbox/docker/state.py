"""Where this user's runs keep their locks: a folder of the user's own, outside any project."""

import os
from pathlib import Path

from sandbox.errors import SandboxError


def state_folder() -> Path:
    """Return the folder ($XDG_STATE_HOME/prebrief, else ~/.local/state/prebrief), making it where it is missing."""
    told = os.environ.get("XDG_STATE_HOME", "")
    root = Path(told) if told.startswith("/") else Path.home() / ".local" / "state"
    folder = root / "prebrief"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SandboxError(f"cannot make the folder for locks, {folder}: {error}; set XDG_STATE_HOME") from error
    return folder


def opened_lock(path: Path) -> int:
    """Open a lock's file, making it where it is missing; raises SandboxError where that can't be."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        what = f"the lock {path} can't be opened: {error.strerror}"
        raise SandboxError(f"{what}; make room, or set XDG_STATE_HOME") from error
