"""The journal of a results folder: every grade as soon as it stands, so that a batch can stop anywhere and go on.

    RESULTS/journal.jsonl   appended to, one grade a line, flushed to the disk before it counts
    RESULTS/lock            held while a batch runs, so that two of them never write one journal

The last line may be torn by a crash: it is cut off when the journal is opened again. A later grade of the same
candidate replaces an earlier one. Only the place of each line is kept in memory, never the grades.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from runner.grading.record import MAX_LINE_BYTES, from_line, to_line
from runner.model import BadInput, Grade

Key = tuple[str, ...]


def key_of(grade: Grade) -> Key:
    """Return what a grade stands for: the same key is the same work, and is not done again."""
    made = grade.provenance
    return (
        made.problem,
        grade.candidate,
        made.submission_digest,
        made.problem_digest,
        made.image_digest,
        made.engine,
        made.prebrief,
    )


class Journal:
    """An open journal; a context manager that holds the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.jsonl"
        self._folder = folder
        self._places: dict[tuple[str, str], int] = {}
        self._keys: dict[tuple[str, str], Key] = {}

    def __enter__(self) -> Self:
        """Lock the folder and read what the journal holds; raises BadInput where another batch holds the lock."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise BadInput(
                f"another batch writes to {self._folder}: wait until it ends, or name another folder with --out"
            ) from None
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        self._read()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the journal and give the folder free."""
        os.close(self._file)
        os.close(self._lock)

    def has(self, key: Key) -> bool:
        """Whether this very work is done: same candidate, submission, problem, image, engine and version."""
        return self._keys.get((key[0], key[1])) == key

    def append(self, grade: Grade) -> None:
        """Write a grade to the disk; once this returns, it is not lost."""
        line = to_line(grade).encode("ascii") + b"\n"
        place = os.lseek(self._file, 0, os.SEEK_END)
        written = 0
        try:
            while written < len(line):
                written += os.write(self._file, line[written:])
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, place)
            raise
        self._note(grade, place)

    def get(self, problem: str, candidate: str) -> Grade | None:
        """Return the last grade of a candidate for a problem."""
        place = self._places.get((problem, candidate))
        return None if place is None else self._at(place)

    def grades(self, wanted: list[tuple[str, str]]) -> Iterator[Grade]:
        """Yield the last grade of each (problem, candidate) that has one, in the order given, one at a time."""
        for name in wanted:
            place = self._places.get(name)
            if place is not None:
                yield self._at(place)

    def _at(self, place: int) -> Grade:
        with self.path.open("rb") as file:
            file.seek(place)
            return from_line(file.readline(MAX_LINE_BYTES))

    def _read(self) -> None:
        end = 0
        with self.path.open("rb") as file:
            for line in iter(lambda: file.readline(MAX_LINE_BYTES), b""):
                if not line.endswith(b"\n"):
                    break
                with suppress(ValueError):  # of another version, or damaged: graded again, never guessed
                    self._note(from_line(line), end)
                end += len(line)
        os.ftruncate(self._file, end)

    def _note(self, grade: Grade, place: int) -> None:
        name = (grade.provenance.problem, grade.candidate)
        self._places[name] = place
        self._keys[name] = key_of(grade)
