"""What interviewers change, and the lines of the log that it leaves."""

from __future__ import annotations

import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from runner import hiring
from runner.hiring import Decision
from runner.model import BadInput
from tests.runner.workspaces import DAY, MINUTE, NOW, Office


def test_more_time_is_given_and_none_is_taken(office: Office) -> None:
    office.publish()
    office.begin("ana", due=NOW + DAY)
    times = hiring.extend(office.desk, "spring/1", minutes=15).times
    assert (times.ends_at, times.minutes, times.due_at) == (NOW + 45 * MINUTE, 45.0, NOW + DAY + 15 * MINUTE)
    times = hiring.extend(office.desk, "ana@example.org", minutes=5, due=NOW + 2 * DAY).times
    assert (times.extra_minutes, times.due_at) == (20.0, NOW + 2 * DAY)  # as it was typed
    assert hiring.log_lines(office.desk, most=1)[0].details["due"] == (NOW + 2 * DAY).isoformat()
    with pytest.raises(BadInput, match="nobody's time is taken away"):
        hiring.extend(office.desk, "spring/1", due=NOW + 2 * DAY - MINUTE)
    for minutes in (-1.0, float("nan"), float("inf"), 1e9):
        with pytest.raises(BadInput, match="extra time is 0 to"):
            hiring.extend(office.desk, "spring/1", minutes=minutes)
    assert hiring.standing(office.desk, office.tokens["ana"]).times.extra_minutes == 20.0


def test_who_is_withdrawn_is_gone_and_their_work_stays(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    assert hiring.withdraw(office.desk, " ANA@example.org ") == "spring/1"
    assert len(hiring.waiting(office.desk, "spring")) == 1
    for work in (hiring.withdraw, lambda desk, who: hiring.extend(desk, who, minutes=1)):
        with pytest.raises(BadInput, match="spring/1 was withdrawn: `prebrief invite spring --again spring/1`"):
            work(office.desk, "spring/1")


def test_more_time_is_told_by_letter_and_moves_the_calendar(office: Office) -> None:
    office.publish()
    office.begin("ana", due=NOW + DAY)
    office.clock.now += 10 * MINUTE
    made = hiring.extend(office.desk, "spring/1", minutes=15)
    assert made.trouble == ""
    letter = message_from_bytes(Path(made.letter).read_bytes(), policy=policy.default)
    assert letter["To"] == "ana <ana@example.org>"
    text = letter.get_body(("plain",)).get_content()
    assert "45 minutes, 15 of them agreed extra time" in text
    assert "Time is up      Mon 2027-03-01 09:45 UTC" in text
    entries = {each.get_content_type(): each.get_content() for each in letter.iter_attachments()}
    first = message_from_bytes((office.desk.place.outbox / "spring-1.eml").read_bytes(), policy=policy.default)
    old = next(each.get_content() for each in first.iter_attachments() if each.get_content_type() == "text/calendar")
    uid = next(line for line in old.splitlines() if line.startswith("UID:"))
    new = entries["text/calendar"].splitlines()
    assert {uid, "DTEND:20270301T094500Z", "SEQUENCE:600"} <= set(new)
    assert "SEQUENCE:0" in old.splitlines()
    hiring.forget(office.desk, "spring/1")
    assert list(office.desk.place.outbox.iterdir()) == []


def test_time_is_given_where_the_letter_does_not_leave(sqlite_office: Office) -> None:
    sqlite_office.publish()
    sqlite_office.begin("ana", due=NOW + DAY)
    shutil.rmtree(sqlite_office.desk.place.outbox)
    sqlite_office.desk.place.outbox.write_text("a file in its place")
    made = hiring.extend(sqlite_office.desk, "spring/1", minutes=15)
    assert (made.letter, made.times.minutes) == ("", 45.0)
    assert "can't be written" in made.trouble


def test_a_decision_may_be_changed_and_both_are_in_the_log(office: Office) -> None:
    office.publish()
    office.invite("ana")
    office.clock.now += 2.5 * DAY
    assert hiring.decide(office.desk, "spring/1", Decision.NEXT) == 2.5
    hiring.decide(office.desk, "spring/1", Decision.HIRE)
    (row,) = hiring.list_candidates(office.desk, "spring").candidates
    assert (row.decision, row.days) == (Decision.HIRE, 2.5)
    details = [row.details for row in office.rows("event") if row.what == "decide"]
    assert len(details) == 2
    assert "next-round" in str(details[1])


def test_who_is_named_by_an_address_in_two_rounds_is_asked_for_by_handle(office: Office) -> None:
    office.publish("spring")
    office.publish("autumn")
    office.invite("ana", to="spring")
    office.invite("ana", to="autumn")
    with pytest.raises(BadInput, match=r"is in 2 rounds: say (spring/1 or autumn/1|autumn/1 or spring/1)"):
        hiring.withdraw(office.desk, "ana@example.org")
    for text in (
        "",
        "nobody",
        "spring/0",
        "spring/2",
        "spring/1/1",
        "spring/1 OR 1=1",
        "%",
        "spring/" + "9" * 30,
        "\0",
    ):
        with pytest.raises(BadInput, match=r"no candidate .* here: give a handle like spring/3"):
            hiring.withdraw(office.desk, text)


def test_every_change_leaves_a_line_that_names_numbers_alone(office: Office) -> None:
    office.publish()
    office.begin("Xanthippe")
    hiring.open_invitation(office.desk, office.tokens["Xanthippe"])
    office.submit("Xanthippe", "a = 1")
    office.grade()
    hiring.extend(office.desk, "spring/1", minutes=1)
    hiring.release(office.desk, "spring")
    hiring.decide(office.desk, "spring/1", Decision.NO)
    hiring.withdraw(office.desk, "spring/1")
    hiring.forget(office.desk, "spring/1")
    events = office.rows("event")
    assert [(row.what, row.about, row.who) for row in events] == [
        ("publish", "spring", "host"), ("invite", "spring/1", "host"), ("start", "spring/1", "spring/1"),
        ("open", "spring/1", "spring/1"), ("submit", "spring/1", "spring/1"), ("grade", "spring", "host"),
        ("extend", "spring/1", "host"), ("release", "spring", "host"), ("decide", "spring/1", "host"),
        ("withdraw", "spring/1", "host"), ("forget", "spring/1", "host")]  # fmt: skip
    assert "anthippe" not in repr(events)
