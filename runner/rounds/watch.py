"""See when files are saved, by looking: no dependency, any file system, any editor."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

LOOK_EVERY_SECONDS = 0.4
Snapshot = dict[str, tuple[int, int, int]]


def snapshot(paths: Iterable[Path]) -> Snapshot:
    """Return what tells a file's versions apart, by path; folders are looked through, what is not there is left out."""
    seen: Snapshot = {}
    for path in paths:
        for file in _files(path):
            try:
                status = file.stat()
            except OSError:
                continue
            seen[str(file)] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return seen


def saves(
    paths: Iterable[Path],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Snapshot]:
    """Yield once at the start and then after each save; a save that goes on is waited for."""
    paths = tuple(paths)
    before = snapshot(paths)
    yield before
    while True:
        sleep(LOOK_EVERY_SECONDS)
        now = snapshot(paths)
        if now == before:
            continue
        while True:
            sleep(LOOK_EVERY_SECONDS / 4)
            settled = snapshot(paths)
            if settled == now:
                break
            now = settled
        before = now
        yield now


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        for name in names:
            if not name.endswith(".pyc"):
                yield Path(folder) / name
