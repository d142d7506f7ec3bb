"""`prebrief grade --round ROUND`: what a workspace's round has that is not graded yet, in a batch.

The batch has a journal in the workspace's folder. A grade is in the journal first, then in the database: whatever is
killed in between, the next run finds it there and grades nothing twice.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from runner.cli.batch_document import print_batch_document
from runner.cli.console import out, say
from runner.cli.engines import lent_engine
from runner.cli.grading import Order, check_trust, options_of, settle, watch, write_files
from runner.cli.host.desk import lent_desk
from runner.grading import Batch, Entry, Journal, to_line
from runner.hiring import Came, Waiting, frozen_problem, record, waiting
from runner.intake import read_archive
from runner.model import BadInput, Problem, Submission
from runner.report import batch_table, summarise


def grade_round(name: str, order: Order, workspace: Path | None, *, as_json: bool) -> None:
    """Grade what waits in a round; raises OurFault where something stays ungraded, Exit where it was stopped."""
    check_trust(replace(order, batch=Path(name)))
    if order.out is not None:
        raise BadInput("--out is for folders: the grades of a workspace's round are kept in it")
    with lent_desk(workspace) as desk, frozen_problem(desk, name) as problem:
        rows = waiting(desk, name)
        if not rows:
            say(f"Nothing in {name} waits for a grade.")
            return
        # How many of a candidate's submissions are graded was decided when they came.
        unlimited = replace(problem, feedback=replace(problem.feedback, max_submissions=None))
        folder = desk.place.folder / "grading" / name
        entries = tuple(Entry(candidate=row.name, read=partial(_read, row, unlimited)) for row in rows)
        with lent_engine(order.engine) as engine, Journal(folder) as journal:
            batch = Batch(unlimited, engine, journal, options_of(order))
            try:
                watch(batch, entries, title=name)
            finally:
                by_name = {row.name: row.id for row in rows}
                came = (Came(id=by_name[each.candidate], grade=each) for each in batch.grades())
                kept = record(desk, name, came)
            write_files(folder, (batch,))
            if as_json:
                about = {"round": name, "problem": problem.slug, "counts": asdict(summarise(batch.grades()))}
                print_batch_document(about, map(to_line, batch.grades()))
            else:
                out().print(batch_table(batch.grades(), title=f"{name}: {len(rows)} submission(s)"))
                say(f"{summarise(batch.grades()).text}. {kept} grade(s) kept in {name}.")
            settle((batch,))


def _read(row: Waiting, problem: Problem) -> Submission:
    return read_archive(row.archive, name="submission.zip", modules=problem.modules, candidate=row.name)
