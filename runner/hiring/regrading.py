"""Grade a round once more, by another version of its problem: first to see who moves and by which test, then for good.

What candidates were told stays: the kit and the brief of the round are those that it was published with. The old
grades stay in the history, with who regraded and why.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from runner.catalog import check_lock
from runner.grading import Batch, Entry, Journal, Options
from runner.hiring.grading_batch import Run
from runner.hiring.publishing import check_same
from runner.hiring.round_work import RoundWork, read_waiting
from runner.hiring.values import Came
from runner.model import BadInput, Grade, GradeStatus, OurFault, Problem, Verdict
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

    work: RoundWork
    problem: Problem
    moves: tuple[Move, ...]
    same: int
    came: tuple[Came, ...]


def regrade(work: RoundWork, problem: Problem, engine: Engine, options: Options, run: Run) -> Regrade:
    """Grade all of a round's graded submissions by another problem; nothing is changed. Raises BadInput, OurFault."""
    check_lock(problem)
    with work.problem() as now:
        check_same(problem, name=work.name, slug=now.slug, modules=now.modules)
    before = dict(work.graded())
    rows = tuple(before)
    if not rows:
        raise BadInput(f"nothing in {work.name} has a grade yet: there is nobody to move")
    unlimited = replace(problem, feedback=replace(problem.feedback, max_submissions=None))
    entries = tuple(Entry(candidate=row.name, read=partial(read_waiting, work, row, unlimited)) for row in rows)
    with tempfile.TemporaryDirectory(prefix="prebrief-regrade-") as folder, Journal(Path(folder)) as journal:
        batch = Batch(unlimited, engine, journal, options)
        run(batch, entries)
        grades = tuple(batch.grades())
    open_ = [grade for grade in grades if grade.status is GradeStatus.UNGRADED]
    if open_ or len(grades) != len(rows):
        reason = open_[0].reason if open_ else "it was stopped"
        raise OurFault(f"{len(open_) or len(rows) - len(grades)} could not be regraded ({reason}); nothing was changed")
    moves = [_move(row.name, before[row], grade) for row, grade in zip(rows, grades, strict=True)]
    moved = tuple(each for each in moves if each.before != each.after or each.tests)
    came = tuple(Came(id=row.id, grade=grade) for row, grade in zip(rows, grades, strict=True))
    return Regrade(work=work, problem=problem, moves=moved, same=len(moves) - len(moved), came=came)


def apply(it: Regrade, why: str) -> int:
    """Let a regrade stand: its grades become those that count, and its problem grades the round from now on."""
    it.work.judge_by(it.problem, why)
    return it.work.record(it.came, why=why)


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
