"""Where a user keeps what can be made again, or is needed until a run is whole."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return $XDG_CACHE_HOME/prebrief, else ~/.cache/prebrief; it may not be there yet."""
    told = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(told) if told.startswith("/") else Path.home() / ".cache"
    return root / "prebrief"
