"""Read a whole folder into memory without following links: bounded, and only regular files."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from runner.model import BadInput, ProblemInvalid

_NOFOLLOW = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderBounds:
    """What a folder may hold; past it the reading stops with an error."""

    files: int = 2_000
    depth: int = 12
    file_bytes: int = 16 * 1024 * 1024
    total_bytes: int = 64 * 1024 * 1024


def read_folder(folder: Path, bounds: FolderBounds | None = None) -> dict[str, bytes]:
    """Return the files below `folder` by their path with forward slashes, sorted.

    Left out: names that begin with a dot, `__pycache__`, compiled Python, editors' backups. A link, device or pipe
    anywhere below is an error (the folder itself may be reached by a link).
    """
    files: dict[str, bytes] = {}
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise ProblemInvalid(
            f"{folder}: can't be opened as a folder ({error.strerror}). Give an existing folder."
        ) from error
    try:
        _Reading(folder=folder, bounds=bounds or FolderBounds(), files=files).read(descriptor, "", 1)
    except OSError as error:
        reason = f"{error.filename}: {error.strerror}"
        raise ProblemInvalid(f"{folder} can't be read whole ({reason}). Make its files readable.") from error
    finally:
        os.close(descriptor)
    return dict(sorted(files.items()))


def read_file(path: Path, *, most_bytes: int = FolderBounds().file_bytes) -> bytes:
    """Return the bytes of one regular file that is not reached by a link; BadInput for anything else."""
    try:
        with os.fdopen(os.open(path, _NOFOLLOW), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise BadInput(f"{path} is not a file. Put a file there.")
            data = file.read(most_bytes + 1)
    except OSError as error:
        what = "is a link" if path.is_symlink() else f"can't be read ({error.strerror})"
        raise BadInput(f"{path} {what}. Put the file itself there.") from error
    if len(data) > most_bytes:
        raise BadInput(f"{path} is larger than {most_bytes >> 10} KiB. Make it smaller.")
    return data


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is no part of a problem."""
    return name.startswith(".") or name == "__pycache__" or name.endswith((".pyc", ".pyo", "~"))


@dataclass(slots=True, kw_only=True)
class _Reading:
    folder: Path
    bounds: FolderBounds
    files: dict[str, bytes]
    total: int = 0

    def read(self, descriptor: int, prefix: str, depth: int) -> None:
        if depth > self.bounds.depth:
            raise self._refused(prefix, f"is more than {self.bounds.depth} folders deep", "Flatten it.")
        for name in sorted(os.listdir(descriptor)):
            if ignored(name):
                continue
            path = f"{prefix}{name}"
            if not _is_text(name):
                raise self._refused(prefix, f"holds a name that is not UTF-8: {name!r}", "Rename it.")
            mode = os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                self._folder(descriptor, name, path, depth)
            elif stat.S_ISREG(mode):
                self._file(descriptor, name, path)
            else:
                kind = "a link" if stat.S_ISLNK(mode) else "neither a file nor a folder"
                raise self._refused(path, f"is {kind}", "Put the file itself there.")

    def _folder(self, parent: int, name: str, path: str, depth: int) -> None:
        descriptor = os.open(name, _NOFOLLOW | os.O_DIRECTORY, dir_fd=parent)
        try:
            self.read(descriptor, f"{path}/", depth + 1)
        finally:
            os.close(descriptor)

    def _file(self, parent: int, name: str, path: str) -> None:
        if len(self.files) >= self.bounds.files:
            raise self._refused(path, f"is one file too many ({self.bounds.files} at most)", "Put fewer files there.")
        with os.fdopen(os.open(name, _NOFOLLOW, dir_fd=parent), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise self._refused(path, "is not a regular file", "Put the file itself there.")
            data = file.read(self.bounds.file_bytes + 1)
        self.total += len(data)
        if len(data) > self.bounds.file_bytes or self.total > self.bounds.total_bytes:
            most = f"{self.bounds.file_bytes >> 20} MiB a file, {self.bounds.total_bytes >> 20} MiB in all"
            raise self._refused(path, f"makes the folder too large (at most {most})", "Make it smaller.")
        self.files[path] = data

    def _refused(self, path: str, what: str, remedy: str) -> ProblemInvalid:
        return ProblemInvalid(f"{self.folder}: {path.rstrip('/') or 'the folder'} {what}. {remedy}")


def _is_text(name: str) -> bool:
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in name)
