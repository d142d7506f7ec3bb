"""`prebrief grade --round ROUND`: what a workspace's round has that is not graded yet, in a batch."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from runner.cli.batch_document import print_batch_document
from runner.cli.console import out, say
from runner.cli.engines import lent_engine
from runner.cli.grading import Order, check_trust, options_of, settle, watch
from runner.cli.host.desk import lent_office
from runner.grading import to_line
from runner.hiring import Graded, clear_work, grade_waiting
from runner.model import BadInput, Problem
from runner.report import batch_table, summarise


def grade_round(name: str, order: Order, workspace: str | None, *, as_json: bool) -> None:
    """Grade what waits in a round; raises OurFault where something stays ungraded, Exit where it was stopped."""
    check_trust(replace(order, batch=Path(name)))
    if order.out is not None:
        raise BadInput("--out is for folders: the grades of a workspace's round are kept in it")

    def tell(graded: Graded, problem: Problem) -> None:
        batch = graded.batch
        summary = summarise(batch.grades())
        if as_json:
            about = {"round": name, "problem": problem.slug, "counts": asdict(summary)}
            print_batch_document(about, map(to_line, batch.grades()))
        else:
            out().print(batch_table(batch.grades(), title=name))
            say(f"{summary.text}. {graded.kept} grade(s) kept in {name}.")
        settle((batch,))

    with lent_office(workspace) as office:
        work = office.work(name)
        if not work.waiting():
            clear_work(work)
            if as_json:
                print_batch_document({"round": name, "counts": asdict(summarise(()))}, ())
            else:
                say(f"Nothing in {name} waits for a grade.")
            return
        with lent_engine(order.engine) as engine:
            grade_waiting(work, engine, options_of(order), partial(watch, title=name), tell)
