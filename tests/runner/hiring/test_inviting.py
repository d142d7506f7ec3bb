"""Invitations stand before their letters leave, and their links are kept nowhere."""

from __future__ import annotations

import email
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from runner import hiring
from runner.hiring import guest
from runner.invitation import read_link
from runner.model import BadInput
from tests.runner.workspaces import CARD, DAY, HOUR, NOW, Office

HOSTILE = ('=HYPERLINK("https://evil.example")', "Ana\r\nBcc: x@y.example", "</pre><script>alert(1)</script>", "ابن 12",
           "\u202eanA", 'a"b\\c, d', "Zo\u0065\u0301 \U0001f600", "=?utf-8?q?x?=", "A" * 200, "%s {0}")  # fmt: skip


def letter(office: Office, number: int = 1) -> EmailMessage:
    data = (office.desk.place.outbox / f"spring-{number}.eml").read_bytes()
    made: Any = email.message_from_bytes(data, policy=policy.default)
    return made


def parts(made: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in made.iter_attachments()}


def test_a_letter_has_the_link_the_brief_and_a_calendar_entry(office: Office) -> None:
    office.publish()
    (invited,) = office.invite("ana", starts=NOW + DAY, due=NOW + 3 * DAY)
    made = letter(office)
    text = made.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert (made["To"], made["Subject"], made["Auto-Submitted"]) == (
        "ana <ana@example.org>", "Live coding: algorithms (Acme)", "auto-generated")  # fmt: skip
    assert f"prebrief open '{invited.link}'" in text
    for said in (
        "This round assesses\n  - plain Python",
        "It does not assess\n  - libraries",
        "The brief is attached.",
        "AI assistants are allowed; say in DECISIONS.md",
        "Once started    30 minutes\n",
    ):
        assert said in text
    files = parts(made)
    assert (files["mean-by-key.html"], files["mean-by-key.pdf"]) == (CARD.page, CARD.paper)
    (entry,) = Calendar.from_ical(files["round.ics"]).walk("VEVENT")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (NOW + DAY, NOW + 3 * DAY)
    assert entry.decoded("dtstart").tzinfo is not None
    assert entry["uid"] == "spring-1@localhost"
    assert invited.link.encode() not in files["round.ics"]
    assert invited.letter.endswith("outbox/spring-1.eml")


def test_a_brief_does_not_travel_ahead_of_its_time(office: Office) -> None:
    office.publish()
    office.invite("ana", readable=NOW + HOUR, starts=NOW + DAY)
    made = letter(office)
    assert list(parts(made)) == ["round.ics"]
    assert "The brief can be read from Mon 2027-03-01 10:00 UTC" in made.get_body(("plain",)).get_content()
    assert CARD.page not in (office.desk.place.outbox / "spring-1.eml").read_bytes()


def test_times_are_told_in_the_workspaces_zone_too(office: Office) -> None:
    office.publish()
    office.desk = replace(office.desk, place=replace(office.desk.place, timezone="Europe/Berlin"))
    office.invite("ana", due=NOW + DAY)
    assert "2027-03-02 09:00 UTC (Tue 10:00 Europe/Berlin)" in letter(office).get_body(("plain",)).get_content()


def test_a_name_breaks_out_of_nothing_in_a_letter(sqlite_office: Office) -> None:
    sqlite_office.publish()
    guests = [guest(name, f"x{number}@example.org") for number, name in enumerate(HOSTILE, start=1)]
    assert hiring.invite(sqlite_office.desk, "spring", guests, CARD).trouble == ()
    for number in range(1, len(HOSTILE) + 1):
        made = letter(sqlite_office, number)
        assert [each.addr_spec for each in made["To"].addresses] == [f"x{number}@example.org"]
        headers = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
        assert set(made.keys()) == headers
        page = made.get_body(("html",)).get_content()
        assert "<script>" not in page
        assert not {"\x1b", "\u202e"} & set(page + made.get_body(("plain",)).get_content() + str(made["To"]))
        assert made.defects == []
        assert list(parts(made)) == ["mean-by-key.html", "mean-by-key.pdf", "round.ics"]


