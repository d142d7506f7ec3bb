"""A letter that mail programs read, whatever is in it."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model import BadInput
from runner.post import Attached, Letter, checked_address, letter_bytes
from tests.runner.workspaces import NOW

TEXT = st.text(max_size=40) | st.sampled_from(["a\r\nBcc: x@y", "\0", "\ud800", "=?utf-8?b?QmNj?=", "a" * 500, '"<,>;'])


def a_letter(**changes: object) -> Letter:
    return Letter(**{"sender": "Acme <hiring@acme.example>", "to_name": "Ana", "to": "ana@example.org", "subject": "x",
                     "text": "Hello", "at": NOW, **changes})  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_nobody_writes_a_header_of_their_own(name: str, subject: str, sender: str) -> None:
    letter = a_letter(to_name=name, subject=subject, sender=f"{sender.replace('<', '')} <hiring@acme.example>")
    made = message_from_bytes(letter_bytes(letter), policy=policy.default)
    assert list(made.keys()) == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert [each.addr_spec for each in made["To"].addresses] == ["ana@example.org"]
    assert [each.addr_spec for each in made["From"].addresses] == ["hiring@acme.example"]


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("hiring@acme.example", "hiring@acme.example"),
        ("Acme <hiring@acme.example>", "Acme <hiring@acme.example>"),
        ("Acme, Inc <Hiring@acme.example>", '"Acme, Inc" <Hiring@acme.example>'),
        ('"Acme, Inc" <hiring@acme.example>', '"Acme, Inc" <hiring@acme.example>'),
        ("Jörg <hiring@acme.example>", "Jörg <hiring@acme.example>"),
        ("hiring@localhost", "hiring@localhost"),
    ],
)
def test_senders_as_people_write_them(sender: str, shown: str) -> None:
    assert message_from_bytes(letter_bytes(a_letter(sender=sender)), policy=policy.default)["From"] == shown


@pytest.mark.parametrize("sender", ["", "Acme", "Acme <>", "Acme <hiring>", "<a@b> c", "a@b, c@d"])
def test_a_sender_without_an_address_is_told(sender: str) -> None:
    with pytest.raises(BadInput, match=r"the sender .* is no mail address"):
        letter_bytes(a_letter(sender=sender))


def test_text_page_and_files_come_as_they_are() -> None:
    long = "Zoë " * 300 + "\n.\nFrom here\n"
    files = (Attached(name="x.pdf", kind="application/pdf", data=bytes(range(256))),
             Attached(name="r.ics", kind="text/calendar", data=b"BEGIN:VCALENDAR\r\n"))  # fmt: skip
    data = letter_bytes(a_letter(text=long, page="<p>ö</p>\n", attached=files))
    made = message_from_bytes(data, policy=policy.default)
    plain, page = (made.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    assert (plain, page) == (long, "<p>ö</p>\n")
    assert [part.get_payload(decode=True) for part in made.iter_attachments()] == [each.data for each in files]
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert made["Date"].datetime == NOW


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab@.[]()<>,;:\\\"'=? %1\r\n\0é"), max_size=12))
def test_an_address_is_read_or_refused(text: str) -> None:
    try:
        address = checked_address(text, what="it")
    except BadInput:
        return
    assert "@" in address
    assert not set(address) & set(" \r\n\0é,<>")
