"""Rows of tables to values, and the few questions about them that several pieces of work ask."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from runner.hiring.times import times_of
from runner.hiring.tokens import KEY_PREFIX, hashed
from runner.invitation import Assistants, RoundInfo, Stage, Times
from runner.model import BadInput, NotAllowed, NotThere
from runner.workspace import CandidateRow, RoundRow

HANDLE = re.compile(r"(?P<round>[a-z0-9][a-z0-9-]{0,63})/(?P<number>[1-9][0-9]{0,8})")


def round_named(session: Session, name: str) -> RoundRow:
    """Return a round's row; raises BadInput that names those that there are."""
    row = session.scalar(select(RoundRow).where(RoundRow.name == name))
    if row is None:
        names = session.scalars(select(RoundRow.name).order_by(RoundRow.id.desc()).limit(10)).all()
        known = f"there are {', '.join(names)}" if names else "none is published yet (`prebrief publish`)"
        raise NotThere(f"no round {name[:80]!r} here; {known}")
    return row


def candidate_named(session: Session, text: str, *, lock: bool = False) -> CandidateRow:
    """Return a candidate by handle (spring/3) or by an address that is in one round alone; raises BadInput."""
    found = HANDLE.fullmatch(text.strip())
    if found is not None:
        wanted = _candidates().where(RoundRow.name == found["round"], CandidateRow.number == int(found["number"]))
    else:
        wanted = _candidates().where(CandidateRow.email == text.strip().casefold())
    rows = session.scalars(wanted.with_for_update(of=CandidateRow) if lock else wanted).all()
    if not rows:
        raise NotThere(
            f"no candidate {text[:80]!r} here: give a handle like spring/3 (`prebrief candidates`), or an address"
        )
    if len(rows) > 1:
        raise BadInput(f"{text[:80]!r} is in {len(rows)} rounds: say {' or '.join(handle_of(row) for row in rows[:5])}")
    return rows[0]


def invited_by(session: Session, token: str, *, lock: bool = False) -> CandidateRow:
    """Return the candidate whose token it is; raises BadInput, with the same words whatever is wrong with it."""
    wanted = _candidates().where(CandidateRow.token == hashed(token))
    row = session.scalar(wanted.with_for_update(of=CandidateRow) if lock else wanted)
    if row is None:
        other = " (that is an interviewer's key)" if token.startswith(KEY_PREFIX) else ""
        raise NotAllowed(f"this invitation is not known here{other}: copy the whole link, or ask who invited you")
    if row.withdrawn_at is not None:
        raise NotAllowed("this invitation was withdrawn: ask who invited you")
    return row


def handle_of(row: CandidateRow) -> str:
    """Return what a candidate is called where names do not matter, or are hidden."""
    return f"{row.round.name}/{row.number}"


def living(session: Session, candidate: str) -> CandidateRow:
    """Return a candidate whose invitation stands, locked; raises BadInput for who was withdrawn or forgotten."""
    row = candidate_named(session, candidate, lock=True)
    if row.withdrawn_at is not None or row.forgotten_at is not None:
        handle = handle_of(row)
        if row.forgotten_at is not None:
            raise BadInput(f"{handle} was forgotten, for good: nobody knows any more who it was")
        again = f"`prebrief invite {row.round.name} --again {handle}` invites them once more"
        raise BadInput(f"{handle} was withdrawn: {again}")
    return row


def times_in(row: CandidateRow) -> Times:
    """Return an invitation's times."""
    return times_of(
        readable_at=row.readable_at,
        starts_at=row.starts_at,
        due_at=row.due_at,
        minutes=row.minutes,
        extra_minutes=row.extra_minutes,
        started_at=row.started_at,
    )


def stage_of(row: CandidateRow, now: datetime, *, counted: int, graded: bool) -> Stage:
    """Return how far a candidate is; `counted` is how many submissions count."""
    times = times_in(row)
    steps = (
        (row.forgotten_at is not None, Stage.FORGOTTEN),
        (row.withdrawn_at is not None, Stage.WITHDRAWN),
        (row.decision is not None, Stage.DECIDED),
        (counted > 0, Stage.GRADED if graded else Stage.SUBMITTED),
        (now > (times.ends_at or times.due_at), Stage.OVER),
        (row.started_at is not None, Stage.STARTED),
        (row.opened_at is not None, Stage.OPENED),
    )
    return next((stage for there, stage in steps if there), Stage.INVITED)


def round_info(row: RoundRow, candidates: int = 0) -> RoundInfo:
    """Return a round's value."""
    return RoundInfo(
        name=row.name,
        slug=row.slug,
        title=row.title,
        version=row.version,
        digest=row.digest,
        label=row.label,
        format=row.format,
        assesses=tuple(row.assesses),
        not_assessed=tuple(row.not_assessed),
        themes=tuple(row.themes),
        assistants=Assistants(row.assistants),
        modules=tuple(row.modules),
        minutes=row.minutes,
        prepare_hours=row.prepare_hours,
        hidden=row.hidden,
        release=row.release,
        max_submissions=row.max_submissions,
        published_at=row.published_at,
        published_by=row.published_by,
        released_at=row.released_at,
        candidates=candidates,
    )


def rounds_with_counts(session: Session) -> list[tuple[RoundRow, int]]:
    """Return all rounds, newest first, with how many candidates each has."""
    counts = (
        select(CandidateRow.round_id, func.count().label("n")).group_by(CandidateRow.round_id).subquery("candidates")
    )
    query = (
        select(RoundRow, func.coalesce(counts.c.n, 0))
        .outerjoin(counts, counts.c.round_id == RoundRow.id)
        .order_by(RoundRow.id.desc())
    )
    return [(row, int(n)) for row, n in session.execute(query)]


def _candidates() -> Select[CandidateRow]:
    return select(CandidateRow).join(RoundRow, RoundRow.id == CandidateRow.round_id)
