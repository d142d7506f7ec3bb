"""Grade a round once more, by another version of its problem: first to see who moves and by which test, then for good.

What candidates were told stays: the kit and the brief of the round are those that it was published with. The old
grades stay in the history, with who regraded and why.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import undefer

from runner.catalog import LOCK_NAME, check_lock, content_digest, lock_text
from runner.grading import Batch, Entry, Journal, Options
from runner.hiring.desk import Desk, log
from runner.hiring.grading_batch import Run, read_waiting
from runner.hiring.grading_rounds import record, row_name, standing_grade
from runner.hiring.rows import round_named
from runner.hiring.values import Came, Waiting
from runner.model import BadInput, Grade, GradeStatus, OurFault, Problem, Verdict
from runner.parcel import zip_bytes
from runner.workspace import CandidateRow, SubmissionRow
from sandbox.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How one submission's score would change: `tests` are those whose verdicts differ, before and after."""

    name: str
    before: float | None
    after: float | None
    tests: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """What regrading gives: who moves, who does not, and the grades, to be applied or not."""

    round: str
    problem: Problem
    moves: tuple[Move, ...]
    same: int
    came: tuple[Came, ...]


def regrade(desk: Desk, name: str, problem: Problem, engine: Engine, options: Options, run: Run) -> Regrade:
    """Grade all of a round's graded submissions by another problem; nothing is changed. Raises BadInput, OurFault."""
    check_lock(problem)
    rows, before = _graded(desk, name, problem)
    if not rows:
        raise BadInput(f"nothing in {name} has a grade yet: there is nobody to move")
    unlimited = replace(problem, feedback=replace(problem.feedback, max_submissions=None))
    entries = tuple(Entry(candidate=row.name, read=partial(read_waiting, row, unlimited)) for row in rows)
    with tempfile.TemporaryDirectory(prefix="prebrief-regrade-") as folder, Journal(Path(folder)) as journal:
        batch = Batch(unlimited, engine, journal, options)
        run(batch, entries)
        grades = tuple(batch.grades())
    open_ = [grade for grade in grades if grade.status is GradeStatus.UNGRADED]
    if open_ or len(grades) != len(rows):
        reason = open_[0].reason if open_ else "it was stopped"
        raise OurFault(f"{len(open_) or len(rows) - len(grades)} could not be regraded ({reason}); nothing was changed")
    moves = [_move(row.name, before[row.id], grade) for row, grade in zip(rows, grades, strict=True)]
    moved = tuple(each for each in moves if each.before != each.after or each.tests)
    came = tuple(Came(id=row.id, grade=grade) for row, grade in zip(rows, grades, strict=True))
    return Regrade(round=name, problem=problem, moves=moved, same=len(moves) - len(moved), came=came)


def apply(desk: Desk, it: Regrade, why: str) -> int:
    """Let a regrade stand: its grades become those that count, and its problem grades the round from now on."""
    if not why.strip():
        raise BadInput("say why, with --why: it stays with the grades")
    lock = check_lock(it.problem)
    digest = content_digest(it.problem.files)
    with desk.database.writing() as session:
        row = round_named(session, it.round)
        log(session, desk, "regrade", it.round, {"from": row.judge_digest or row.digest, "to": digest, "why": why})
        row.judge, row.judge_digest = zip_bytes({**it.problem.files, LOCK_NAME: lock_text(lock).encode()}), digest
    return record(desk, it.round, it.came, why=why)


def _graded(desk: Desk, name: str, problem: Problem) -> tuple[tuple[Waiting, ...], dict[int, Grade]]:
    rows: list[Waiting] = []
    before: dict[int, Grade] = {}
    with desk.database.reading() as session:
        found = round_named(session, name)
        if found.slug != problem.slug or set(found.modules) != set(problem.modules):
            raise BadInput(
                f"round {name} is of {found.slug} and asks for {', '.join(found.modules)}; {problem.slug} is another "
                "problem. Give a changed version of the same."
            )
        query = (
            select(SubmissionRow)
            .join(CandidateRow, CandidateRow.id == SubmissionRow.candidate_id)
            .where(CandidateRow.round_id == found.id, SubmissionRow.archive.is_not(None))
            .order_by(SubmissionRow.id)
            .options(undefer(SubmissionRow.archive))
        )
        for row in session.scalars(query):
            grade = standing_grade(session, row)
            if grade is not None and row.archive is not None:
                rows.append(Waiting(id=row.id, name=row_name(row), archive=row.archive))
                before[row.id] = grade
    return tuple(rows), before


def _move(name: str, before: Grade, after: Grade) -> Move:
    first, second = _verdicts(before), _verdicts(after)
    tests = tuple(
        (test, first.get(test, "not there"), second.get(test, "not there"))
        for test in dict.fromkeys((*first, *second))
        if first.get(test) != second.get(test)
    )
    return Move(name=name, before=before.score, after=after.score, tests=tests)


def _verdicts(grade: Grade) -> dict[str, Verdict]:
    return {test.id: test.verdict for test in grade.tests}
