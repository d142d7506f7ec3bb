"""Who is forgotten leaves no trace: not in a table, not in the bytes of the file, not in what grading kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner import hiring
from runner.grading import Journal
from runner.hiring import Came, Decision
from runner.invitation import Stage
from runner.model import BadInput
from tests.runner.workspaces import DAY, HOUR, Office, graded

NAME, TRACES = "Xanthippe", ("Xanthippe", "xanthippe@", "seldom_seen_name", "rarely said words", "seldom seen message")


def everything(office: Office) -> bytes:
    return b"\n".join(
        repr(office.rows(name)).encode() for name in ("round", "candidate", "submission", "grade", "event")
    )


def with_work(office: Office) -> None:
    """Let Xanthippe and others hand in work of several pages, and have it graded."""
    office.publish(max_submissions=3)
    office.begin("ben", NAME, "eve")
    for name in ("ben", NAME, "eve"):
        word = "seldom_seen_name" if name == NAME else "usual"
        office.submit(
            name, f"{word} = 1\n" * 800, DECISIONS=f"{'rarely said words' if name == NAME else 'because'} " * 300
        )
        office.submit(name, f"{word} = 2\n", practice=True)
    waits = hiring.waiting(office.desk, "spring")
    assert len(waits) == 6
    office.grade(75.0, reason="seldom seen message")
    office.set("UPDATE grade SET record = '{}', reason = '' WHERE submission_id IN "
               "(SELECT id FROM submission WHERE candidate_id <> 2)")  # fmt: skip


def test_every_trace_is_there_before_and_gone_after(office: Office) -> None:
    with_work(office)
    digests = [row.digest for row in office.rows("submission") if row.candidate_id == 2]
    token = next(row.token for row in office.rows("candidate") if row.id == 2)
    traces = [word.encode() for word in (*TRACES, token, *digests)]
    assert [word for word in traces if word not in everything(office)] == []
    assert hiring.forget(office.desk, "xanthippe@example.org") == "spring/2"
    assert [word for word in traces if word in everything(office)] == []
    assert b"ben@example.org" in everything(office)


def test_no_byte_of_the_file_has_a_trace(sqlite_office: Office) -> None:
    with_work(sqlite_office)
    hiring.forget(sqlite_office.desk, "spring/2")
    with sqlite_office.desk.database.connection() as connection:
        connection.exec_driver_sql("SELECT 1")
    sqlite_office.desk.database.close()
    folder = sqlite_office.desk.place.folder
    assert [path.name for path in folder.glob("prebrief.db*")] == ["prebrief.db"]  # the log went into it
    data = (folder / "prebrief.db").read_bytes()
    assert b"ben@example.org" in data
    assert [word for word in TRACES if word.encode() in data] == []


def test_no_byte_of_the_log_has_a_trace_while_a_server_goes_on(sqlite_office: Office) -> None:
    with_work(sqlite_office)
    folder = sqlite_office.desk.place.folder
    log = folder / "prebrief.db-wal"
    assert NAME.encode() in log.read_bytes() + (folder / "prebrief.db").read_bytes()
    hiring.forget(sqlite_office.desk, "spring/2")
    assert log.stat().st_size == 0  # the database is still open
    data = (folder / "prebrief.db").read_bytes()
    assert [word for word in TRACES if word.encode() in data] == []


def test_who_is_forgotten_while_others_read_leaves_nothing_once_they_are_gone(sqlite_office: Office) -> None:
    with_work(sqlite_office)
    with sqlite_office.desk.database.reading() as session:
        session.connection().exec_driver_sql("SELECT name FROM candidate").all()
        hiring.forget(sqlite_office.desk, "spring/2")
    sqlite_office.desk.database.close()
    data = (sqlite_office.desk.place.folder / "prebrief.db").read_bytes()
    assert [word for word in TRACES if word.encode() in data] == []


def test_times_scores_and_the_decision_stay(office: Office) -> None:
    with_work(office)
    office.clock.now += DAY
    hiring.decide(office.desk, "spring/2", Decision.NO)
    hiring.forget(office.desk, "spring/2")
    row = hiring.list_candidates(office.desk, "spring").candidates[1]
    assert (row.handle, row.name, row.email, row.stage) == ("spring/2", "", "", Stage.FORGOTTEN)
    assert (row.score, row.submissions, row.practice, row.decision, row.days) == (75.0, 1, 1, Decision.NO, 1.0)


def test_what_grading_kept_on_the_disk_goes_too(office: Office) -> None:
    with_work(office)
    kept = office.desk.place.grading("spring") / "submissions"
    kept.mkdir(parents=True)
    (kept / "x.json").write_text("seldom_seen_name")
    other = office.desk.place.grading("summer")
    other.mkdir()
    hiring.forget(office.desk, "spring/2")
    assert (office.desk.place.grading("spring").exists(), other.exists()) == (False, True)


def test_the_letter_in_the_outbox_goes_too_and_no_other(office: Office) -> None:
    office.publish()
    office.invite("ana", "ben")
    office.invite(*(f"guest{number}" for number in range(3, 12)))
    outbox = office.desk.place.outbox
    assert len(list(outbox.iterdir())) == 11
    hiring.forget(office.desk, "spring/1")
    assert sorted(path.name for path in outbox.iterdir() if path.name.startswith("spring-1")) == [
        "spring-10.eml", "spring-11.eml"]  # fmt: skip
    hiring.withdraw(office.desk, "spring/2")
    assert (outbox / "spring-2.eml").exists()


def test_nobody_is_forgotten_while_the_round_is_graded(office: Office) -> None:
    with_work(office)
    with Journal(office.desk.place.grading("spring")), pytest.raises(BadInput, match="another batch writes to"):
        hiring.forget(office.desk, "spring/2")
    assert office.rows("candidate")[1].name == NAME


def test_a_second_time_changes_nothing_and_nothing_is_decided_about_nobody(office: Office) -> None:
    with_work(office)
    hiring.forget(office.desk, "spring/2")
    when = office.rows("candidate")[1].forgotten_at
    office.clock.now += DAY
    assert hiring.forget(office.desk, "spring/2") == "spring/2"
    assert office.rows("candidate")[1].forgotten_at == when
    assert [row.what for row in office.rows("event")].count("forget") == 1
    with pytest.raises(BadInput, match="nothing is decided about nobody"):
        hiring.decide(office.desk, "spring/2", Decision.HIRE)
    with pytest.raises(BadInput, match="no candidate"):
        hiring.forget(office.desk, "xanthippe@example.org")


def test_what_comes_back_from_grading_later_is_not_kept(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    waits = hiring.waiting(office.desk, "spring")
    hiring.forget(office.desk, "spring/1")
    assert hiring.waiting(office.desk, "spring") == ()
    assert hiring.record(office.desk, "spring", [Came(id=waits[0].id, grade=graded("x", 1.0))]) == 0
    assert office.rows("grade") == []


def test_the_retention_time_forgets_whom_it_says_to(office: Office) -> None:
    office.publish()
    office.invite("ana", "ben", "eve", due=office.clock.now + HOUR)
    assert hiring.forget_old(office.desk) == ()
    desk = replace(office.desk, place=replace(office.desk.place, retention_days=30))
    hiring.decide(office.desk, "spring/1", Decision.NO)
    office.clock.now += 20 * DAY
    hiring.decide(office.desk, "spring/2", Decision.NO)
    office.clock.now += 11 * DAY
    assert hiring.forget_old(desk) == ("spring/1", "spring/3")
    assert hiring.forget_old(desk) == ()
    office.clock.now += 20 * DAY
    assert hiring.forget_old(desk) == ("spring/2",)
