"""The archive reader: whatever the archive is, it ends in files within the limits or in one sentence.

What the reader's own process does is done here in process, for speed, with limits so small that short inputs reach
them; then its answer takes the parent's way. The parent must understand every answer, and reject nothing that the
reader let pass: it would mean that the two disagree on what a submission may hold.
"""

from __future__ import annotations

import io
import os
import signal
import stat
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from runner.intake.archive import _compression, _expanded, _zip_name, is_zip
from runner.intake.child import _take
from runner.intake.gathering import Gathering
from runner.intake.limits import IntakeLimits
from runner.intake.names import is_dropped
from runner.intake.reader import result_of
from runner.model import SubmissionRejected
from sandbox.wall.codec import dumps

SMALL = IntakeLimits(
    files=12, file_bytes=8_192, total_bytes=24_576, entries=60, archive_bytes=65_536, expanded_bytes=262_144, depth=4,
    name_bytes=40, path_bytes=100,
)  # fmt: skip
CPU_SECONDS = 0.5
LONGEST_REASON = 1_000
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


class CpuUsedUp(BaseException):
    """The CPU time that the reader's process may use is used up."""


def feed(data: bytes) -> None:
    """Read one archive; raises AssertionError, or whatever came out that must not."""
    gathered(data, SMALL)


def gathered(data: bytes, limits: IntakeLimits) -> Gathering | None:
    """Return what an archive holds, read and then handed to the parent, None where it is rejected."""
    try:
        with cpu_limit():
            result = result_of(data, limits)
    except CpuUsedUp:
        return None
    into = Gathering(limits)
    try:
        _take(dumps(result), into)
    except SubmissionRejected as rejected:
        assert str(rejected) == result["rejected"]
        check_reason(str(rejected))
        return None
    assert into.files == result["files"]
    assert sorted(into.folders) == result["folders"]
    check_files(into.files, into.folders, limits)
    assert set(into.files) <= regular_members(data, limits)
    return into


def regular_members(data: bytes, limits: IntakeLimits) -> set[str]:
    """Return the paths of an archive's regular members, as Python's own readers tell them."""
    if is_zip(data):
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            kinds = {_zip_name(each): stat.S_IFMT(each.external_attr >> 16) for each in zipped.infolist()}
        names = [name for name, kind in kinds.items() if kind in (0, stat.S_IFREG)]
    else:
        compression = _compression(data)
        expanded = data if compression is None else _expanded(data, compression, limits.expanded_bytes)
        with tarfile.open(fileobj=io.BytesIO(expanded), mode="r:", encoding="utf-8") as opened:
            names = [member.name for member in opened if member.isreg()]
    return {"/".join(part for part in name.split("/") if part not in ("", ".")) for name in names}


@contextmanager
def cpu_limit() -> Iterator[None]:
    """Raise CpuUsedUp where the kernel would end the reader's process (a sparse map without end, for one)."""
    before = signal.signal(signal.SIGPROF, _raise_used_up)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _raise_used_up(_number: int, _frame: FrameType | None) -> None:
    raise CpuUsedUp


def check_reason(reason: str) -> None:
    """Assert that a reason can be shown anywhere: one bounded, printable line."""
    assert 0 < len(reason) <= LONGEST_REASON
    assert reason.isprintable()


def check_files(files: dict[str, bytes], folders: set[str], limits: IntakeLimits) -> None:
    """Assert that files obey the limits and their names lead nowhere else."""
    assert len(files) <= limits.files
    assert sum(map(len, files.values())) <= limits.total_bytes
    assert max(map(len, files.values()), default=0) <= limits.file_bytes
    assert not files.keys() & folders
    for path in (*files, *folders):
        check_path(path, limits)
    spellings = {unicodedata.normalize("NFC", path.casefold()) for path in (*files, *folders)}
    assert len(spellings) == len(files) + len(folders)


def check_path(path: str, limits: IntakeLimits) -> None:
    """Assert that a path is one that every system takes for a plain relative one below the submission."""
    parts = path.split("/")
    assert os.path.normpath(path) == path
    assert not path.startswith("/")
    assert "\\" not in path and ".." not in parts
    assert not (path[0].isascii() and path[0].isalpha() and path[1:2] == ":")
    assert not any(is_dropped(part) for part in parts)
    assert len(parts) <= limits.depth
    assert len(path.encode()) <= limits.path_bytes
    assert all(0 < len(part.encode()) <= limits.name_bytes for part in parts)
    assert not any(unicodedata.category(character) in _UNSEEN for character in path)
