"""The property itself can fail: each way to break it is seen, and a folder that is as it must be passes."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runner.grading import Journal
from sandbox.fake import FakeEngine
from tests.faults.ledger import Books, books_of, faults_after_fault, faults_at_the_end, roll_of, whole_lines
from tests.faults.played import BATCHES, a_cast, run_played

Change = Callable[[Books], Books]


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """The books of a batch that nobody disturbed."""
    assert run_played(tmp_path, BATCHES["one lane"], FakeEngine(a_cast())) is None
    return books_of(tmp_path)


def rewritten(line: bytes, **changes: Any) -> bytes:
    return json.dumps({**json.loads(line), **changes}).encode() + b"\n"


def with_first_line(**changes: Any) -> Change:
    """Change the first grade, in the journal and in the results alike."""

    def change(books: Books) -> Books:
        first = whole_lines(books.journal)[0]
        told = whole_lines(books.results or b"")
        mine = next(line for line in told if json.loads(line)["candidate"] == json.loads(first)["candidate"])
        return replace(
            books,
            journal=books.journal + rewritten(first, **changes),
            results=(books.results or b"").replace(mine, rewritten(first, **changes)),
        )

    return change


def test_a_folder_that_is_as_it_must_be_passes(books: Books) -> None:
    roll = roll_of(books)
    assert len(roll) == len(BATCHES["one lane"].names) + 1
    assert faults_at_the_end(Books(), books, roll) == []
    assert faults_at_the_end(books, books, roll) == []
    assert faults_after_fault(Books(), Books(), roll) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda books: replace(books, journal=books.journal.split(b"\n", 1)[1]), "was changed"),
        (lambda books: replace(books, journal=books.journal[:-1]), "is lost"),
        (lambda books: replace(books, journal=books.journal.replace(b'"score": 100', b'"score": 101')), "was changed"),
        (with_first_line(score=0.0), "deserved is graded 100.0"),
        (with_first_line(status="ungraded", score=None, reason=""), "without a grade, and yet None or no reason"),
        (with_first_line(status="ungraded", reason="lost"), "without a grade, and yet 100"),
        (with_first_line(status="rejected", score=0.0, reason="no file"), "rejected"),
        (lambda books: replace(books, results=(books.results or b"")[:-20]), "not whole"),
        (lambda books: replace(books, results=(books.results or b"") * 2), "2 times"),
        (lambda books: replace(books, results=rewritten(whole_lines(books.journal)[0], tries=9)), "does not"),
        (lambda books: replace(books, table=(books.table or b"")[:-20]), "in the middle"),
        (lambda books: replace(books, table=(books.table or b"").replace(b",100,", b",0,")), "grades.csv gives"),
        (lambda books: replace(books, junit=(books.junit or b"")[:-20]), "not whole"),
    ],
)
def test_what_may_never_be_is_seen_at_once(books: Books, change: Change, said: str) -> None:
    assert said in " ".join(faults_after_fault(books, change(books), roll_of(books)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda books: replace(books, results=None), "no row"),
        (lambda books: replace(books, table=None), "is not in grades.csv"),
        (lambda books: replace(books, junit=None), "no junit.xml"),
        (lambda books: replace(books, journal=books.journal + whole_lines(books.journal)[0]), "was graded 2 times"),
        (lambda books: replace(books, strangers=(".results.jsonl.part",)), "left behind"),
        (lambda books: replace(books, locked=True), "lock is still held"),
    ],
)
def test_what_must_be_so_in_the_end_is_asked_for_in_the_end(books: Books, change: Change, said: str) -> None:
    assert said in " ".join(faults_at_the_end(Books(), change(books), roll_of(books)))
    if said not in ("left behind", "no junit.xml"):
        assert faults_after_fault(Books(), books, roll_of(books)) == []


def test_somebody_who_is_not_of_the_batch_is_noticed(books: Books) -> None:
    roll = roll_of(books)
    del roll["right"]
    assert "right is in results.jsonl, and is nobody of this batch" in faults_at_the_end(Books(), books, roll)


def test_what_lies_in_a_folder_and_who_holds_it_is_read(tmp_path: Path) -> None:
    with Journal(tmp_path):
        (tmp_path / "submissions").mkdir()
        (tmp_path / "submissions" / ".x.json.part").write_text("half")
        books = books_of(tmp_path)
    assert (books.locked, books.strangers) == (True, ("submissions/.x.json.part",))
    descriptor = os.open(tmp_path / "lock", os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.close(descriptor)
    assert not books_of(tmp_path).locked
