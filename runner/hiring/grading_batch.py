"""Grade what waits in a round, in a batch with a journal beside the workspace, or with whoever grades for a server.

A grade is in the journal first, then in the database: whatever is killed in between, the next run finds it there and
grades nothing twice. Once all of it is in the database the journal goes, with the code that it kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from runner.grading import Batch, Entry, Journal, Options
from runner.hiring.round_work import RoundWork, read_waiting
from runner.hiring.values import Came
from runner.model import BadInput, Problem
from sandbox.engine import Engine

Run = Callable[[Batch, Sequence[Entry]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What came of it: the batch, which still has its grades, and how many were kept."""

    batch: Batch
    kept: int


def grade_waiting(
    work: RoundWork,
    engine: Engine,
    options: Options,
    run: Run,
    then: Callable[[Graded, Problem], None] = lambda _graded, _problem: None,
) -> int:
    """Grade what waits, by `run`, and return how much was kept. `then` gets the batch while its journal is open."""
    rows = work.waiting()
    if not rows:
        clear_work(work)
        return 0
    with work.problem() as problem:
        # How many of a candidate's submissions are graded was decided when they came.
        unlimited = replace(problem, feedback=replace(problem.feedback, max_submissions=None))
        folder = work.folder()
        entries = tuple(Entry(candidate=row.name, read=partial(read_waiting, work, row, unlimited)) for row in rows)
        by_name = {row.name: row.id for row in rows}
        with Journal(folder) as journal:
            batch = Batch(unlimited, engine, journal, options)
            try:
                run(batch, entries)
            finally:
                came = (Came(id=by_name[each.candidate], grade=each) for each in batch.grades())
                kept = work.record(came)
            whole = not any(True for _ in batch.unfinished())
            if whole:
                shutil.rmtree(folder, ignore_errors=True)
            then(Graded(batch=batch, kept=kept), unlimited)
    return kept


def clear_work(work: RoundWork) -> None:
    """Remove what a batch that was stopped has left of a round in which nothing waits: others graded the rest."""
    folder = work.folder()
    if folder.is_dir():
        with suppress(BadInput), Journal(folder):  # another batch is at it, and removes it itself
            shutil.rmtree(folder, ignore_errors=True)
