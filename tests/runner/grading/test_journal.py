"""The journal survives what happens to files: tears, damage, full disks, links, two batches at once."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from runner.grading import Journal, from_line, to_line
from runner.model import BadInput, OurFault
from tests.runner.grading.builders import a_grade

ROOT = Path(__file__).parents[3]


def kept(folder: Path, *candidates: str) -> list[float | None]:
    """Return the score of each candidate that the journal has, None for others."""
    with Journal(folder) as journal:
        grades = [journal.get("small", candidate) for candidate in candidates]
    return [None if grade is None else grade.score for grade in grades]


def written(folder: Path, *candidates: str) -> Path:
    with Journal(folder) as journal:
        for candidate in candidates:
            journal.append(a_grade(candidate))
    return folder / "journal.jsonl"


def test_what_was_appended_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    written(tmp_path / "deep" / "folder", "ann", "bob")
    assert kept(tmp_path / "deep" / "folder", "ann", "bob", "cid") == [50.0, 50.0, None]


def test_a_later_grade_replaces_an_earlier_one(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.append(a_grade(score=1.0))
        journal.append(a_grade(score=2.0))
        assert journal.get("small", "ann") == a_grade(score=2.0)
    assert kept(tmp_path, "ann") == [2.0]


def test_the_same_name_in_two_problems_is_two_rows(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.append(a_grade(problem="one", score=1.0))
        journal.append(a_grade(problem="two", score=2.0))
        assert [journal.get(name, "ann").score for name in ("one", "two")] == [1.0, 2.0]


@pytest.mark.parametrize(
    "change", ["submission_digest", "problem_digest", "image_digest", "engine", "prebrief", "problem"]
)
def test_work_counts_as_done_only_for_the_same_digests(tmp_path: Path, change: str) -> None:
    with Journal(tmp_path) as journal:
        journal.append(a_grade())
        assert journal.has(a_grade(score=None))
        assert not journal.has(a_grade(**{change: "another"}))


@pytest.mark.parametrize("cut", [1, 2, 100])
def test_a_torn_last_line_is_cut_off_and_the_rest_stands(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, "ann", "bob")
    path.write_bytes(path.read_bytes()[:-cut])
    assert kept(tmp_path, "ann", "bob") == [50.0, None]
    written(tmp_path, "cid")
    assert kept(tmp_path, "ann", "bob", "cid") == [50.0, None, 50.0]


def test_a_torn_only_line_leaves_an_empty_journal(tmp_path: Path) -> None:
    path = written(tmp_path, "ann")
    path.write_bytes(path.read_bytes()[:-1])
    assert kept(tmp_path, "ann") == [None]
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "damage",
    [b"\x00" * 400, b"{}", b"[" * 100_000, b'{"format": 99}', b"\xff\xfe", b'{"format": 1, "candidate": "x"}', b""],
    ids=["zeros", "no format", "deep", "foreign version", "bytes", "half a grade", "empty"],
)
def test_a_damaged_line_counts_for_nothing_and_the_lines_around_it_stand(tmp_path: Path, damage: bytes) -> None:
    path = written(tmp_path, "ann", "bob", "cid")
    first, _, third = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([first, damage, third]) + b"\n")
    assert kept(tmp_path, "ann", "bob", "cid") == [50.0, None, 50.0]


def test_a_number_too_large_for_a_float_does_not_keep_a_journal_from_being_opened(tmp_path: Path) -> None:
    path = written(tmp_path, "ann", "bob", "cid")
    first, second, third = path.read_bytes().splitlines()
    second = second.replace(b'"score": 50.0', b'"score": 1' + b"0" * 400)
    path.write_bytes(b"\n".join([first, second, third]) + b"\n")
    assert kept(tmp_path, "ann", "bob", "cid") == [50.0, None, 50.0]


def test_a_line_longer_than_any_grade_counts_for_nothing_and_what_follows_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.grading.journal.MAX_LINE_BYTES", 2000)
    path = written(tmp_path, "ann", "bob")
    first, second = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([first, b"x" * 9000, second]) + b"\n" + b"y" * 7000)
    assert kept(tmp_path, "ann", "bob") == [50.0, 50.0]
    assert path.read_bytes().endswith(second + b"\n")


def test_the_end_of_a_line_too_long_is_never_taken_for_a_grade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.grading.journal.MAX_LINE_BYTES", 2000)
    path = written(tmp_path, "ann", "bob")
    first, second = path.read_bytes().splitlines()
    path.write_bytes(first + b"\n" + b"x" * 2001 + second + b"\n")
    assert kept(tmp_path, "ann", "bob") == [50.0, None]


def test_two_batches_at_once_never_write_one_journal(tmp_path: Path) -> None:
    with Journal(tmp_path), pytest.raises(BadInput, match="another batch"):
        Journal(tmp_path).__enter__()
    assert kept(tmp_path, "ann") == [None]


def test_a_batch_that_was_killed_does_not_hold_the_folder(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from runner.grading import Journal\n"
        "Journal(Path(sys.argv[1])).__enter__(); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", program, tmp_path], cwd=ROOT, check=False)
    assert ended.returncode == -9
    assert kept(tmp_path, "ann") == [None]


@pytest.mark.parametrize("name", ["journal.jsonl", "lock"])
def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / name).symlink_to(victim)
    with pytest.raises(BadInput, match=f"{name}.*--out"):
        Journal(folder).__enter__()
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("name", ["journal.jsonl", "lock"])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(BadInput, match="--out"):
        Journal(tmp_path).__enter__()


def test_a_folder_that_can_not_be_made_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="--out"):
        Journal(tmp_path / "file" / "results").__enter__()


def test_a_journal_that_was_refused_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").symlink_to(tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(BadInput):
            Journal(tmp_path).__enter__()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_full_disk_is_our_fault_and_what_was_written_before_stands(tmp_path: Path) -> None:
    path = written(tmp_path, "ann")
    size = path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Journal(tmp_path) as journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, hard))  # room for a part of the next line
        try:
            with pytest.raises(OurFault, match="same command again"):
                journal.append(a_grade("bob"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert path.stat().st_size == size
        journal.append(a_grade("cid"))
        assert journal.get("small", "bob") is None
    assert kept(tmp_path, "ann", "bob", "cid") == [50.0, None, 50.0]


def test_a_grade_on_the_disk_is_one_line_that_reads_as_it_was_written(tmp_path: Path) -> None:
    path = written(tmp_path, "ann\n\x1b[31m\ud800")
    (line,) = path.read_bytes().splitlines()
    assert line.isascii()
    assert b"\x1b" not in line
    assert from_line(line) == from_line(to_line(a_grade("ann\n\x1b[31m\ud800")))
