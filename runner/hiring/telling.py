"""What a candidate may know of the grades: as much as the round's policy allows, when it does; never a hidden test."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from runner.hiring.desk import Desk
from runner.hiring.grading_rounds import standing_grade
from runner.hiring.rows import invited_by, times_in
from runner.invitation import Told, utc
from runner.model import Card, Feedback, Grade
from runner.report import Source, own_text
from runner.workspace import CandidateRow, SubmissionRow

_AT_ONCE, _AFTER_DUE = "at-once", "after-due"


def feedback(desk: Desk, token: str) -> tuple[Told, ...]:
    """Return what may be told of each submission of a candidate, in the order in which they came."""
    with desk.database.reading() as session:
        row = invited_by(session, token)
        closed = _closed(session, row, desk.now())
        return tuple(_told(session, row, each, closed) for each in row.submissions)


def _closed(session: Session, row: CandidateRow, now: datetime) -> str:
    """Say why nothing may be told yet, "" where it may.

    A round is over when nobody in it can hand in any more: who is told earlier could tell the others. One that is
    released while somebody still works tells them when their own time is over, or once they were decided about.
    """
    if row.round.release == _AT_ONCE:
        return ""
    if row.round.released_at is not None:
        times = times_in(row)
        until = times.ends_at or times.due_at
        working = row.decision is None and now <= until
        told = f"hidden tests: told once your own time is over, at {utc(until)}, or you were decided about"
        return told if working else ""
    if row.round.release == _AFTER_DUE:
        over_at = _over_at(session, row)
        return "" if now > over_at else f"hidden tests: told once the round is over, at {utc(over_at)}"
    return "hidden tests: told after the interviewers have reviewed your work"


def _over_at(session: Session, row: CandidateRow) -> datetime:
    """Return when the last of a round has to be done, extra time counted in; who was withdrawn is not waited for."""
    query = select(CandidateRow.due_at, CandidateRow.extra_minutes).where(
        CandidateRow.round_id == row.round_id, CandidateRow.withdrawn_at.is_(None)
    )
    return max(due_at + timedelta(minutes=extra) for due_at, extra in session.execute(query))


def _told(session: Session, row: CandidateRow, it: SubmissionRow, closed: str) -> Told:
    grade = None if closed else standing_grade(session, it)
    why_not = closed or ("" if grade is not None else "hidden tests: not graded yet")
    return Told(
        number=it.number,
        practice=it.practice,
        digest=it.digest,
        hidden=() if grade is None else own_text(grade, _source(row, grade)),
        why_not=why_not,
    )


def _source(row: CandidateRow, grade: Grade) -> Source:
    about = row.round
    card = Card(
        slug=about.slug,
        title=about.title,
        version=about.version,
        digest=about.digest,
        label=about.label,
        groups=(),
        feedback=Feedback(hidden=about.hidden, release=about.release, max_submissions=about.max_submissions),
    )
    return Source(grades=lambda: iter((grade,)), card=lambda _slug: card, files=lambda _digest: None)
