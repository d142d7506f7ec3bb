"""The journal of a results folder: every grade as soon as it stands, so that a batch can stop anywhere and go on.

    RESULTS/journal.jsonl   appended to, one grade a line, flushed to the disk before it counts
    RESULTS/lock            held while a batch runs, so that two of them never write one journal

The last line may be torn by a crash: it is cut off when the journal is opened again. A line that can't be read
(damaged, or of another version) counts for nothing, so that what it stood for is graded again. Of the same work, a
later grade replaces an earlier one; other work of the same candidate stays, so that another version of prebrief, or
what was handed in before, is found again. Only the place of each line is kept in memory, never the grades.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from runner.grading.graded import GradedSubmissions
from runner.grading.record import MAX_LINE_BYTES, from_line, to_line
from runner.model import BadInput, Grade, OurFault

JOURNAL = "journal.jsonl"
LOCK = "lock"
_FULL = (errno.ENOSPC, errno.EDQUOT)
Name = tuple[str, str]


def key_of(grade: Grade) -> bytes:
    """Return what a grade stands for, as a digest: the same key is the same work, and is not done again."""
    made = grade.provenance
    parts = (
        made.problem,
        grade.candidate,
        made.submission_digest,
        made.problem_digest,
        made.image_digest,
        made.engine,
        made.prebrief,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()


class Journal:
    """A results folder's journal; a context manager that holds the folder's lock. Used from one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / JOURNAL
        self._done: dict[bytes, int] = {}  # work, and the place of its grade in the file
        self._last: dict[Name, int] = {}
        self._graded = GradedSubmissions()

    def __enter__(self) -> Self:
        """Lock the folder and read what the journal holds; raises BadInput, or OurFault where the disk is full."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = _open(self.folder / LOCK)
        except OSError as error:
            raise _unusable(self.folder / LOCK, error) from error
        try:
            self._hold()
            self._file: BinaryIO = os.fdopen(_open(self.path), "r+b")
        except OSError as error:
            os.close(self._lock)
            raise _unusable(self.path, error) from error
        except BadInput:
            os.close(self._lock)
            raise
        self._read()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the journal and give the folder free."""
        with suppress(OSError):
            self._file.close()
        os.close(self._lock)

    def has(self, grade: Grade) -> bool:
        """Whether this very work is done: same candidate, submission, problem, image, engine and version.

        If it is, its grade is what `get` returns from now on.
        """
        place = self._done.get(key_of(grade))
        if place is not None:
            self._last[_name(grade)] = place
        return place is not None

    def append(self, grade: Grade) -> None:
        """Write a grade to the disk; once this returns, it is not lost. Raises OurFault where the disk refuses."""
        line = to_line(grade).encode("ascii") + b"\n"
        place = self._file.seek(0, os.SEEK_END)
        try:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self._cut_back(place)
            raise OurFault(
                f"{self.path} can't be written: {error.strerror}. What was graded before is kept; make room, then "
                "give the same command again."
            ) from error
        self._note(grade, place)

    def get(self, problem: str, candidate: str) -> Grade | None:
        """Return the last grade of a candidate for a problem: the last one that was asked for, or written."""
        place = self._last.get((problem, candidate))
        return None if place is None else self._at(place)

    def has_room(self, asked: Grade, most: int | None) -> bool:
        """Whether the submission was graded before, or fewer than `most` different ones of its candidate were."""
        return self._graded.has_room(asked, most)

    def last_graded(self, asked: Grade) -> Grade | None:
        """Return the last grade with a score of the same candidate, for the same problem digest."""
        place = self._graded.last_place(asked)
        return None if place is None else self._at(place)

    def _at(self, place: int) -> Grade:
        self._file.seek(place)
        return from_line(self._file.readline(MAX_LINE_BYTES + 1))

    def _hold(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(
                f"another batch writes to {self.folder}: wait until it ends, or name another folder with --out"
            ) from None

    def _read(self) -> None:
        end = 0
        whole = True  # whether the next chunk begins a line
        for chunk in iter(lambda: self._file.readline(MAX_LINE_BYTES + 1), b""):
            ends = chunk.endswith(b"\n")
            if whole and ends:
                with suppress(ValueError):  # of another version, or damaged: graded again, never guessed
                    self._note(from_line(chunk), end)
            whole = ends
            end += len(chunk)
        if not whole:
            self._cut_torn_line(end)

    def _cut_torn_line(self, end: int) -> None:
        start = end
        while start > 0:
            step = min(start, 64 * 1024)
            self._file.seek(start - step)
            newline = self._file.read(step).rfind(b"\n")
            start = start - step + newline + 1 if newline >= 0 else start - step
            if newline >= 0:
                break
        self._file.truncate(start)

    def _cut_back(self, place: int) -> None:
        """Take back half a line; where even that fails, the next run cuts it off."""
        descriptor = os.dup(self._file.fileno())
        with suppress(OSError):
            self._file.close()  # what is still in its buffer would be written with the next line
        self._file = os.fdopen(descriptor, "r+b")
        with suppress(OSError):
            os.ftruncate(descriptor, place)

    def _note(self, grade: Grade, place: int) -> None:
        self._done[key_of(grade)] = self._last[_name(grade)] = place
        self._graded.note(grade, place)


def _name(grade: Grade) -> Name:
    return grade.provenance.problem, grade.candidate


def _open(path: Path) -> int:
    """Open a regular file to read and write, making it where it is missing, never through a link."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadInput(f"{path} is not a regular file; name another results folder with --out")
    return descriptor


def _unusable(path: Path, error: OSError) -> BadInput | OurFault:
    if error.errno in _FULL:
        return OurFault(f"{path} can't be made: {error.strerror}. Make room, then give the same command again.")
    return BadInput(f"{path} can't be used ({error.strerror}): name another results folder with --out")
