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
