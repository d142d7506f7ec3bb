"""What letters say: in the host's words, with every name made harmless, times in UTC and in the workspace's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from runner.invitation import ASSISTANTS, RoundInfo, Times
from runner.plain import visible
from runner.post import Attached, Entry, Letter, calendar_bytes, letter_bytes
from runner.workspace import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """The round's brief, made once for all its letters; an empty one is left out."""

    page: bytes = b""
    paper: bytes = b""


def letter_name(handle: str) -> str:
    """Return what the file of a candidate's letter is called."""
    return handle.replace("/", "-")


def times_letter_name(handle: str) -> str:
    """Return what the file of the letter about a candidate's new times is called."""
    return f"{letter_name(handle)}-times"


def invitation_letter(
    place: Place,
    *,
    handle: str,
    name: str,
    to: str,
    link: str,
    times: Times,
    about: RoundInfo,
    enclosed: Enclosed,
    invited_at: datetime,
    at: datetime,
) -> bytes:
    """Return an invitation with the brief and a calendar entry."""
    brief_now = times.readable_at <= at  # a brief that is not readable yet does not travel ahead of its time
    files = [
        Attached(name=f"{about.slug}.html", kind="text/html", data=enclosed.page),
        Attached(name=f"{about.slug}.pdf", kind="application/pdf", data=enclosed.paper),
    ]
    calendar = _calendar(place, handle=handle, times=times, about=about, invited_at=invited_at, at=at)
    text = invitation_text(place, name=name, link=link, times=times, about=about, enclosed=brief_now)
    return letter_bytes(
        Letter(
            sender=place.sender,
            to_name=name,
            to=to,
            subject=f"{about.label} ({place.name})",
            text=text,
            page=_page(text),
            at=at,
            attached=(*(each for each in files if each.data and brief_now), calendar),
        )
    )


def invitation_text(place: Place, *, name: str, link: str, times: Times, about: RoundInfo, enclosed: bool) -> str:
    """Return the words of an invitation."""
    zone = place.zone
    brief = "The brief is attached." if enclosed else f"The brief can be read from {_when(times.readable_at, zone)}."
    return "\n".join(
        [
            f"Hello {visible(name)},",
            "",
            f"{visible(place.name)} invites you to: {visible(about.label)}.",
            "",
            "This round assesses",
            *(f"  - {visible(each)}" for each in about.assesses),
            "It does not assess",
            *(f"  - {visible(each)}" for each in about.not_assessed),
            "",
            ASSISTANTS[about.assistants],
            brief,
            "",
            *_times(place, times),
            "",
            "You need Python 3.11 or newer, and one small install; no account and no Docker:",
            "",
            "  pip install prebrief",
            f"  prebrief open '{link}'",
            "",
            "`open` shows what the round assesses, the brief and the times; it starts no clock: `prebrief start` does.",
            "The link is yours alone. Whoever has it can hand in in your name.",
            "",
        ]
    )


def times_letter(
    place: Place,
    *,
    handle: str,
    name: str,
    to: str,
    times: Times,
    about: RoundInfo,
    invited_at: datetime,
    at: datetime,
) -> bytes:
    """Return the letter that says that there is more time, with the calendar entry that replaces the one before."""
    up = [f"Time is up      {_when(times.ends_at, place.zone)}"] if times.ends_at is not None else []
    text = "\n".join(
        [
            f"Hello {visible(name)},",
            "",
            f"{visible(place.name)} gives you more time for: {visible(about.label)}. These are your times now:",
            "",
            *_times(place, times),
            *up,
            "",
            "Your link stays as it is, and so does the rest. `prebrief status` shows the times as well.",
            "",
        ]
    )
    calendar = _calendar(place, handle=handle, times=times, about=about, invited_at=invited_at, at=at)
    return letter_bytes(
        Letter(
            sender=place.sender,
            to_name=name,
            to=to,
            subject=f"More time: {about.label} ({place.name})",
            text=text,
            page=_page(text),
            at=at,
            attached=(calendar,),
        )
    )


def _times(place: Place, times: Times) -> tuple[str, ...]:
    extra = f", {times.extra_minutes:g} of them agreed extra time" if times.extra_minutes else ""
    return (
        f"Work may start  {_when(times.starts_at, place.zone)}",
        f"It is due       {_when(times.due_at, place.zone)}",
        f"Once started    {times.minutes:g} minutes{extra}",
    )


def _calendar(
    place: Place, *, handle: str, times: Times, about: RoundInfo, invited_at: datetime, at: datetime
) -> Attached:
    """Return the calendar entry; a later one of the same candidate replaces an earlier one."""
    slug = re.sub(r"[^a-z0-9-]", "-", handle)
    entry = Entry(
        uid=f"{slug}@{_domain(place.sender)}",
        title=f"{about.label} ({place.name})",
        about=f"Work may start now, and is due at the end of this entry.\n{times.minutes:g} minutes once started.",
        begins=times.starts_at,
        ends=times.ends_at or times.due_at,
        made=at,
        sequence=max(0, int((at - invited_at).total_seconds())),
    )
    return Attached(name="round.ics", kind="text/calendar", data=calendar_bytes(entry))


def _when(value: datetime, zone: ZoneInfo) -> str:
    in_utc = value.strftime("%a %Y-%m-%d %H:%M UTC")
    local = value.astimezone(zone)
    if local.utcoffset() == value.utcoffset():
        return in_utc
    return f"{in_utc} ({local.strftime('%a %H:%M')} {zone.key})"


def _page(text: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Invitation</title></head><body>'
        f'<pre style="font-family: sans-serif; white-space: pre-wrap">{escape(text)}</pre></body></html>\n'
    )


def _domain(sender: str) -> str:
    return sender.rstrip("> ").rpartition("@")[2] or "localhost"
