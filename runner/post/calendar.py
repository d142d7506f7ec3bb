"""A calendar entry: when work may start and when it is due. Times are UTC, so that every calendar shows its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from runner.plain import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is entered; the same `uid` again replaces an earlier one, if `sequence` is higher."""

    uid: str
    title: str
    about: str
    begins: datetime
    ends: datetime
    made: datetime
    sequence: int = 0


def calendar_bytes(entry: Entry) -> bytes:
    """Return an .ics file with one entry, and a reminder a day before it ends."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.made)
    event.add("sequence", entry.sequence)
    event.add("summary", visible(entry.title))
    event.add("description", visible(entry.about, newlines=True))
    event.add("dtstart", entry.begins)
    event.add("dtend", entry.ends)
    event.add("transp", "TRANSPARENT")  # nobody is busy for a week
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", visible(entry.title))
    alarm.add("trigger", timedelta(days=-1), parameters={"RELATED": "END"})
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//prebrief//prebrief//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
