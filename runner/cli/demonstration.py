"""The demo's batches: the shipped problems' own examples, one problem after another into one results folder."""

import os
from dataclasses import replace
from pathlib import Path

from runner.catalog import ExampleSubmission, example_submissions, load_problem, shipped_problems
from runner.cli.console import note, out, say
from runner.cli.engines import lent_engine
from runner.cli.grading import lanes_of, settle, watch, write_files
from runner.grading import Batch, Entry, Journal, Options
from runner.model import BadInput, CheckFailed, GradeStatus, Problem, Submission
from runner.proving.expectation import fault_of
from runner.proving.share import share_of
from runner.report import batch_table, summarise

_SHOWN = ("attention", "retry-with-context", "vector-search")  # numbers, callbacks and errors, state and speed
_SHARE = 1 / 3  # of their examples, where nobody named a problem


def demonstrate(
    engine_name: str,
    folder: Path,
    *,
    lanes: int,
    fresh: bool,
    names: tuple[str, ...] = (),
    everything: bool = False,
) -> None:
    """Grade examples, print a table per problem; raises CheckFailed where one did not get what it declares.

    They are all examples of the problems named, or of all problems; else a third of those of a few problems.
    """
    if engine_name == "local" and os.environ.get("CI") == "true":
        raise BadInput("with CI=true the demo does not run without isolation: use Docker")
    chosen = _chosen(names, everything=everything)
    problems = tuple(_unlimited(load_problem(path, need_lock=True)) for path in chosen)
    whole = bool(names) or everything
    batches: list[tuple[Problem, Batch]] = []
    with lent_engine(engine_name) as engine, Journal(folder) as journal:
        for problem in problems:
            batch = Batch(problem, engine, journal, Options(lanes=lanes_of(lanes), fresh=fresh))
            batches.append((problem, batch))
            watch(batch, _entries(problem, whole=whole), title=f"{problem.slug} ({len(batches)} of {len(problems)})")
            if batch.stopped:
                break
        done = tuple(batch for _, batch in batches)
        write_files(folder, done)
        surprises = [line for problem, batch in batches for line in _told(problem, batch)]
        say(f"{summarise(grade for batch in done for grade in batch.grades()).text}. Results: {folder}")
        settle(done)
    if surprises:
        raise CheckFailed("\n".join(["Not every example got what it declares:", *surprises]))


def _chosen(names: tuple[str, ...], *, everything: bool) -> tuple[Path, ...]:
    """Return the problems' folders: those named, all, or a few."""
    shipped = {path.parent.name: path.parent for path in sorted(shipped_problems().glob("*/problem.toml"))}
    for name in names:
        if name not in shipped:
            raise BadInput(f"no shipped problem is called {name[:80]!r}; there are: {', '.join(shipped)}")
    if everything:
        return tuple(shipped.values())
    few = names or tuple(name for name in _SHOWN if name in shipped) or tuple(shipped)[: len(_SHOWN)]
    return tuple(shipped[name] for name in few)


def _unlimited(problem: Problem) -> Problem:
    """Return the problem for its own examples: an author who works on one hands in as often as they like."""
    return replace(problem, feedback=replace(problem.feedback, max_submissions=None))


def _told(problem: Problem, batch: Batch) -> list[str]:
    """Print a problem's table; returns a line for each example that did not get what it declares."""
    examples = {_name(example): example for example in example_submissions(problem)}
    notes, surprises = {}, []
    for grade in batch.grades():
        example = examples[grade.candidate]
        fault = fault_of(example, grade)
        notes[grade.candidate] = (example.expects or "all passed") + (": NOT MET" if fault else "")
        if fault and grade.status is not GradeStatus.UNGRADED:
            surprises.append(f"  {problem.slug}/{fault}")
    share = f"{len(notes)} of {len(examples)} examples"
    out().print(batch_table(batch.grades(), title=f"{problem.title} ({problem.slug}, {share})", notes=notes))
    note("")
    return surprises


def _entries(problem: Problem, *, whole: bool) -> tuple[Entry, ...]:
    examples = example_submissions(problem)
    return tuple(_entry(example) for example in (examples if whole else share_of(examples, _SHARE)))


def _entry(example: ExampleSubmission) -> Entry:
    name = _name(example)
    submission = Submission(candidate=name, files=example.files)
    return Entry(candidate=name, read=lambda: submission)


def _name(example: ExampleSubmission) -> str:
    return f"{example.kind.value}/{example.name}"
