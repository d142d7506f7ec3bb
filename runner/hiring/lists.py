"""What interviewers look at: a round's candidates, in one question to the database whatever their number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from runner.hiring.desk import Desk
from runner.hiring.grading_rounds import offers_first
from runner.hiring.rows import candidate_named, handle_of, round_info, round_named, stage_of, times_in
from runner.hiring.values import CandidateInfo, Decision
from runner.invitation import RoundInfo
from runner.workspace import CandidateRow, GradeRow, RoundRow, SubmissionRow

# who, how many submissions count, how many are practice, when what counts came, and its grade: status, score, reason
_Found = Row[CandidateRow, int, int, datetime | None, str | None, float | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundList:
    """A round and its candidates; competing offers first."""

    round: RoundInfo
    candidates: tuple[CandidateInfo, ...]


def list_candidates(desk: Desk, name: str, *, anonymous: bool = False) -> RoundList:
    """Return a round's candidates. With `anonymous`, names are hidden until the decision."""
    with desk.database.reading() as session:
        row = round_named(session, name)
        found = tuple(_info(each, desk.now(), anonymous=anonymous) for each in _rows(session, row))
        return RoundList(round=round_info(row, len(found)), candidates=found)


def handle_named(desk: Desk, candidate: str) -> str:
    """Return a candidate's handle by an address that is in one round alone, or by the handle."""
    with desk.database.reading() as session:
        return handle_of(candidate_named(session, candidate))


def _rows(session: Session, round_row: RoundRow) -> list[_Found]:
    own = select(CandidateRow.id).where(CandidateRow.round_id == round_row.id)
    sums = (
        select(
            SubmissionRow.candidate_id,
            func.sum(case((SubmissionRow.practice, 0), else_=1)).label("counted"),
            func.sum(case((SubmissionRow.practice, 1), else_=0)).label("practice"),
        )
        .where(SubmissionRow.candidate_id.in_(own))
        .group_by(SubmissionRow.candidate_id)
        .subquery()
    )
    last = aliased(SubmissionRow)
    newest = (
        select(GradeRow.submission_id, func.max(GradeRow.id).label("id"))
        .join(SubmissionRow, SubmissionRow.id == GradeRow.submission_id)
        .where(SubmissionRow.candidate_id.in_(own), SubmissionRow.practice.is_(False))
        .group_by(GradeRow.submission_id)
        .subquery()
    )
    query = (
        select(
            CandidateRow,
            func.coalesce(sums.c.counted, 0),
            func.coalesce(sums.c.practice, 0),
            last.received_at,
            GradeRow.status,
            GradeRow.score,
            GradeRow.reason,
        )
        .join(RoundRow, RoundRow.id == CandidateRow.round_id)
        .outerjoin(sums, sums.c.candidate_id == CandidateRow.id)
        .outerjoin(
            last,
            and_(
                last.candidate_id == CandidateRow.id, last.practice.is_(False), last.number == CandidateRow.counts
            ),
        )
        .outerjoin(newest, newest.c.submission_id == last.id)
        .outerjoin(GradeRow, GradeRow.id == newest.c.id)
        .where(CandidateRow.round_id == round_row.id)
        .order_by(*offers_first(), CandidateRow.number)
        .options(contains_eager(CandidateRow.round))
    )
    return list(session.execute(query))


def _info(
    found: _Found,
    now: datetime,
    *,
    anonymous: bool,
) -> CandidateInfo:
    row, counted, practice, last_at, status, score, reason = found
    hidden = anonymous and row.decision is None
    return CandidateInfo(
        handle=handle_of(row),
        round=row.round.name,
        number=row.number,
        name="" if hidden else row.name,
        email="" if hidden else row.email or "",
        stage=stage_of(row, now, counted=int(counted), graded=status is not None),
        times=times_in(row),
        invited_at=row.invited_at,
        submissions=int(counted),
        practice=int(practice),
        last_at=last_at,
        counts=row.counts,
        score=score,
        status=status or "",
        reason=reason or "",
        offer_by=row.offer_by,
        decision=None if row.decision is None else Decision(row.decision),
        decided_at=row.decided_at,
    )