def test_what_a_label_and_a_host_are_called_breaks_out_of_nothing(sqlite_office: Office) -> None:
    sqlite_office.publish()
    sqlite_office.set("UPDATE round SET label = 'x' || char(13, 10) || 'Bcc: y@z.example' || char(27) || '[2J'")
    place = replace(
        sqlite_office.desk.place, name="A\r\nBcc: q@z.example", sender="Acme, Inc\x1b <hiring@acme.example>"
    )
    sqlite_office.desk = replace(sqlite_office.desk, place=place)
    sqlite_office.invite("ana")
    made = letter(sqlite_office)
    (entry,) = Calendar.from_ical(parts(made)["round.ics"]).walk("VEVENT")
    assert made["Bcc"] is None
    assert "\x1b" not in str(made["Subject"]) + str(made["From"]) + entry["summary"] + made.as_string()
    assert made["Subject"] == r"x\r\nBcc: y@z.example\x1b[2J (A\r\nBcc: q@z.example)"


@pytest.mark.parametrize(
    "sender", ["nobody", "", "a@b@c", "Acme <hiring>", "h\xe4@acme.example", "x@acme.example\r\nBcc: y@z"]
)
def test_a_sender_that_is_none_is_told_and_the_invitation_stands(sqlite_office: Office, sender: str) -> None:
    sqlite_office.publish()
    sqlite_office.desk = replace(sqlite_office.desk, place=replace(sqlite_office.desk.place, sender=sender))
    sent = hiring.invite(sqlite_office.desk, "spring", [guest("Ana", "ana@example.org")], CARD)
    assert [(each.handle, each.letter) for each in sent.invited] == [("spring/1", "")]
    assert "the sender" in sent.trouble[0]
    token = read_link(sent.invited[0].link).token
    assert hiring.standing(sqlite_office.desk, token).handle == "spring/1"


def test_an_outbox_that_cannot_be_written_is_told_and_again_sends(office: Office) -> None:
    office.publish()
    office.desk.place.outbox.write_text("in the way")
    sent = hiring.invite(office.desk, "spring", [guest("ana", "ana@example.org")], CARD)
    assert "spring/1: " in sent.trouble[0]
    same = [guest("ana", "ana@example.org")]
    assert hiring.invite(office.desk, "spring", same, CARD).unsent == ("spring/1",)  # as after a kill in between
    office.desk.place.outbox.unlink()
    again = hiring.renew(office.desk, "spring", ["spring/1"], CARD)
    assert (again.trouble, office.desk.place.outbox.stat().st_mode & 0o777) == ((), 0o700)
    assert hiring.invite(office.desk, "spring", same, CARD).unsent == ()
    old, new = (read_link(each.invited[0].link).token for each in (sent, again))
    with pytest.raises(BadInput, match="not known here"):
        hiring.start(office.desk, old)
    assert hiring.standing(office.desk, new).handle == "spring/1"
    assert new in (office.desk.place.outbox / "spring-1.eml").read_text()


