"""What interviewers change about a candidate: withdrawn, decided, forgotten. Each change is in the log."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from runner.grading import Journal
from runner.hiring.desk import Desk, log
from runner.hiring.letters import letter_name, times_letter_name
from runner.hiring.rows import candidate_named, handle_of, living
from runner.hiring.values import Decision
from runner.model import BadInput, OurFault
from runner.post import take_back
from runner.workspace import CandidateRow, GradeRow, MarkRow


def withdraw(desk: Desk, candidate: str) -> str:
    """Void an invitation; what was handed in stays. Returns the handle."""
    with desk.database.writing() as session:
        row = living(session, candidate)
        row.withdrawn_at = desk.now()
        log(session, desk, "withdraw", handle_of(row))
        return handle_of(row)


def decide(desk: Desk, candidate: str, decision: Decision) -> float:
    """Record what became of a candidate; returns the days since the invitation. A decision may be changed."""
    with desk.database.writing() as session:
        row = candidate_named(session, candidate, lock=True)
        if row.forgotten_at is not None:
            raise BadInput(f"{handle_of(row)} was forgotten: nothing is decided about nobody")
        before = row.decision
        if before == decision.value and row.decided_at is not None:  # the same again: who asked had no answer
            return (row.decided_at - row.invited_at).total_seconds() / timedelta(days=1).total_seconds()
        row.decision, row.decided_at, row.decided_by = decision.value, desk.now(), desk.who
        log(session, desk, "decide", handle_of(row), {"decision": decision.value, "before": before or ""})
        return (row.decided_at - row.invited_at).total_seconds() / timedelta(days=1).total_seconds()


def forget(desk: Desk, candidate: str) -> str:
    """Remove all that identifies a candidate: name, address, link, what they handed in, words about it.

    Times, scores and the decision stay, under the handle. There is no way back. Raises BadInput while it is graded.
    """
    with desk.database.writing() as session:
        row = candidate_named(session, candidate, lock=True)
        _clear_grading(desk, {row.round.name})
        _forget(session, desk, row)
        handle = handle_of(row)
    desk.database.settle()
    return handle


def forget_old(desk: Desk) -> tuple[str, ...]:
    """Forget whom the workspace's retention time says to: so many days after the decision, or after it was due."""
    days = desk.place.retention_days
    if not days:
        return ()
    before = desk.now() - timedelta(days=days)
    query = (
        select(CandidateRow)
        .where(CandidateRow.forgotten_at.is_(None), CandidateRow.due_at < before)
        .where((CandidateRow.decided_at.is_(None)) | (CandidateRow.decided_at < before))
        .order_by(CandidateRow.id)
    )
    with desk.database.reading() as session:  # it is asked often, and mostly there is nobody
        if session.scalar(query.limit(1)) is None:
            return ()
    with desk.database.writing() as session:
        rows = session.scalars(query).all()
        _clear_grading(desk, {row.round.name for row in rows})
        for row in rows:
            _forget(session, desk, row)
        handles = tuple(handle_of(row) for row in rows)
    desk.database.settle()
    return handles


def _forget(session: Session, desk: Desk, row: CandidateRow) -> None:
    if row.forgotten_at is not None:
        return
    for letter in (letter_name(handle_of(row)), times_letter_name(handle_of(row))):
        take_back(desk.place.outbox, letter)
    row.name, row.email, row.token = "", None, None
    row.forgotten_at = desk.now()
    for submission in row.submissions:
        submission.archive, submission.decisions, submission.digest = None, "", f"forgotten-{submission.id}"
        for grade in session.scalars(select(GradeRow).where(GradeRow.submission_id == submission.id)):
            grade.record, grade.reason = None, ""
    for mark in session.scalars(select(MarkRow).where(MarkRow.candidate_id == row.id)):
        mark.note = ""
    log(session, desk, "forget", handle_of(row))


def _clear_grading(desk: Desk, names: Iterable[str]) -> None:
    """Remove what grading keeps of rounds on the disk, submissions among it; the grades are in the database."""
    for name in names:
        folder = desk.place.grading(name)
        if folder.is_dir():
            with Journal(folder):
                shutil.rmtree(folder, ignore_errors=True)
            if folder.exists():
                raise OurFault(f"{folder} can't be removed: remove it yourself, then forget again")
