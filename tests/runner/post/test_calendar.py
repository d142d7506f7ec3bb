"""A calendar entry that calendars read: UTC, one event, a reminder a day before its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from runner.post import calendar_bytes
from runner.post.calendar import Entry
from tests.runner.workspaces import DAY, NOW


def an_entry(**changes: object) -> Entry:
    values = {"uid": "x@y", "title": "T", "about": "A", "begins": NOW, "ends": NOW + DAY, "made": NOW}
    return Entry(**{**values, **changes})


def test_an_entry_is_read_back() -> None:
    whole = Calendar.from_ical(calendar_bytes(an_entry(sequence=2)))
    (event,) = whole.walk("VEVENT")
    (alarm,) = event.walk("VALARM")
    assert (whole["method"], whole["version"], event["uid"], event["sequence"]) == ("PUBLISH", "2.0", "x@y", 2)
    assert (event.decoded("dtstart"), event.decoded("dtend"), event.decoded("dtstamp")) == (NOW, NOW + DAY, NOW)
    assert (alarm.decoded("trigger"), alarm["trigger"].params["RELATED"]) == (timedelta(days=-1), "END")
    assert b"DTSTART:20270301T090000Z" in calendar_bytes(an_entry())


@pytest.mark.parametrize("text", ["a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "a;b,c:d\\n", "\x1b[2J", "ü" * 200, "\u2028X-A:b"])
def test_text_adds_no_line_of_its_own(text: str) -> None:
    data = calendar_bytes(an_entry(title=text, about=text))
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert len(Calendar.from_ical(data).walk("VALARM")) == 1
    assert b"\x1b" not in data
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert "X-A" not in event