def test_a_new_link_keeps_the_clock_and_what_was_handed_in(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    (invited,) = hiring.renew(office.desk, "spring", ["ana@example.org"], CARD).invited
    stands = hiring.standing(office.desk, read_link(invited.link).token)
    assert (stands.times.started_at, len(stands.submissions)) == (NOW, 1)


def test_one_named_twice_gets_one_new_link(office: Office) -> None:
    office.publish()
    office.invite("ana")
    again = hiring.renew(office.desk, "spring", ["spring/1", "ana@example.org"], CARD)
    assert [each.handle for each in again.invited] == ["spring/1"]
    assert hiring.standing(office.desk, read_link(again.invited[0].link).token).handle == "spring/1"


def test_who_is_invited_stays_as_they_are(office: Office) -> None:
    office.publish()
    office.begin("ana")
    guests = [guest("Another Name", "ANA@example.org"), guest("ben", "ben@example.org"), guest("x", "ben@example.org")]
    sent = hiring.invite(office.desk, "spring", guests, CARD, due=NOW + 30 * DAY)
    assert (sent.before[0], [each.handle for each in sent.invited]) == ("ana@example.org", ["spring/2"])
    assert hiring.standing(office.desk, office.tokens["ana"]).times.due_at == NOW + 7 * DAY


def test_times_out_of_order_invite_nobody(office: Office) -> None:
    office.publish()
    guests = [guest("ana", "ana@example.org"), replace(guest("ben", "ben@example.org"), due=NOW - DAY)]
    with pytest.raises(BadInput, match="have to follow one another"):
        hiring.invite(office.desk, "spring", guests, CARD)
    assert (office.rows("candidate"), office.desk.place.outbox.exists()) == ([], False)


def test_those_of_another_round_and_the_forgotten_get_no_new_link(office: Office) -> None:
    office.publish("spring")
    office.publish("autumn")
    office.invite("ana")
    with pytest.raises(BadInput, match="spring/1 is not of round autumn"):
        hiring.renew(office.desk, "autumn", ["spring/1"], CARD)
    hiring.forget(office.desk, "spring/1")
    with pytest.raises(BadInput, match="spring/1 was forgotten, for good"):
        hiring.renew(office.desk, "spring", ["spring/1"], CARD)


def test_who_was_withdrawn_can_be_asked_back(office: Office) -> None:
    office.publish()
    office.begin("ana", "ben")
    office.submit("ana", "a = 1")
    hiring.withdraw(office.desk, "spring/1")
    guests = [guest(name, f"{name}@example.org") for name in ("ana", "ben")]
    sent = hiring.invite(office.desk, "spring", guests, CARD)
    assert (sent.invited, len(sent.before), sent.withdrawn) == ((), 2, ("spring/1",))
    with pytest.raises(BadInput, match="withdrawn"):
        office.submit("ana", "a = 2")
    (back,) = hiring.renew(office.desk, "spring", ["spring/1"], CARD).invited
    office.tokens["ana"] = read_link(back.link).token
    assert office.submit("ana", "a = 2").number == 2
    assert hiring.invite(office.desk, "spring", guests, CARD).withdrawn == ()


def test_a_link_is_in_its_letter_and_nowhere_else(office: Office, caplog) -> None:
    office.publish(release="at-once", max_submissions=2)
    office.begin("ana")
    office.submit("ana", "a = 1")
    office.grade()
    hiring.renew(office.desk, "spring", ["spring/1"], CARD)
    hiring.feedback(office.desk, new := read_link(office.invite("ben")[0].link).token)
    tokens = [office.tokens["ana"], new]
    kept = repr([office.rows(name) for name in ("round", "candidate", "submission", "grade", "event")])
    files = [path for path in office.desk.place.folder.rglob("*") if path.is_file() and path.suffix != ".eml"]
    for token in tokens:
        assert token not in kept
        assert token not in caplog.text
        assert [path for path in files if token.encode() in path.read_bytes()] == []
        assert token not in repr(hiring.list_candidates(office.desk, "spring"))
    assert new in (office.desk.place.outbox / "spring-2.eml").read_text()
    assert {len(row.token) for row in office.rows("candidate")} == {64}


def test_an_exception_has_no_token(sqlite_office: Office) -> None:
    sqlite_office.publish()
    sqlite_office.invite("ana")
    sqlite_office.set("DROP TABLE submission")
    with pytest.raises(Exception, match="no such table") as caught:
        hiring.standing(sqlite_office.desk, sqlite_office.tokens["ana"])
    chain: list[str] = []
    error: BaseException | None = caught.value
    while error is not None:
        chain.append(f"{error} {error!r}")
        error = error.__cause__ or error.__context__
    assert not [text for text in chain if sqlite_office.tokens["ana"] in text]


def test_the_moment_of_a_letter_is_kept(sqlite_office: Office) -> None:
    sqlite_office.publish()
    sqlite_office.invite("ana")
    path: Path = sqlite_office.desk.place.folder / "prebrief.db"
    with closing(sqlite3.connect(path)) as connection:
        (kept,) = connection.execute("SELECT letter_at FROM candidate").fetchone()
    assert kept.startswith(NOW.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"))
