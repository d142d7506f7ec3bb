"""Grade what waits in a round, in a batch with a journal in the workspace's folder.

A grade is in the journal first, then in the database: whatever is killed in between, the next run finds it there and
grades nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from runner.grading import Batch, Entry, Journal, Options
from runner.hiring.desk import Desk
from runner.hiring.grading_rounds import record, waiting
from runner.hiring.publishing import frozen_problem
from runner.hiring.values import Came, Waiting
from runner.intake import read_archive
from runner.model import Problem, Submission
from sandbox.engine import Engine

Run = Callable[[Batch, Sequence[Entry]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What came of it: the batch, which still has its grades, how many were kept, and the journal's folder."""

    batch: Batch
    kept: int
    folder: Path


def grade_waiting(
    desk: Desk,
    name: str,
    engine: Engine,
    options: Options,
    run: Run,
    then: Callable[[Graded, Problem], None] = lambda _graded, _problem: None,
) -> int:
    """Grade what waits, by `run`, and return how much was kept. `then` gets the batch while its journal is open."""
    rows = waiting(desk, name)
    if not rows:
        return 0
    with frozen_problem(desk, name) as problem:
        # How many of a candidate's submissions are graded was decided when they came.
        unlimited = replace(problem, feedback=replace(problem.feedback, max_submissions=None))
        folder = desk.place.folder / "grading" / name
        entries = tuple(Entry(candidate=row.name, read=partial(_read, row, unlimited)) for row in rows)
        by_name = {row.name: row.id for row in rows}
        with Journal(folder) as journal:
            batch = Batch(unlimited, engine, journal, options)
            try:
                run(batch, entries)
            finally:
                came = (Came(id=by_name[each.candidate], grade=each) for each in batch.grades())
                kept = record(desk, name, came)
            then(Graded(batch=batch, kept=kept, folder=folder), unlimited)
    return kept


def _read(row: Waiting, problem: Problem) -> Submission:
    return read_archive(row.archive, name="submission.zip", modules=problem.modules, candidate=row.name)
