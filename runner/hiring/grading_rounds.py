"""What of a round waits for a grade, and grades coming back; the last grade of a submission stands, none is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session, undefer

from runner.grading import from_line, to_line
from runner.hiring.desk import Desk, log
from runner.hiring.rows import candidate_named, handle_of, round_named
from runner.hiring.values import Came, Waiting
from runner.model import BadInput, Grade, GradeStatus
from runner.workspace import CandidateRow, GradeRow, RoundRow, SubmissionRow


def waiting(desk: Desk, name: str) -> tuple[Waiting, ...]:
    """Return what has no grade of the round's problem yet: competing offers first, then as it came."""
    with desk.database.reading() as session:
        round_id = round_named(session, name).id
        rows = session.scalars(
            select(SubmissionRow)
            .join(CandidateRow, CandidateRow.id == SubmissionRow.candidate_id)
            .where(CandidateRow.round_id == round_id, SubmissionRow.archive.is_not(None), ~_graded())
            .order_by(*offers_first(), SubmissionRow.practice, SubmissionRow.received_at, SubmissionRow.id)
            .options(undefer(SubmissionRow.archive))
        )
        return tuple(
            Waiting(id=row.id, name=row_name(row), archive=row.archive) for row in rows if row.archive is not None
        )


def rounds_waiting(desk: Desk) -> tuple[tuple[str, int], ...]:
    """Return the rounds in which something waits for a grade, and how much; competing offers first."""
    with desk.database.reading() as session:
        first = func.min(case((and_(CandidateRow.offer_by.is_not(None), CandidateRow.decision.is_(None)), 0), else_=1))
        rows = session.execute(
            select(RoundRow.name, func.count())
            .join(CandidateRow, CandidateRow.round_id == RoundRow.id)
            .join(SubmissionRow, SubmissionRow.candidate_id == CandidateRow.id)
            .where(SubmissionRow.archive.is_not(None), ~_graded())
            .group_by(RoundRow.name)
            .order_by(first, func.min(SubmissionRow.id))
        )
        return tuple((name, int(count)) for name, count in rows)


def record(desk: Desk, name: str, came: Iterable[Came], *, why: str = "") -> int:
    """Keep grades and return how many; what could not be graded, through no fault of its author, is not one."""
    kept = 0
    with desk.database.writing() as session:
        for each in came:
            if each.grade.status is GradeStatus.UNGRADED:
                continue
            submission = session.get(SubmissionRow, each.id, with_for_update=True)
            if submission is None or submission.archive is None:  # forgotten meanwhile
                continue
            session.add(
                GradeRow(
                    submission_id=each.id,
                    problem_digest=each.grade.provenance.problem_digest,
                    status=each.grade.status.value,
                    score=each.grade.score,
                    reason=each.grade.reason,
                    record=to_line(each.grade),
                    graded_at=_graded_at(each.grade, desk),
                    graded_by=desk.who,
                    why=why,
                )
            )
            kept += 1
        if kept:
            log(session, desk, "grade", name, {"grades": kept, "why": why})
    return kept


def grades_of(desk: Desk, name: str, candidate: str) -> tuple[Grade, ...]:
    """Return the grades that stand of all that a candidate handed in, in the order in which it came."""
    with desk.database.reading() as session:
        row = candidate_named(session, candidate)
        if row.round.name != name:
            raise BadInput(f"{candidate[:80]} is not of round {name}, but of {row.round.name}")
        found = (standing_grade(session, each) for each in row.submissions)
        return tuple(grade for grade in found if grade is not None)


def standing_grade(session: Session, submission: SubmissionRow) -> Grade | None:
    """Return the grade that stands, None where there is none, or only its numbers are left."""
    row = session.scalar(
        select(GradeRow)
        .where(GradeRow.submission_id == submission.id)
        .order_by(GradeRow.id.desc())
        .limit(1)
        .options(undefer(GradeRow.record))
    )
    return None if row is None or row.record is None else from_line(row.record)


def offers_first() -> tuple[ColumnElement[bool], ColumnElement[datetime | None]]:
    """Return the order in which whoever has a competing offer comes first, the earliest of them before the others."""
    undecided = and_(CandidateRow.offer_by.is_not(None), CandidateRow.decision.is_(None))
    return (~undecided, case((undecided, CandidateRow.offer_by)))  # databases differ in where they sort what is NULL


def _graded() -> ColumnElement[bool]:
    return exists().where(GradeRow.submission_id == SubmissionRow.id)


def row_name(row: SubmissionRow) -> str:
    """Return what a submission is called in a batch: never who it is of."""
    practice = "-practice" if row.practice else ""
    return f"{handle_of(row.candidate)}{practice}#{row.number}"


def _graded_at(grade: Grade, desk: Desk) -> datetime:
    return datetime.fromisoformat(grade.graded_at) if grade.graded_at else desk.now()
