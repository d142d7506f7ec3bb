"""Invite candidates: one invitation each, a letter with the brief and a calendar entry; a link that is kept nowhere.

An invitation is in the database before its letter leaves. Where the letter does not leave, the invitation says so, and
`renew` makes a new link and a new letter: the old link, which nobody has, is void.
"""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from runner.catalog import read_file
from runner.hiring.desk import Desk, log
from runner.hiring.letters import Enclosed, invitation_letter, letter_name
from runner.hiring.rows import candidate_named, handle_of, round_info, round_named, times_in
from runner.hiring.times import moment, planned
from runner.hiring.tokens import hashed, new_token
from runner.hiring.values import Invited
from runner.invitation import Link
from runner.model import BadInput, OurFault
from runner.plain import visible
from runner.post import Carrier, carrier, checked_address
from runner.workspace import CandidateRow, Place, RoundRow

_MOST_BYTES = 16 * 1024 * 1024
_MOST_AT_ONCE = 10_000
_MOST_NAME = 200
_MOST_EXTRA = 24 * 60.0
_COLUMNS = ("name", "email", "readable", "start", "due", "extra_minutes")
_OF_TIMES = frozenset(("date", "deadline", "due", "end", "extra", "minutes", "readable", "start", "time", "until"))
_SHOWN = 10
_NOTED_EVERY_SECONDS = 0.2
_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody to be invited; times that are None follow from the round's."""

    name: str
    email: str
    readable: datetime | None = None
    starts: datetime | None = None
    due: datetime | None = None
    extra_minutes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of inviting: who was, who had been before, and whose letter did not leave, with the reason.

    `unsent` are the handles of who had been invited before and has had no letter: something was killed in between.
    `withdrawn` are the handles of those named who were invited before, and withdrawn.
    """

    invited: tuple[Invited, ...]
    before: tuple[str, ...]
    trouble: tuple[str, ...]
    unsent: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def guest(
    name: str,
    email: str,
    *,
    readable: datetime | None = None,
    starts: datetime | None = None,
    due: datetime | None = None,
    extra_minutes: float = 0.0,
) -> Guest:
    """Return a guest, checked; raises BadInput."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > _MOST_NAME or _CONTROLS.search(cleaned):
        raise BadInput(f"a name has 1 to {_MOST_NAME} letters, no controls among them; {name[:80]!r} has not")
    if not 0 <= extra_minutes <= _MOST_EXTRA:
        raise BadInput(f"extra time is 0 to {_MOST_EXTRA:g} minutes, not {extra_minutes:g}")
    return Guest(
        name=cleaned,
        email=checked_address(email, what="the address"),
        readable=readable,
        starts=starts,
        due=due,
        extra_minutes=extra_minutes,
    )


def guests_in(path: Path, zone: ZoneInfo) -> tuple[Guest, ...]:
    """Read guests from a CSV file with a header: name, email, and if wanted readable, start, due, extra_minutes.

    Raises BadInput that lists what is wrong, line by line; then nobody is invited.
    """
    try:
        text = read_file(path, most_bytes=_MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 (byte {error.start}). Save it as CSV UTF-8.") from error
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text), restkey="")
        rows = list(reader)
    except csv.Error as error:
        raise BadInput(f"{path} is no CSV: {error}") from error
    header = _header(reader.fieldnames or (), path)
    if not rows:
        raise BadInput(f"{path} names nobody: below its first line it has one line for each candidate")
    if len(rows) > _MOST_AT_ONCE:
        raise BadInput(f"{path} has {len(rows)} lines; invite at most {_MOST_AT_ONCE} at once")
    found, faults, seen = [], [], set()
    for number, row in enumerate(rows, start=2):
        try:
            each = _guest_of({key: row[name] or "" for key, name in header.items()}, zone)
        except BadInput as fault:
            faults.append(f"  row {number}: {fault}")
            continue
        if each.email in seen:
            faults.append(f"  row {number}: {each.email} is there twice")
        seen.add(each.email)
        found.append(each)
    if faults:
        more = [f"  and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        raise BadInput(
            "\n".join([f"{path} has rows that can't be used, so nobody was invited:", *faults[:_SHOWN], *more])
        )
    return tuple(found)


