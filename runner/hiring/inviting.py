"""Invite candidates: one invitation each, a letter with the brief and a calendar entry; a link that is kept nowhere.

An invitation is in the database before its letter leaves. Where the letter does not leave, the invitation says so, and
`renew` makes a new link and a new letter: the old link, which nobody has, is void.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from runner.hiring.desk import Desk, log
from runner.hiring.guests import Guest
from runner.hiring.letters import Enclosed, invitation_letter, letter_name
from runner.hiring.rows import candidate_named, handle_of, round_info, round_named, times_in
from runner.hiring.times import planned
from runner.hiring.tokens import hashed, new_token
from runner.hiring.values import Invited
from runner.invitation import Link
from runner.model import BadInput, OurFault
from runner.plain import visible
from runner.post import Carrier, carrier
from runner.workspace import CandidateRow, Place, RoundRow

_NOTED_EVERY_SECONDS = 0.2


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
