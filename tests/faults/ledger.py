"""The property that every fault is held against, stated once: what a results folder may be, whatever happened to a run.

    before the run --fault--> after it --the same command, undisturbed--> at the end

    always      a line of the journal that was whole is there, byte by byte, and new ones come after it
                a grade that is told, in the journal or in a results file, is the one that the submission deserves
                what has no grade has no score, and says why
                a results file is whole or absent, and has each candidate once
    at the end  everybody has the grade that they deserve; nothing was graded twice; nothing else lies in the folder;
                its lock is free

It reads the files by itself, with nothing of the project's own, so that a reader that is wrong can't hide a writer
that is. What deserves what is known from a run that nobody disturbed.
"""

from __future__ import annotations

import csv
import fcntl
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

_KEPT = re.compile(
    r"journal\.jsonl|lock|results\.jsonl|grades\.csv|junit\.xml|submissions/[0-9a-f]{64}\.json|problems/[a-z0-9-]+\.json"
)
_WORK = ("problem", "problem_digest", "submission_digest", "image_digest", "engine", "prebrief")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deserved:
    """What one candidate deserves."""

    status: str
    score: float | None
    verdicts: tuple[str, ...]


Roll = Mapping[str, Deserved]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a results folder holds at one moment; None for a file that is not there."""

    journal: bytes = b""
    results: bytes | None = None
    table: bytes | None = None
    junit: bytes | None = None
    strangers: tuple[str, ...] = ()  # files that are none of those that a results folder has
    locked: bool = False


def books_of(folder: Path) -> Books:
    """Read a results folder, which may not be there yet."""
    if not folder.is_dir():
        return Books()
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return Books(
        journal=_bytes(folder / "journal.jsonl") or b"",
        results=_bytes(folder / "results.jsonl"),
        table=_bytes(folder / "grades.csv"),
        junit=_bytes(folder / "junit.xml"),
        strangers=tuple(name for name in names if not _KEPT.fullmatch(name)),
        locked=_is_locked(folder / "lock"),
    )


def roll_of(books: Books) -> dict[str, Deserved]:
    """Return what everybody got in a run that nobody disturbed."""
    return {row["candidate"]: _got(row) for row in _rows(books.results or b"")}


def faults_after_fault(before: Books, after: Books, roll: Roll) -> list[str]:
    """Say what is wrong with a folder after a run that was disturbed; nothing for one that is as it must be."""
    return [
        *_lost_lines(before.journal, after.journal),
        *_unearned(before, after, roll),
        *_halves(after),
    ]


def faults_at_the_end(before: Books, end: Books, roll: Roll) -> list[str]:
    """Say what is wrong with a folder once the same command was given again and left alone."""
    return [
        *faults_after_fault(before, end, roll),
        *_incomplete(end, roll),
        *_graded_twice(end.journal),
        *(f"{name} was left behind" for name in end.strangers),
        *(["the folder's lock is still held"] if end.locked else []),
    ]


# what is kept


def _lost_lines(before: bytes, after: bytes) -> Iterator[str]:
    kept, now = whole_lines(before), whole_lines(after)
    for number, line in enumerate(kept):
        if number >= len(now):
            yield f"line {number + 1} of the journal is lost: {_shown(line)}"
        elif now[number] != line:
            yield f"line {number + 1} of the journal was changed: {_shown(line)} to {_shown(now[number])}"


def whole_lines(journal: bytes) -> list[bytes]:
    """Return the lines of a journal that end as lines do."""
    return journal.splitlines(keepends=True)[: journal.count(b"\n")]


# what is deserved


def _unearned(before: Books, books: Books, roll: Roll) -> Iterator[str]:
    new = b"".join(whole_lines(books.journal)[len(whole_lines(before.journal)) :])
    for where, rows in (("the journal", _rows(new)), ("results.jsonl", _rows(books.results or b""))):
        for row in rows:
            yield from _unlike(where, row, roll)
    for row in _table(books):
        got, deserved = row["score"], roll.get(row["candidate"])
        if got and deserved is not None and float(got) != deserved.score:
            yield f"grades.csv gives {row['candidate']} {got} and not {deserved.score}"


def _unlike(where: str, row: Mapping[str, Any], roll: Roll) -> Iterator[str]:
    got, deserved = _got(row), roll.get(row["candidate"])
    if got.status == "ungraded":
        if got.score is not None or not row["reason"]:
            yield f"{where} has {row['candidate']} without a grade, and yet {got.score} or no reason"
    elif deserved is not None and got != deserved:
        yield f"{where} gives {row['candidate']} {_told(got)}, deserved is {_told(deserved)} ({row['reason']})"


def _got(row: Mapping[str, Any]) -> Deserved:
    verdicts = tuple(test["verdict"] for test in row["tests"])
    return Deserved(status=row["status"], score=row["score"], verdicts=verdicts)


# what is whole


def _halves(books: Books) -> Iterator[str]:
    yield from _broken_lines(books)
    candidates = [row["candidate"] for row in _rows(books.results or b"")]
    yield from _twice("results.jsonl", candidates)
    if books.table is not None and not _is_whole_table(books.table):
        yield f"grades.csv ends in the middle: {_shown(books.table[-120:])}"
    yield from _twice("grades.csv", [row["candidate"] for row in _table(books)])
    try:
        if books.junit is not None:
            suites = ET.fromstring(books.junit).findall("testsuite")
            yield from _twice("junit.xml", [suite.attrib["name"] for suite in suites])
    except ET.ParseError as error:
        yield f"junit.xml is not whole: {error}"


def _broken_lines(books: Books) -> Iterator[str]:
    """Name every line of `results.jsonl` that is no grade, and every grade in it that the journal does not have."""
    if books.results is None:
        return
    known = _rows(books.journal)
    for line in books.results.splitlines(keepends=True):
        row = _row(line)
        if row is None or not line.endswith(b"\n"):
            yield f"results.jsonl is not whole: {_shown(line)}"
        elif row["status"] != "ungraded" and row not in known:
            yield f"results.jsonl tells of {row['candidate']} what the journal does not: {_shown(line)}"


def _twice(where: str, names: list[str]) -> Iterator[str]:
    yield from (f"{where} has {name} {count} times" for name, count in Counter(names).items() if count > 1)


# what is complete


def _incomplete(end: Books, roll: Roll) -> Iterator[str]:
    got = roll_of(end)
    tables = {row["candidate"] for row in _table(end)}
    for name, deserved in roll.items():
        if got.get(name) != deserved:
            told = _told(got[name]) if name in got else "no row"
            yield f"{name} has {told} in the end, deserved is {_told(deserved)}"
        if name not in tables:
            yield f"{name} is not in grades.csv in the end"
    if end.junit is None:
        yield "there is no junit.xml in the end"
    yield from (f"{name} is in results.jsonl, and is nobody of this batch" for name in set(got) - set(roll))


def _graded_twice(journal: bytes) -> Iterator[str]:
    work = Counter(
        (row["candidate"], row["reason"], *(row["provenance"][part] for part in _WORK)) for row in _rows(journal)
    )
    yield from (f"{key[0]} was graded {count} times for the same work" for key, count in work.items() if count > 1)


# reading


@lru_cache(maxsize=64)
def _rows(lines: bytes) -> list[dict[str, Any]]:
    """Return the grades of this format among whole lines, to be looked at only; others are somebody else's."""
    return [row for line in whole_lines(lines) if (row := _row(line)) is not None]


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and row.get("format") == 1 and "candidate" in row else None


def _table(books: Books) -> list[dict[str, str]]:
    """Return the rows of `grades.csv` as far as they go."""
    rows = csv.DictReader((books.table or b"").decode().splitlines())
    return [row for row in rows if None not in row and None not in row.values()]


def _is_whole_table(table: bytes) -> bool:
    return table.endswith(b"\n") and len({len(row) for row in csv.reader(table.decode().splitlines())}) == 1


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _is_locked(path: Path) -> bool:
    if not path.is_file():
        return False
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _told(got: Deserved) -> str:
    return f"{got.status} {got.score} {list(got.verdicts)}"


def _shown(line: bytes) -> str:
    return repr(line[:120])
