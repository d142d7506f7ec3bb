"""The submission reader: whatever lies in a folder or a file, it is a submission within the limits or one sentence.

An input describes what somebody handed in, and is laid out for real in a folder of the harness's own:

    kind (u8)                        even: one file; odd: a folder
    one file     place of its name in NAMES (u8), then its bytes
    a folder     entries: kind (u8 modulo 8, `Entry`), name length (u8), name, data length (u16, big-endian), data

A name may have slashes; parts that are empty or lead elsewhere are left out here, since no file system has them.
Archives are read in process, as the harness `archive` does it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from enum import IntEnum
from functools import cache
from pathlib import Path
from unittest.mock import patch

from runner.intake import find_submissions, read_submission
from runner.intake.child import _take
from runner.intake.gathering import Gathering
from runner.intake.reader import result_of
from runner.model import Submission, SubmissionRejected
from sandbox.wall.codec import dumps
from tests.fuzz.harness.archive import SMALL, CpuUsedUp, check_files, check_reason, cpu_limit
from tests.fuzz.harness.judged import open_descriptors

NAMES = (
    "solution.py", "ann.py", "ann.zip", "ann.tar.gz", "ann.tar", "ann.ipynb", "ann", "ann.txt", "solution.PY", ".py",
    "ann\n.zip", "\udcff.py", "ann.ZIP", "conftest.py", "-.py", "solution.py~",
)  # fmt: skip
MODULES = (("solution",), ("solution", "model"))
OUTSIDE = b"a secret of the host"
_MOST_ENTRIES = 80
_NAME_BYTES = 200


class Entry(IntEnum):
    """What an entry of a folder is."""

    FILE = 0
    FOLDER = 1
    LINK = 2  # symbolic, to what the data names
    LINK_OUT = 3  # symbolic, to a file outside
    HARD_LINK = 4  # to the file outside: it has no other name in the submission, so it is a file like any other
    FIFO = 5
    UNREADABLE = 6
    LARGE = 7  # a file larger than may be


def feed(data: bytes) -> None:
    """Lay out what one input describes and read it; raises AssertionError, or whatever came out that must not."""
    if len(data) < 2:
        return
    room = _emptied_room()
    if data[0] % 2:
        path = room / "handed in" / "ann"
        path.mkdir()
        _lay_out(path, data[1:], room / "outside")
    else:
        path = room / "handed in" / NAMES[data[1] % len(NAMES)]
        path.write_bytes(data[2:])
    before = open_descriptors()
    with patch("runner.intake.read.gather_in_child", _gather_in_process):
        for modules in MODULES:
            _read_twice(path, modules)
    for candidate, found in find_submissions(path.parent):
        assert candidate.isprintable() and found == path
    assert open_descriptors() == before
    assert (room / "outside").read_bytes() == OUTSIDE


@cache
def _room() -> Path:
    return Path(tempfile.mkdtemp(prefix="prebrief-fuzz-"))


def _emptied_room() -> Path:
    """Return a folder with a file that is not the candidate's and an empty folder for what is handed in."""
    room = _room()
    shutil.rmtree(room, ignore_errors=True)
    (room / "handed in").mkdir(parents=True)
    (room / "outside").write_bytes(OUTSIDE)
    return room


def forget() -> None:
    """Remove the harness's folder."""
    shutil.rmtree(_room(), ignore_errors=True)
    _room.cache_clear()


def _read_twice(path: Path, modules: tuple[str, ...]) -> None:
    first, second = (_read(path, modules) for _ in range(2))
    assert first == second
    if isinstance(first, str):
        check_reason(first)
        return
    assert first.candidate.isprintable()
    files = {file.path: file.data for file in first.files}
    assert list(files) == sorted(file.path for file in first.files)
    check_files(files, set(), SMALL)
    assert len(first.decisions.encode()) <= 3 * SMALL.decisions_bytes
    assert first.digest == Submission(candidate="", files=first.files).digest
    if path.is_dir():
        _check_against_disk(path, files)


def _read(path: Path, modules: tuple[str, ...]) -> Submission | str:
    try:
        return read_submission(path, modules=modules, limits=SMALL)
    except SubmissionRejected as rejected:
        return str(rejected)


def _check_against_disk(path: Path, files: dict[str, bytes]) -> None:
    """Assert that every file is one that lies there, below a folder that wraps the rest at most."""
    lying = {}
    for folder, _, names in os.walk(path):
        for name in names:
            whole = Path(folder, name)
            if not whole.is_symlink() and whole.is_file():
                lying[str(whole.relative_to(path))] = whole
    for name, data in files.items():
        found = [where for where in lying if where == name or where.endswith("/" + name)]
        assert any(lying[where].read_bytes() == data for where in found)


def _gather_in_process(data: bytes, into: Gathering) -> None:
    try:
        with cpu_limit():
            result = result_of(data, into.limits)
    except CpuUsedUp:
        raise SubmissionRejected("it takes too much time") from None
    _take(dumps(result), into)


def _lay_out(root: Path, data: bytes, outside: Path) -> None:
    at = 0
    for _ in range(_MOST_ENTRIES):
        if at + 2 > len(data):
            return
        kind, size = Entry(data[at] % 8), data[at + 1]
        name = data[at + 2 : at + 2 + size]
        at += 2 + size
        length = int.from_bytes(data[at : at + 2], "big")
        body = data[at + 2 : at + 2 + length]
        at += 2 + length
        path = _below(root, name)
        if path is not None:
            with suppress(OSError):  # what the file system refuses, nobody can hand in
                path.parent.mkdir(parents=True, exist_ok=True)
                _make(path, kind, body, outside)


def _below(root: Path, name: bytes) -> Path | None:
    """Return where an entry of that name lies, None where it would lie elsewhere, or behind a link."""
    parts = [part[:_NAME_BYTES] for part in name.replace(b"\0", b"").split(b"/") if part not in (b"", b".", b"..")]
    if not parts:
        return None
    path = root
    for part in parts:
        if path.is_symlink():
            return None
        path = path / os.fsdecode(part)
    return path


def _make(path: Path, kind: Entry, body: bytes, outside: Path) -> None:
    match kind:
        case Entry.FOLDER:
            path.mkdir()
        case Entry.LINK:
            path.symlink_to(os.fsdecode(body.replace(b"\0", b"")) or ".")
        case Entry.LINK_OUT:
            path.symlink_to(outside)
        case Entry.HARD_LINK:
            path.hardlink_to(outside)
        case Entry.FIFO:
            os.mkfifo(path)
        case Entry.LARGE:
            _write_new(path, bytes(SMALL.file_bytes + 1))
        case _:
            _write_new(path, body)
            if kind is Entry.UNREADABLE:
                path.chmod(0)


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
