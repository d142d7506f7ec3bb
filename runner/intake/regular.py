"""Open what is named only if it is a regular file of bounded size, or a folder: no links, FIFOs or devices.

What is not such a file was handed in so, and is rejected. That it can't be read at all (a right that is missing, a disk
or a network that fails, no descriptor or memory left) is never the candidate's fault.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from runner.intake.names import shown
from runner.model.errors import OurFault, SubmissionRejected

_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_FOLDER_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
_THEIRS = frozenset({errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.ENODEV})  # no file where one was looked for
_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}


def kind_of(name: str, within: int | None = None) -> int:
    """Return S_IFREG or S_IFDIR for a name in the folder `within`; raises SubmissionRejected, OurFault."""
    try:
        mode = os.stat(name, dir_fd=within, follow_symlinks=False).st_mode
    except OSError as error:
        raise _unreadable(name, error) from error
    return _checked_kind(name, mode)


def read_file(name: str, *, at_most: int, within: int | None = None) -> bytes:
    """Return the bytes of a regular file; one that is too large is refused before it is read. Raises OurFault too."""
    try:
        descriptor = os.open(name, _FILE_FLAGS, dir_fd=within)
    except OSError as error:
        raise _unreadable(name, error) from error
    try:
        before = os.fstat(descriptor)
        if _checked_kind(name, before.st_mode) != stat.S_IFREG:
            raise SubmissionRejected(f"{shown(name)} is a folder where a file should be")
        if before.st_size > at_most:
            raise SubmissionRejected(
                f"{shown(name)} has {before.st_size:,} bytes; at most {at_most:,} are read, so hand in source only"
            )
        data = _read(descriptor, at_most + 1)
        after = os.fstat(descriptor)
    except OSError as error:
        raise _unreadable(name, error) from error
    finally:
        os.close(descriptor)
    if len(data) != before.st_size or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise OurFault(f"{shown(name)} changed while it was read; wait until it is written, and try again")
    return data


@contextmanager
def opened_folder(name: str, within: int | None = None) -> Iterator[int]:
    """Give the descriptor of a folder that is no link."""
    try:
        descriptor = os.open(name, _FOLDER_FLAGS, dir_fd=within)
    except OSError as error:
        raise _unreadable(name, error) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _read(descriptor: int, at_most: int) -> bytes:
    whole = bytearray()
    while len(whole) < at_most:
        some = os.read(descriptor, min(at_most - len(whole), 1 << 20))
        if not some:
            break
        whole += some
    return bytes(whole)


def _checked_kind(name: str, mode: int) -> int:
    kind = stat.S_IFMT(mode)
    if kind not in (stat.S_IFREG, stat.S_IFDIR):
        raise SubmissionRejected(f"{shown(name)} is {_KINDS.get(kind, 'no file')}; hand in files and folders only")
    return kind


def _unreadable(name: str, error: OSError) -> SubmissionRejected | OurFault:
    said = f"{shown(name)} can't be read: {error.strerror or 'unknown error'}"
    if error.errno in _THEIRS:
        return SubmissionRejected(said)
    return OurFault(f"{said}; see to that, then give the same command again")