def _header(names: Sequence[str], path: Path) -> dict[str, str]:
    """Return what each column is called in the file; raises BadInput for those that seem to be misspelt."""
    header = {key.strip().casefold(): key for key in names if key}
    if meant := [key[:40] for key in header if key not in _COLUMNS and _seems_known(key)]:
        raise BadInput(
            f"{path} has columns that are not known here: {', '.join(meant[:_SHOWN])}. Correct the name or take the "
            f"column out, so that nobody gets other times than you meant; known are {', '.join(_COLUMNS)}"
        )
    if not {"name", "email"} <= set(header):
        raise BadInput(
            f"{path} needs a first line that names the columns: name,email (and if wanted {', '.join(_COLUMNS[2:])})"
        )
    return header


def _seems_known(column: str) -> bool:
    words = frozenset(re.split("[^a-z]+", column))
    return bool(words & _OF_TIMES or get_close_matches(column, _COLUMNS[2:], n=1, cutoff=0.75))


def invite(
    desk: Desk,
    name: str,
    guests: Sequence[Guest],
    enclosed: Enclosed,
    *,
    readable: datetime | None = None,
    starts: datetime | None = None,
    due: datetime | None = None,
    tell: Callable[[int], None] = lambda _done: None,
) -> Sent:
    """Invite guests to a round. Who has an invitation to it already keeps it; nobody is invited twice."""
    now = desk.now()
    made: list[tuple[CandidateRow, str]] = []
    before = []
    with desk.database.writing() as session:
        row = session.scalar(select(RoundRow).where(RoundRow.id == round_named(session, name).id).with_for_update())
        assert row is not None  # noqa: S101  (it was there a line ago, in this transaction)
        there = set(session.scalars(select(CandidateRow.email).where(CandidateRow.round_id == row.id)))
        for each in guests:
            if each.email in there:
                before.append(each.email)
                continue
            there.add(each.email)
            read_from, start_from, due_at = planned(
                now=now,
                readable=each.readable or readable,
                starts=each.starts or starts,
                due=each.due or due,
                prepare_hours=row.prepare_hours,
            )
            token = new_token()
            candidate = CandidateRow(
                round=row,
                number=row.next_number,
                name=each.name,
                email=each.email,
                token=hashed(token),
                invited_at=now,
                readable_at=read_from,
                starts_at=start_from,
                due_at=due_at,
                minutes=row.minutes,
                extra_minutes=each.extra_minutes,
            )
            row.next_number += 1
            session.add(candidate)
            made.append((candidate, token))
        session.flush()
        for candidate, _ in made:
            log(session, desk, "invite", handle_of(candidate), {"due": candidate.due_at.isoformat()})
        unsent = _without_letter(session, name) if before else ()
        withdrawn = _withdrawn(session, row, before) if before else ()
    new = {handle_of(candidate) for candidate, _ in made}
    invited, trouble = _send(desk, made, enclosed, tell)
    return Sent(
        invited=invited,
        before=tuple(before),
        trouble=trouble,
        unsent=tuple(handle for handle in unsent if handle not in new),
        withdrawn=withdrawn,
    )


def renew(desk: Desk, name: str, handles: Iterable[str], enclosed: Enclosed) -> Sent:
    """Give candidates of a round a new link and send it; the old one is void. Who was withdrawn is invited again."""
    made: list[tuple[CandidateRow, str]] = []
    with desk.database.writing() as session:
        for handle in handles:
            candidate = candidate_named(session, handle, lock=True)
            if candidate.round.name != name:
                raise BadInput(f"{handle} is not of round {name}")
            if candidate.email is None:
                raise BadInput(f"{handle} was forgotten, for good: nobody knows any more who it was")
            if any(candidate is each for each, _ in made):
                continue  # named twice: one new link
            token = new_token()
            log(session, desk, "renew", handle_of(candidate), {"withdrawn": candidate.withdrawn_at is not None})
            candidate.token, candidate.letter_at, candidate.withdrawn_at = hashed(token), None, None
            made.append((candidate, token))
    invited, trouble = _send(desk, made, enclosed, lambda _done: None)
    return Sent(invited=invited, before=(), trouble=trouble)


