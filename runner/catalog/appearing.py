"""A folder that appears under its name once it is complete, or not at all.

    with appearing(rounds/spring) as part:      rounds/.spring.part, empty, locked
        ... fill part ...                        then moved to rounds/spring in one step

The part has a name that the next run finds: what a killed one left of it is removed, and what a living one writes is
left alone, since that holds a lock on it.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.model import BadInput


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """Lend an empty folder that takes the place of `folder`, which may be there if it is empty.

    Raises OSError where that can't be, and BadInput while another run does the same.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f".{folder.name}.part")
    descriptor = _locked(part, folder)
    try:
        _clear(part)
        yield part
        part.chmod(0o755)
        os.rename(part, folder)  # noqa: PTH104  (takes the place of an empty folder, fails on any other)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    finally:
        os.close(descriptor)


def _locked(part: Path, folder: Path) -> int:
    """Make the part, unless it is there, and lock it; one that was moved away meanwhile is made again."""
    while True:
        part.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            _lock(descriptor, folder)
            if os.path.samestat(os.fstat(descriptor), part.lstat()):
                return descriptor
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(
            f"{folder} is being written by another run. Wait until it ends, or choose another folder."
        ) from None
    except OSError:  # a file system without locks: whoever is first to move its part counts
        pass


def _clear(part: Path) -> None:
    for entry in part.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
