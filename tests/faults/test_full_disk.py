"""The disk is full at every write: a page at a time and a file at a time, until there is room for all of it.

Then room is made, and the same command completes what was begun. The engine is the fake one; the disk is real.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.model import Verdict
from sandbox.docker.uids import UidPool
from sandbox.errors import SandboxError
from sandbox.fake import FakeEngine
from tests.faults.conftest import Prebrief, Told
from tests.faults.ledger import Books, Roll, books_of, faults_after_fault, faults_at_the_end, roll_of
from tests.faults.small_disk import PAGE_BYTES, SmallDisk
from tests.runner.grading.builders import Cast, finish

NAMES = ("ann", "bob", "cid", "dan")
MOST_ROUNDS = 60  # more than the pages, or the files, of any of these folders
Grade = Callable[[Path], Told]


@pytest.fixture
def grade(prebrief: Prebrief, small_problem: Path, tmp_path: Path) -> Grade:
    """Return a function that grades the inbox into a folder."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in NAMES:
        (inbox / f"{name}.py").write_text(name)  # the fake's judge goes by it
    cast = Cast(bob=[finish(Verdict.FAILED, message="no" * 500)])

    def run(out: Path) -> Told:
        order = ("grade", small_problem, "--batch", inbox, "--out", out, "--lanes", "1")
        return prebrief(*order, engine=FakeEngine(cast))

    return run


@pytest.fixture
def roll(grade: Grade, tmp_path: Path) -> Roll:
    """What everybody deserves."""
    assert grade(tmp_path / "undisturbed")[0] == 0
    return roll_of(books_of(tmp_path / "undisturbed"))


@pytest.mark.parametrize("what", ["pages", "files"])
def test_a_batch_that_meets_a_full_disk_says_so_and_loses_nothing(
    disk: SmallDisk, grade: Grade, roll: Roll, what: str
) -> None:
    wrong: list[str] = []
    for left in range(MOST_ROUNDS):
        disk.leave(**{what: left})
        code, _, said = grade(disk.place)
        after = books_of(disk.place)
        faults = [*told(code, said), *faults_after_fault(Books(), after, roll)]
        disk.make_room()
        assert grade(disk.place)[0] == 0
        faults += faults_at_the_end(after, books_of(disk.place), roll)
        wrong += [f"{left} {what} left: {fault}" for fault in faults]
        disk.empty()
        if code == 0:
            break
    assert code == 0
    assert left > len(NAMES)
    assert wrong == []


def test_what_was_told_before_a_full_disk_is_told_after_it(disk: SmallDisk, grade: Grade, roll: Roll) -> None:
    assert grade(disk.place)[0] == 0
    before = books_of(disk.place)
    disk.leave(pages=0)
    code, _, said = grade(disk.place)
    assert told(code, said) == []
    assert code == 3
    assert books_of(disk.place) == before


def test_a_journal_is_whole_where_the_disk_was_full_in_the_middle_of_a_line(
    disk: SmallDisk, grade: Grade, roll: Roll
) -> None:
    """Lines are no whole number of pages, so that with one page left a line begins on it, and does not end there."""
    torn = 0
    for left in range(1, MOST_ROUNDS):
        disk.leave(pages=left)
        code, _, _ = grade(disk.place)
        journal = books_of(disk.place).journal
        assert journal.endswith(b"\n") or not journal
        torn += code == 3 and len(journal) % PAGE_BYTES > 0
        disk.empty()
        if code == 0:
            break
    assert torn


@pytest.mark.parametrize(
    "how",
    [(), ("--csv",), ("--junit",), ("--markdown",), ("--gradescope",), ("--for", "candidate")],
    ids=lambda how: " ".join(how) or "html",
)
def test_a_report_is_whole_or_absent(disk: SmallDisk, grade: Grade, prebrief: Prebrief, how: tuple[str, ...]) -> None:
    assert grade(disk.place)[0] == 0
    assert prebrief("report", disk.place, *how)[0] == 0
    whole = files_in(disk.place)
    wrong: list[str] = []
    for left in (0, 2, 8, 30):
        for made in [name for name in whole if name.startswith(("report", "gradescope", "candidates"))]:
            (disk.place / made).unlink(missing_ok=True)
        disk.leave(pages=left)
        code, _, said = prebrief("report", disk.place, *how)
        wrong += [f"{left} pages left: {fault}" for fault in told(code, said)]
        half = [name for name, data in files_in(disk.place).items() if whole.get(name) != data]
        wrong += [f"{left} pages left: {name} is not whole" for name in half]
        disk.make_room()
        assert prebrief("report", disk.place, *how)[0] == 0
        assert files_in(disk.place) == whole
    assert code == 0
    assert wrong == []


def test_user_ids_that_can_not_be_locked_are_a_failure_of_ours(disk: SmallDisk) -> None:
    disk.place.mkdir()
    disk.leave(files=0)
    pool = UidPool(disk.place, tuple)
    with pytest.raises(SandboxError, match="No space left on device"):
        pool.take(10)
    pool.close()


@pytest.mark.docker
def test_a_full_home_is_told_in_a_sentence(
    disk: SmallDisk, prebrief: Prebrief, small_problem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locks of user ids and images lie in the user's own folder."""
    (tmp_path / "ann.py").write_text("def double(n):\n    return n + n\n")
    monkeypatch.setenv("XDG_STATE_HOME", str(disk.place))
    for left in (0, 2, 3):
        disk.empty()
        disk.leave(files=left)
        code, _, said = prebrief("grade", small_problem, tmp_path / "ann.py", "--out", tmp_path / f"out{left}")
        assert code == 3, said
        assert told(code, said) == []


def test_an_archive_that_there_is_no_room_to_read_is_not_rejected(
    disk: SmallDisk, prebrief: Prebrief, small_problem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "ann.zip", "w") as archive:
        archive.writestr("solution.py", "ann")
    disk.leave(pages=0)
    disk.place.mkdir()
    order = ("grade", small_problem, tmp_path / "ann.zip", "--out", tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(disk.place))
        code, _, said = prebrief(*order, engine=FakeEngine(Cast()))
    assert (code, "No space left on device" in said) == (3, True), said
    assert prebrief(*order, engine=FakeEngine(Cast()))[0] == 0


def told(code: int, said: str) -> list[str]:
    """Say what is wrong with how a command that met a full disk ended: exit code 3, one clear sentence."""
    if code == 0:
        return []
    if code != 3:
        return [f"exit code {code}: {said}"]
    lines = [line for line in said.splitlines() if "No space left on device" in line]
    if "Traceback" in said or len(lines) != 1:
        return [f"no clear sentence: {said}"]
    remedies = ("Make room", "make room", "with --out", "XDG_STATE_HOME")
    return [] if any(remedy in lines[0] for remedy in remedies) else [f"it does not say what to do: {said}"]


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
