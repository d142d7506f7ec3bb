"""A disk of a few pages, in memory, and everything it takes to fill it up to the last page or the last file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE_BYTES = 4096
_FILLER = "filler"


class SmallDisk:
    """A mounted tmpfs; what is to be tried on it lies in `place`."""

    def __init__(self, mount: Path) -> None:
        self._mount = mount
        self.place = mount / "results"

    def leave(self, *, pages: int | None = None, files: int | None = None) -> None:
        """Fill it so that only so many pages, or files, are left; again with another number is allowed."""
        self.make_room()
        fillers = self._mount / _FILLER
        fillers.mkdir()
        free = os.statvfs(self._mount)
        if files is not None:
            for number in range(free.f_ffree - files):
                (fillers / str(number)).touch()
        if pages is not None:
            with (fillers / "pages").open("wb") as out:
                out.write(bytes((free.f_bfree - pages) * PAGE_BYTES))

    def make_room(self) -> None:
        """Take away what fills it."""
        subprocess.run(["rm", "-rf", self._mount / _FILLER], check=True)

    def empty(self) -> None:
        """Take everything away."""
        self.make_room()
        subprocess.run(["rm", "-rf", self.place], check=True)


@contextmanager
def small_disk(mount: Path, *, size_bytes: int = 512 * 1024, files: int = 100) -> Iterator[SmallDisk]:
    """Lend a disk of its own that is gone afterwards; raises CalledProcessError where nothing may be mounted."""
    mount.mkdir()
    options = f"size={size_bytes},nr_inodes={files},mode=0700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", mount], check=True, capture_output=True)
    try:
        yield SmallDisk(mount)
    finally:
        subprocess.run(["umount", "--lazy", mount], check=True)


def why_no_small_disk(folder: Path) -> str | None:
    """Say why no disk can be mounted here, or None where it can."""
    try:
        with small_disk(folder / "tried"):
            return None
    except (OSError, subprocess.CalledProcessError) as error:
        return f"mounting a tmpfs takes root: {error}"
