"""Removing everything that a guest wrote, however hostile the tree.

Its processes are dead, so nothing moves. Trees may be deep, wide, unreadable, and named in bytes that are no text.
Deep trees are flattened: each folder found inside a folder is renamed to the top, so depth costs neither
recursion nor descriptors. Nothing is followed: a link is unlinked, and only what `lstat` calls a folder is entered.
"""

import contextlib
import os
import stat
import time
from pathlib import Path

Snapshot = frozenset[str]


class OutOfTime(Exception):
    """Sweeping took too long: the box is not clean."""


class Sweep:
    """One sweep of the writable folders, bounded in time."""

    def __init__(self, *, until: float) -> None:
        self._until = until
        self._moved = 0
        self._prefix = f"swept-{os.urandom(8).hex()}-"

    def clear(self, place: Path, keep: Snapshot) -> None:
        """Remove everything from a folder but the names in `keep`; what may not be removed stays. Raises OutOfTime."""
        with contextlib.suppress(OSError):
            top = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                self._clear_top(top, keep)
            finally:
                os.close(top)

    def _clear_top(self, top: int, keep: Snapshot) -> None:
        folders = self._clear_files(top, keep)
        while folders:
            folders += self._clear_folder(top, folders.pop())

    def _clear_folder(self, top: int, name: str) -> list[str]:
        """Remove one folder at the top; returns the new names of the folders that were in it."""
        with contextlib.suppress(OSError):
            os.chmod(name, 0o700, dir_fd=top)  # not followed: lstat said it is a folder, and nothing moves
            folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
            try:
                moved = self._move_up(top, folder, self._clear_files(folder, frozenset()))
            finally:
                os.close(folder)
            os.rmdir(name, dir_fd=top)
            return moved
        return []

    def _move_up(self, top: int, folder: int, names: list[str]) -> list[str]:
        moved = []
        for name in names:
            self._check_time()
            self._moved += 1
            target = f"{self._prefix}{self._moved}"
            os.chmod(name, 0o700, dir_fd=folder)  # a folder can only be moved by who may write to it
            os.rename(name, target, src_dir_fd=folder, dst_dir_fd=top)
            moved.append(target)
        return moved

    def _clear_files(self, folder: int, keep: Snapshot) -> list[str]:
        """Unlink all that is no folder; returns the names of the folders."""
        folders = []
        with os.scandir(folder) as entries:
            for entry in entries:
                self._check_time()
                if entry.name in keep:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                else:
                    with contextlib.suppress(OSError):
                        os.unlink(entry.name, dir_fd=folder)
        return folders

    def _check_time(self) -> None:
        if time.monotonic() > self._until:
            raise OutOfTime


def snapshot(places: tuple[Path, ...]) -> tuple[Snapshot, ...]:
    """List what lies in each place before the first guest."""
    return tuple(frozenset(entry.name for entry in place.iterdir()) for place in places)


def as_before(places: tuple[Path, ...], before: tuple[Snapshot, ...]) -> bool:
    """Whether each place holds what it held and nothing else; stops at the first thing that is new."""
    for place, names in zip(places, before, strict=True):
        try:
            seen = 0
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name not in names:
                        return False
                    seen += 1
            if seen != len(names):
                return False
        except OSError:
            return False
    return True


def remove_empty_folder(folder: Path) -> bool:
    """Remove a guest's folder where it left nothing in it, the usual case, which spares a sweep."""
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            return False
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
