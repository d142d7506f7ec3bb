"""What is committed is kept, what fails is told in a sentence, and nothing of it names anybody."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from runner import hiring
from runner.model import BadInput, OurFault
from runner.workspace import CandidateRow, Database, EventRow, RoundRow, SubmissionRow, check_version, shown
from runner.workspace import database as room
from runner.workspace.database import url_of
from tests.faults.small_disk import small_disk, why_no_small_disk
from tests.runner.workspaces import NOW, Office, an_office

HEAD = b"SQLite format 3\0"


def an_event(**changes: object) -> EventRow:
    return EventRow(**{"at": NOW, "who": "host", "what": "try", "about": "spring", "details": {}, **changes})


def test_what_fails_in_the_middle_keeps_nothing(office: Office) -> None:
    with pytest.raises(RuntimeError), office.desk.database.writing() as session:
        session.add(an_event())
        session.flush()
        raise RuntimeError
    assert office.rows("event") == []


def test_its_owner_alone_can_read_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Database(url_of(f"sqlite:///{tmp_path}/x.db")) as database, database.connection() as connection:
            connection.exec_driver_sql("CREATE TABLE x (y)")
    finally:
        os.umask(before)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}


def test_a_reader_sees_one_moment(office: Office) -> None:
    how_many = select(func.count()).select_from(EventRow)
    with office.desk.database.reading() as reader:
        assert reader.scalar(how_many) == 0
        with office.desk.database.writing() as session:
            session.add(an_event())
        assert reader.scalar(how_many) == 0
    with office.desk.database.reading() as reader:
        assert reader.scalar(how_many) == 1


def test_times_come_back_in_utc_and_one_without_a_zone_is_refused(office: Office) -> None:
    zone = hiring.moment("2027-03-01T10:00+01:00", office.desk.place.zone, option="--due").tzinfo
    with office.desk.database.writing() as session:
        session.add(an_event(at=NOW.astimezone(zone)))
    with office.desk.database.reading() as session:
        assert session.scalars(select(EventRow.at)).all() == [NOW]
        assert session.scalars(select(EventRow).where(EventRow.at <= NOW)).one().at.tzinfo is NOW.tzinfo
    with pytest.raises(StatementError, match="names no time zone"), office.desk.database.writing() as session:
        session.add(an_event(at=datetime(2027, 3, 1)))


def test_text_that_no_database_keeps_becomes_a_mark(office: Office) -> None:
    with office.desk.database.writing() as session:
        session.add(an_event(who="a\0b\ud800c\U0001f600"))
    assert office.rows("event")[0].who == "a\ufffdb\ufffdc\U0001f600"


def test_an_exception_names_nobody(office: Office) -> None:
    office.publish()
    office.invite("ana")
    (row,) = office.rows("candidate")
    twice = {name: getattr(row, name) for name in ("round_id", "number", "minutes", "token")}
    times = dict.fromkeys(("invited_at", "readable_at", "starts_at", "due_at"), NOW)
    with pytest.raises(IntegrityError) as caught, office.desk.database.writing() as session:
        session.add(CandidateRow(name="Secret Name", email="secret@example.org", **twice, **times))
    assert "INSERT INTO candidate" in str(caught.value)
    assert not [word for word in ("Secret", "secret@", row.token) if word in str(caught.value.statement)]
    assert "Secret" not in str(caught.value).partition("[parameters")[2]
    with office.desk.database.reading() as session:
        assert session.scalars(select(SubmissionRow)).all() == []


def test_a_locked_file_is_our_fault_and_is_whole_afterwards(sqlite_office: Office, monkeypatch) -> None:
    sqlite_office.publish()
    sqlite_office.begin("ana")
    monkeypatch.setattr(room, "_PATIENCE_SECONDS", 0.05)
    path = sqlite_office.desk.place.folder / "prebrief.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other, an_office(sqlite_office.desk.place) as late:
        late.tokens = sqlite_office.tokens
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OurFault, match=r"database is locked\. Nothing of this was kept; try again"):
            late.submit("ana", "a = 1")
        assert hiring.standing(late.desk, late.tokens["ana"]).submissions == ()  # who reads is not kept out
        other.execute("ROLLBACK")
        assert late.submit("ana", "a = 1").number == 1


@pytest.mark.parametrize("content", [b"garbage" * 1000, HEAD + b"\xff" * 5000, HEAD])
def test_a_file_that_is_no_database_is_our_fault(sqlite_office: Office, content: bytes) -> None:
    path = sqlite_office.desk.place.folder / "other.db"
    path.write_bytes(content)
    with Database(url_of(f"sqlite:///{path}")) as database, pytest.raises(OurFault, match="does not work"):
        check_version(database)
    assert path.read_bytes() == content


def test_a_folder_that_is_away_is_our_fault(tmp_path: Path) -> None:
    with (
        Database(url_of(f"sqlite:///{tmp_path}/away/x.db")) as database,
        pytest.raises(OurFault, match="unable to open"),
    ):
        check_version(database)


def test_a_server_that_is_away_is_our_fault(tmp_path: Path) -> None:
    url = url_of(f"postgresql://ana:secret@/x?host={tmp_path}")
    with Database(url) as database, pytest.raises(OurFault, match="does not work") as caught:
        check_version(database)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["mysql://x/y", "nonsense", "", "postgresql://x:y", "http://x", "://"])
def test_what_is_no_url_of_ours_is_told(text: str) -> None:
    with pytest.raises(BadInput, match=r"give postgresql://USER@HOST/NAME"):
        url_of(text)


def test_a_password_is_not_shown() -> None:
    assert shown(url_of("postgres://ana:secret@db/x")) == "postgresql+psycopg://ana:***@db/x"


def test_a_full_disk_gives_no_receipt_and_leaves_all_else(sqlite_office: Office, tmp_path: Path) -> None:
    if reason := why_no_small_disk(tmp_path):
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true this test may not be skipped: {reason}", pytrace=False)
        pytest.skip(reason)
    from runner.workspace import bring_up_to_date, make_place

    with small_disk(tmp_path / "disk", size_bytes=1024 * 1024) as disk:
        with an_office(make_place(disk.place)) as office:
            bring_up_to_date(office.desk.database)
            office.publish()
            office.begin("ana")
            first = office.submit("ana", "a = 1")
            disk.leave(pages=0)
            with pytest.raises(OurFault, match=r"full.*Nothing of this was kept; try again"):
                office.submit("ana", "a = 2", DECISIONS="why " * 100_000)
            disk.make_room()
            assert [row.digest for row in office.rows("submission")] == [first.digest]
            assert office.submit("ana", "a = 2").number == 2
        with closing(sqlite3.connect(disk.place / "prebrief.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_commit_is_synced_to_the_disk(sqlite_office: Office) -> None:
    with sqlite_office.desk.database.connection() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "journal_mode", "synchronous", "foreign_keys", "secure_delete")]  # fmt: skip
    assert asked == ["wal", 2, 1, 1]
    with sqlite_office.desk.database.reading() as session:
        assert session.scalars(select(RoundRow)).all() == []
