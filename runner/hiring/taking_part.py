"""What a candidate does: open an invitation, start the clock, hand in, ask how it stands.

Whoever has the link is the candidate. All times are the host's. The last submission counts of which all had arrived
before time was up. The same one again gets the receipt of the first, however late, so that a lost connection costs
nothing; and where others came in between, it counts again, if there is time still.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from runner.hiring.desk import Desk, log
from runner.hiring.rows import handle_of, invited_by, round_info, stage_of, times_in
from runner.intake import read_archive
from runner.invitation import HandedIn, Opened, Standing, Times, span, utc
from runner.model import BadInput, Submission
from runner.workspace import CandidateRow, SubmissionRow

MOST_PRACTICE = 20  # graded submissions that never count; each tells something of the hidden tests, if the policy does
_NAME = "submission.zip"


def open_invitation(desk: Desk, token: str) -> Opened:
    """Return what the candidate gets; raises BadInput before the brief is readable. Opening starts no clock."""
    with desk.database.writing() as session:
        row = invited_by(session, token, lock=True)
        now = desk.now()
        if now < row.readable_at:
            raise BadInput(
                f"the brief can be read from {utc(row.readable_at)}, in {span((row.readable_at - now).total_seconds())}"
            )
        if row.opened_at is None:
            row.opened_at = now
            log(session, desk, "open", handle_of(row), who=handle_of(row))
        return Opened(
            handle=handle_of(row),
            name=row.name,
            workspace=desk.place.name,
            round=round_info(row.round),
            times=times_in(row),
            kit=row.round.kit,
            now=now,
        )


def start(desk: Desk, token: str) -> Times:
    """Start the clock; a second time changes nothing. Raises BadInput before work may start, and when it is over."""
    with desk.database.writing() as session:
        row = invited_by(session, token, lock=True)
        now, times = desk.now(), times_in(row)
        if row.started_at is None:
            if now < row.starts_at:
                wait = span((row.starts_at - now).total_seconds())
                raise BadInput(f"work may start from {utc(row.starts_at)}, in {wait}; the brief can be read till then")
            if now > times.due_at:
                raise BadInput(f"it was due by {utc(times.due_at)}: ask who invited you for more time")
            row.started_at = now
            log(session, desk, "start", handle_of(row), who=handle_of(row))
        return times_in(row)


def read_submission(modules: tuple[str, ...], data: bytes) -> Submission:
    """Read what was handed in, by the rules of intake; raises SubmissionRejected. Takes no part in any transaction."""
    return read_archive(data, name=_NAME, modules=modules, candidate="candidate")


def modules_of(desk: Desk, token: str) -> tuple[str, ...]:
    """Return what the candidate's round asks for."""
    with desk.database.reading() as session:
        return tuple(invited_by(session, token).round.modules)


def receive(
    desk: Desk, token: str, data: bytes, *, practice: bool = False, arrived: datetime | None = None
) -> HandedIn:
    """Keep a submission and return its receipt: once that is given, it is on the disk.

    Raises SubmissionRejected for what is none, and BadInput out of time or past the number that is graded.
    """
    submission = read_submission(modules_of(desk, token), data)
    with desk.database.writing() as session:
        row = invited_by(session, token, lock=True)
        now = arrived or desk.now()
        times = times_in(row)
        there = session.scalar(
            select(SubmissionRow).where(
                SubmissionRow.candidate_id == row.id,
                SubmissionRow.practice.is_(practice),
                SubmissionRow.digest == submission.digest,
            )
        )
        so_far = _count(session, row, practice=practice)
        most = MOST_PRACTICE if practice else row.round.max_submissions
        if there is not None:
            if not practice and row.counts != there.number and times.ends_at is not None and now <= times.ends_at:
                row.counts = there.number
                about = {"number": there.number, "practice": False, "again": True}
                log(session, desk, "submit", handle_of(row), about, who=handle_of(row))
            return _receipt(row, there, times, again=True, left=_left(most, so_far), now=now)
        if times.ends_at is None:
            raise BadInput("the clock has not been started: give `prebrief start` first, then hand in")
        if not practice and now > times.ends_at:
            late = span((now - times.ends_at).total_seconds())
            raise BadInput(
                f"time was up at {utc(times.ends_at)}, {late} ago by the host's clock, so this does not count and was "
                "not kept. `prebrief submit --practice` still takes it, and it is graded without counting."
            )
        if most is not None and so_far >= most:
            what = "practice submissions" if practice else "different submissions"
            raise BadInput(
                f"{so_far} {what} of yours are here, and no more than {most} are graded: the last one stands"
            )
        new = SubmissionRow(
            candidate_id=row.id,
            practice=practice,
            number=so_far + 1,
            digest=submission.digest,
            received_at=now,
            size=len(data),
            archive=data,
            decisions=submission.decisions,
        )
        session.add(new)
        if not practice:
            row.counts = new.number
        session.flush()
        about = {"number": new.number, "practice": practice, "again": False}  # the row has the digest, till forgotten
        log(session, desk, "submit", handle_of(row), about, who=handle_of(row))
        return _receipt(row, new, times, again=False, left=_left(most, new.number), now=now)


def standing(desk: Desk, token: str) -> Standing:
    """Return how things stand for a candidate; nothing of grades is in it."""
    with desk.database.reading() as session:
        row = invited_by(session, token)
        now, times = desk.now(), times_in(row)
        counted = sum(not each.practice for each in row.submissions)
        most = row.round.max_submissions
        receipts = tuple(
            _receipt(row, each, times, again=True, left=None, now=now)
            for each in sorted(row.submissions, key=lambda each: each.id)
        )
        return Standing(
            handle=handle_of(row),
            round=round_info(row.round),
            times=times,
            stage=stage_of(row, now, counted=counted, graded=False),
            submissions=receipts,
            left=_left(most, counted),
            now=now,
        )


def _count(session: Session, row: CandidateRow, *, practice: bool) -> int:
    query = select(func.count()).where(SubmissionRow.candidate_id == row.id, SubmissionRow.practice.is_(practice))
    return session.scalar(query) or 0


def _left(most: int | None, so_far: int) -> int | None:
    return None if most is None else max(0, most - so_far)


def _receipt(
    row: CandidateRow, it: SubmissionRow, times: Times, *, again: bool, left: int | None, now: datetime
) -> HandedIn:
    return HandedIn(
        handle=handle_of(row),
        number=it.number,
        practice=it.practice,
        digest=it.digest,
        received_at=it.received_at,
        again=again,
        counts=not it.practice and it.number == row.counts,
        left=left,
        ends_at=times.ends_at or times.due_at,
        now=now,
    )
