"""A round as files, for other programs: what `grade` writes to a results folder, its candidates, its log."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from runner.catalog import appearing, follow_ups
from runner.grading import Kept, to_line
from runner.hiring.desk import Desk
from runner.hiring.grading_rounds import row_name, standing_grade
from runner.hiring.lists import list_candidates
from runner.hiring.publishing import frozen_problem
from runner.hiring.rows import round_named
from runner.hiring.values import CandidateInfo
from runner.intake import read_archive
from runner.model import BadInput, Grade, Problem, SubmissionRejected, card_of
from runner.report import csv_cell, whole_file, write_results
from runner.workspace import CandidateRow, EventRow, SubmissionRow

_COLUMNS = (
    "handle", "name", "email", "stage", "invited_at", "started_at", "due_at", "submissions", "practice", "last_at",
    "score", "status", "decision", "decided_at", "days",
)  # fmt: skip


def export(desk: Desk, name: str, to: Path, *, anonymous: bool = False) -> Path:
    """Write a round to a new folder, whole or not at all; `prebrief report` reads it as a results folder.

    With `anonymous`, names and addresses are left out of what is not decided, as in every list.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BadInput(f"{to} is there already and not empty; nothing is overwritten. Choose a new folder.")
    found = list_candidates(desk, name, anonymous=anonymous)
    try:
        with appearing(to.resolve()) as part, frozen_problem(desk, name) as problem:
            _write_candidates(part / "candidates.csv", found.candidates)
            _write_log(desk, name, part / "log.jsonl")
            _keep(desk, name, problem, Kept(part))
            write_results(part, lambda: _grades(desk, name), to_line)
    except OSError as error:
        raise BadInput(f"{to} can't be written ({error.strerror}). Choose a folder that you may write to.") from error
    return to


def _write_candidates(path: Path, found: tuple[CandidateInfo, ...]) -> None:
    with whole_file(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for it in found:
            moments = (it.invited_at, it.times.started_at, it.times.due_at)
            invited, started, due = (each.isoformat() if each else "" for each in moments)
            last, decided = (each.isoformat() if each else "" for each in (it.last_at, it.decided_at))
            writer.writerow(
                (
                    it.handle, csv_cell(it.name), csv_cell(it.email), it.stage.value, invited, started, due,
                    it.submissions, it.practice, last, "" if it.score is None else it.score, it.status,
                    it.decision.value if it.decision else "", decided, "" if it.days is None else round(it.days, 3),
                )
            )  # fmt: skip


def _write_log(desk: Desk, name: str, path: Path) -> None:
    with desk.database.reading() as session, whole_file(path) as out:
        query = select(EventRow).where(or_(EventRow.about == name, EventRow.about.startswith(f"{name}/")))
        for row in session.scalars(query.order_by(EventRow.id).execution_options(yield_per=1000)):
            line = {"at": row.at.isoformat(), "who": row.who, "what": row.what, "about": row.about}
            out.write(json.dumps({**line, "details": row.details}, ensure_ascii=True, sort_keys=True) + "\n")


def _keep(desk: Desk, name: str, problem: Problem, kept: Kept) -> None:
    """Keep the problem's card and the submissions' files, as `grade` does, so that a report can show them."""
    kept.keep_card(card_of(problem, follow_ups(problem)))
    with desk.database.reading() as session:
        for row in session.scalars(_submissions(session, name)):
            if row.archive is not None:
                try:
                    kept.keep_submission(
                        read_archive(
                            row.archive, name="submission.zip", modules=problem.modules, candidate=row_name(row)
                        )
                    )
                except SubmissionRejected:
                    continue  # it was read when it came; another version's rules may be stricter


def _grades(desk: Desk, name: str) -> Iterator[Grade]:
    with desk.database.reading() as session:
        for row in session.scalars(_submissions(session, name)):
            grade = standing_grade(session, row)
            if grade is not None:
                yield grade


def _submissions(session: Session, name: str) -> Select[SubmissionRow]:
    return (
        select(SubmissionRow)
        .join(CandidateRow, CandidateRow.id == SubmissionRow.candidate_id)
        .where(CandidateRow.round_id == round_named(session, name).id)
        .order_by(CandidateRow.number, SubmissionRow.id)
        .execution_options(yield_per=100)
    )