def _withdrawn(session: Session, about: RoundRow, emails: Iterable[str]) -> tuple[str, ...]:
    """Return the handles of those of a round's candidates who were withdrawn."""
    rows = session.scalars(
        select(CandidateRow)
        .where(CandidateRow.round_id == about.id, CandidateRow.withdrawn_at.is_not(None))
        .order_by(CandidateRow.number)
    )
    named = frozenset(emails)
    return tuple(handle_of(row) for row in rows if row.email in named)


def _without_letter(session: Session, name: str) -> tuple[str, ...]:
    """Return the handles of a round's candidates whose letter has not left."""
    rows = session.scalars(
        select(CandidateRow)
        .join(RoundRow, RoundRow.id == CandidateRow.round_id)
        .where(RoundRow.name == name, CandidateRow.letter_at.is_(None), CandidateRow.email.is_not(None))
        .where(CandidateRow.withdrawn_at.is_(None))
        .order_by(CandidateRow.number)
    )
    return tuple(handle_of(row) for row in rows)


def _send(
    desk: Desk, made: Sequence[tuple[CandidateRow, str]], enclosed: Enclosed, tell: Callable[[int], None]
) -> tuple[tuple[Invited, ...], tuple[str, ...]]:
    invited: list[Invited] = []
    trouble: list[str] = []
    left: list[int] = []
    noted = time.monotonic()
    try:
        with carrier(desk.place.smtp, desk.place.outbox) as post:
            for done, (row, token) in enumerate(made, start=1):
                link = _link(desk.place, token)
                where = _carried(post, desk, row, link, enclosed, trouble)
                if where:
                    left.append(row.id)
                if time.monotonic() - noted > _NOTED_EVERY_SECONDS:
                    _note_left(desk, left)
                    noted = time.monotonic()
                invited.append(_invited(row, link, where))
                tell(done)
    except (OurFault, BadInput) as fault:  # the mail server turned everybody away
        if not made:
            raise
        done = len(invited)
        trouble.append(str(fault))
        invited += [_invited(row, _link(desk.place, token), "") for row, token in made[done:]]
    _note_left(desk, left)
    return tuple(invited), tuple(trouble)


def _note_left(desk: Desk, left: list[int]) -> None:
    """Write down whose letters have left, and empty the list: a kill forgets those of a moment."""
    with desk.database.writing() as session:
        for identity in left:
            candidate = session.get(CandidateRow, identity)
            if candidate is not None:
                candidate.letter_at = desk.now()
    left.clear()


def _carried(post: Carrier, desk: Desk, row: CandidateRow, link: str, enclosed: Enclosed, trouble: list[str]) -> str:
    handle, times, about = handle_of(row), times_in(row), round_info(row.round)
    letter = invitation_letter(
        desk.place, handle=handle, name=row.name, to=row.email or "", link=link, times=times, about=about,
        enclosed=enclosed, invited_at=row.invited_at, at=desk.now(),
    )  # fmt: skip
    try:
        return post.carry(letter_name(handle), letter)
    except OurFault as fault:
        trouble.append(f"{handle}: {visible(str(fault))}")
        return ""


def _invited(row: CandidateRow, link: str, where: str) -> Invited:
    return Invited(
        handle=handle_of(row), name=row.name, email=row.email or "", link=link, times=times_in(row), letter=where
    )


def _link(place: Place, token: str) -> str:
    folder = None if place.server else place.folder
    return Link(server=place.server.rstrip("/"), folder=folder, token=token).text


def _guest_of(row: dict[str, str], zone: ZoneInfo) -> Guest:
    extra = row.get("extra_minutes", "").strip()
    try:
        minutes = float(extra) if extra else 0.0
    except ValueError as error:
        raise BadInput(f"extra_minutes {extra[:40]!r} is no number") from error
    guest(row["name"], row["email"], extra_minutes=minutes)  # what is wrong with the name is told before the times

    def when(column: str) -> datetime | None:
        text = row.get(column, "").strip()
        return moment(text, zone, option=column) if text else None

    return guest(
        row["name"],
        row["email"],
        readable=when("readable"),
        starts=when("start"),
        due=when("due"),
        extra_minutes=minutes,
    )


def _dialect(text: str) -> type[csv.Dialect]:
    """Return the dialect: spreadsheets of many countries write semicolons."""
    first = text.partition("\n")[0]
    return _Semicolons if first.count(";") > first.count(",") else csv.excel


class _Semicolons(csv.excel):
    delimiter = ";"
