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
from runner.model import BadInput, Grade, GradeStatus, NotThere
from runner.workspace import CandidateRow, GradeRow, RoundRow, SubmissionRow

_PAGE_BYTES = 4 * 1024 * 1024


def waiting(desk: Desk, name: str) -> tuple[Waiting, ...]:
    """Return what has no grade of the round's problem yet: competing offers first, then as it came."""
    with desk.database.reading() as session:
        about = round_named(session, name)
        rows = session.scalars(
            select(SubmissionRow)
            .join(CandidateRow, CandidateRow.id == SubmissionRow.candidate_id)
            .where(CandidateRow.round_id == about.id, SubmissionRow.archive.is_not(None))
            .where(~_graded(GradeRow.problem_digest == (about.judge_digest or about.digest)))
            .order_by(*offers_first(), SubmissionRow.practice, SubmissionRow.received_at, SubmissionRow.id)
        )
        return tuple(Waiting(id=row.id, name=row_name(row)) for row in rows)


def graded(desk: Desk, name: str, *, after: int = 0, most: int = 50) -> tuple[tuple[Waiting, Grade], ...]:
    """Return what of a round has a grade and its files still, with the grade that stands: a page, in order of ids.

    A page ends early where its grades, which may be long, are more than a few MiB.
    """
    page: list[tuple[Waiting, Grade]] = []
    size = 0
    with desk.database.reading() as session:
        rows = session.scalars(
            select(SubmissionRow)
            .join(CandidateRow, CandidateRow.id == SubmissionRow.candidate_id)
            .where(CandidateRow.round_id == round_named(session, name).id, SubmissionRow.id > after)
            .where(SubmissionRow.archive.is_not(None), _graded(GradeRow.record.is_not(None)))
            .order_by(SubmissionRow.id)
            .limit(most)
        )
        for row in rows:
            record = _standing_record(session, row)
            if record is None:
                continue
            size += len(record)
            if page and size > _PAGE_BYTES:
                break
            page.append((Waiting(id=row.id, name=row_name(row)), from_line(record)))
    return tuple(page)


def archive_of(desk: Desk, name: str, submission: int) -> bytes:
    """Return what was handed in; raises NotThere for what is of no round of that name, or was forgotten."""
    with desk.database.reading() as session:
        row = _submission(session, name, submission)
        if row is None or row.archive is None:
            raise NotThere(f"no submission {submission} in round {name[:80]!r} now: forgotten, or never there")
        return row.archive


def rounds_waiting(desk: Desk) -> tuple[tuple[str, int], ...]:
    """Return the rounds in which something waits for a grade, and how much; competing offers first."""
    with desk.database.reading() as session:
        by = func.coalesce(RoundRow.judge_digest, RoundRow.digest)
        first = func.min(case((and_(CandidateRow.offer_by.is_not(None), CandidateRow.decision.is_(None)), 0), else_=1))
        rows = session.execute(
            select(RoundRow.name, func.count())
            .join(CandidateRow, CandidateRow.round_id == RoundRow.id)
            .join(SubmissionRow, SubmissionRow.candidate_id == CandidateRow.id)
            .where(SubmissionRow.archive.is_not(None), ~_graded(GradeRow.problem_digest == by))
            .group_by(RoundRow.name)
            .order_by(first, func.min(SubmissionRow.id))
        )
        return tuple((name, int(count)) for name, count in rows)


def record(desk: Desk, name: str, came: Iterable[Came], *, why: str = "") -> int:
    """Keep grades and return how many; what could not be graded, through no fault of its author, is not one.

    Nor is one by another problem than the round's (it was changed meanwhile), or one that stands already, word by word.
    """
    kept = 0
    with desk.database.writing() as session:
        about = round_named(session, name)
        digest = about.judge_digest or about.digest
        for each in came:
            made = each.grade.provenance
            if each.grade.status is GradeStatus.UNGRADED or made.problem_digest != digest:
                continue
            submission = _submission(session, name, each.id, lock=True)
            if submission is None or submission.archive is None:  # forgotten meanwhile
                continue
            if standing_grade(session, submission) == each.grade:  # an answer was lost, and the same sent again
                continue
            session.add(
                GradeRow(
                    submission_id=each.id,
                    problem_digest=made.problem_digest,
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
            raise BadInput(f"{candidate[:80]} is of round {row.round.name}, not of {name[:80]}")
        found = (standing_grade(session, each) for each in row.submissions)
        return tuple(grade for grade in found if grade is not None)


def standing_grade(session: Session, submission: SubmissionRow) -> Grade | None:
    """Return the grade that stands, None where there is none, or only its numbers are left."""
    found = _standing_record(session, submission)
    return None if found is None else from_line(found)


def _standing_record(session: Session, submission: SubmissionRow) -> str | None:
    row = session.scalar(
        select(GradeRow)
        .where(GradeRow.submission_id == submission.id)
        .order_by(GradeRow.id.desc())
        .limit(1)
        .options(undefer(GradeRow.record))
    )
    return None if row is None else row.record


def offers_first() -> tuple[ColumnElement[bool], ColumnElement[datetime | None]]:
    """Return the order in which whoever has a competing offer comes first, the earliest of them before the others."""
    undecided = and_(CandidateRow.offer_by.is_not(None), CandidateRow.decision.is_(None))
    return (~undecided, case((undecided, CandidateRow.offer_by)))  # databases differ in where they sort what is NULL


def _graded(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(GradeRow.submission_id == SubmissionRow.id, *more)


def _submission(session: Session, name: str, submission: int, *, lock: bool = False) -> SubmissionRow | None:
    query = (
        select(SubmissionRow)
        .join(CandidateRow, CandidateRow.id == SubmissionRow.candidate_id)
        .join(RoundRow, RoundRow.id == CandidateRow.round_id)
        .where(RoundRow.name == name, SubmissionRow.id == submission)
        .options(undefer(SubmissionRow.archive))
    )
    return session.scalar(query.with_for_update(of=SubmissionRow) if lock else query)


def row_name(row: SubmissionRow) -> str:
    """Return what a submission is called in a batch: never who it is of."""
    practice = "-practice" if row.practice else ""
    return f"{handle_of(row.candidate)}{practice}#{row.number}"


def _graded_at(grade: Grade, desk: Desk) -> datetime:
    return datetime.fromisoformat(grade.graded_at) if grade.graded_at else desk.now()
