"""Whether a guest left something in a file system, told by how many inodes are free: no name of a guest's is read.

On a tmpfs of our own every file, folder, link, FIFO and socket takes an inode, and so does a file without a name for as
long as anything holds it. Where it is empty at the start, as many free inodes as then mean that it is empty again.
Nothing is believed about a file system: it is a mount of its own, it is empty, and each kind of thing was counted when
it was tried.
"""

import os
from collections.abc import Callable
from pathlib import Path

_TRIAL = "trial"


class Counters:
    """The free inodes of the writable places as they were at the start."""

    def __init__(self, places: tuple[Path, ...]) -> None:
        """Try whether every place counts; to be called before the first guest."""
        self._places = places
        self._counts = all(_is_own_and_empty(place) and _counts_everything(place) for place in places)
        self._before = self._free() if self._counts else ()

    def look_again(self) -> None:
        """Take the places as they are now for the start."""
        self._before = self._free() if self._counts else ()

    def as_before(self) -> bool:
        """Whether it is certain that the places are as at the start; False also where nothing counts."""
        return self._counts and self._free() == self._before

    def _free(self) -> tuple[int, ...]:
        return tuple(os.statvfs(place).f_ffree for place in self._places)


def _is_own_and_empty(place: Path) -> bool:
    """Whether this is a mount of its own with nothing in it: nobody else makes and removes files there."""
    try:
        return place.stat().st_dev != place.parent.stat().st_dev and not any(place.iterdir())
    except OSError:
        return False


def _counts_everything(place: Path) -> bool:
    """Make one of each kind; whether each took one inode, and gave it back."""
    trial = place / _TRIAL
    made: list[Path] = []
    makers: tuple[Callable[[Path], object], ...] = (
        lambda path: path.touch(),
        lambda path: path.hardlink_to(made[0]),
        lambda path: path.symlink_to(trial),
        lambda path: path.mkdir(),
    )
    try:
        free = before = os.statvfs(place).f_ffree
        counted = True
        try:
            for number, make in enumerate(makers):
                path = place / f"{_TRIAL}-{number}"
                make(path)
                made.append(path)
                free -= 1
                counted = counted and os.statvfs(place).f_ffree == free
        finally:
            for path in made:
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        return counted and os.statvfs(place).f_ffree == before
    except OSError:
        return False
