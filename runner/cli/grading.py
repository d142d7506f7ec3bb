"""What `grade` and `demo` have in common: run batches under somebody's eyes, write the files, tell the outcome."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import typer

from runner.catalog import load_problem
from runner.cli.batch_document import print_batch_document
from runner.cli.console import note, out, say
from runner.cli.engines import lent_engine
from runner.cli.exit_code import ExitCode
from runner.cli.interrupt import stopping
from runner.cli.live import live
from runner.grading import Batch, Entry, Journal, Options, entries_in, entries_of, to_line
from runner.model import BadInput, OurFault, Problem
from runner.plain import visible
from runner.report import batch_table, summarise, write_results
from runner.rounds import open_round, sweep_inbox

MOST_LANES = 16
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What `grade` was asked for; `lanes` 0 is one per processor."""

    problem: Path
    submissions: tuple[Path, ...] = ()
    batch: Path | None = None
    round_folder: Path | None = None
    out: Path | None = None
    lanes: int = 0
    submissions_per_box: int = 1
    canary: bool | None = None
    engine: str = "docker"
    trust_submissions: bool = False
    fresh: bool = False

    @property
    def is_batch(self) -> bool:
        """Whether it may bring code of more than one person."""
        return self.batch is not None or self.round_folder is not None or len(self.submissions) > 1


def grade_order(order: Order, *, as_json: bool) -> None:
    """Grade what was asked for; raises OurFault where something stays ungraded, Exit where it was stopped."""
    problem, entries, folder = _gather(order)
    check_trust(order)
    options = options_of(order)
    with lent_engine(order.engine) as engine, Journal(folder) as journal:
        batch = Batch(problem, engine, journal, options)
        watch(batch, entries, title=problem.slug)
        write_files(folder, (batch,))
        if as_json:
            about = {"problem": problem.slug, "results": str(folder), "counts": asdict(summarise(batch.grades()))}
            print_batch_document(about, map(to_line, batch.grades()))
        else:
            out().print(batch_table(batch.grades(), title=f"{problem.title}: {len(entries)} submission(s)"))
            say(f"{summarise(batch.grades()).text}. Results: {folder}")
        _tell_too_many(batch.too_many, problem)
        settle((batch,))


def options_of(order: Order) -> Options:
    """Return how a batch is to be run."""
    return Options(
        lanes=lanes_of(order.lanes),
        submissions_per_box=order.submissions_per_box,
        fresh=order.fresh,
        canary=order.canary,
    )


def check_trust(order: Order) -> None:
    """Raise BadInput where code of several people would run without isolation, and nobody said that it may."""
    if order.engine == "local" and order.is_batch and not order.trust_submissions:
        raise BadInput(
            "the local engine runs submissions without isolation: they can read and change everything that you can. "
            "Use Docker, or say --trust-submissions if you trust all of them"
        )


def watch(batch: Batch, entries: Sequence[Entry], *, title: str) -> None:
    """Run a batch, showing how far it is, until its end or Ctrl-C."""
    with live(title) as tell, stopping(batch.cancel, note):
        batch.run(entries, tell)
    for alarm in batch.alarms:
        note(f"A canary came out wrong: {alarm}. What its lane had graded is graded again, or ungraded.", style="red")


def write_files(folder: Path, batches: tuple[Batch, ...]) -> None:
    """Write the results' files; raises OurFault where the disk refuses."""
    try:
        write_results(folder, lambda: (grade for batch in batches for grade in batch.grades()), to_line)
    except OSError as error:
        raise OurFault(
            f"{folder} can't be written: {error.strerror}. The grades are kept in its journal; make room, then give "
            "the same command again."
        ) from error


def settle(batches: tuple[Batch, ...]) -> None:
    """End the command as what stayed open asks for: Exit(130) after Ctrl-C, OurFault for what is ungraded."""
    unfinished = tuple(grade for batch in batches for grade in batch.unfinished())
    if any(batch.stopped for batch in batches) and unfinished:
        note(f"Stopped with {len(unfinished)} left. The same command again grades only those.", style="yellow")
        raise typer.Exit(ExitCode.INTERRUPTED)
    if unfinished:
        lines = [f"  {visible(grade.candidate)}: {visible(grade.reason)}" for grade in islice(unfinished, _SHOWN)]
        if len(unfinished) > _SHOWN:
            lines.append(f"  and {len(unfinished) - _SHOWN} more")
        raise OurFault(
            "\n".join(
                [
                    f"{len(unfinished)} could not be graded, through no fault of the candidates:",
                    *lines,
                    "The same command again grades only those.",
                ]
            )
        )


def _tell_too_many(names: tuple[str, ...], problem: Problem) -> None:
    if names:
        shown = ", ".join(visible(name) for name in names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
        most = problem.feedback.max_submissions
        note(
            f"{len(names)} handed in more than the {most} different submissions that are graded: {shown}. Their last "
            "grade stands; another results folder (--out) counts anew.",
            style="yellow",
        )


def lanes_of(asked: int) -> int:
    """Return how many lanes: what was asked for, or one per processor that this process may use."""
    if asked:
        return asked
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_LANES)


def _gather(order: Order) -> tuple[Problem, tuple[Entry, ...], Path]:
    """Return the problem, the rows and the results folder."""
    if order.round_folder is not None:
        opened = open_round(order.round_folder)
        problem = load_problem(opened.problem, need_lock=True)
        sweep_inbox(opened.inbox)
        entries = entries_in(opened.inbox, problem.modules)
        return problem, entries, order.out or order.round_folder / "results"
    problem = load_problem(order.problem, need_lock=True)
    if order.batch is not None:
        entries = entries_in(order.batch, problem.modules)
    else:
        entries = entries_of(order.submissions, problem.modules)
    return problem, entries, order.out or Path("results") / problem.slug
