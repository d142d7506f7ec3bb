"""`prebrief results show`: one submission's grade in full, from a results folder."""

from pathlib import Path
from typing import Annotated

import typer

from runner.cli.console import columns, say
from runner.model import BadInput

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Read the results of a batch.")


def register(parent: typer.Typer) -> None:
    """Add the group to the app."""
    parent.add_typer(app, name="results")


@app.callback()
def _group() -> None:
    """Keep `show` a word of its own, though it is the only command of the group."""


@app.command()
def show(
    results: Annotated[Path, typer.Argument(help="A results folder, as `grade` wrote it.")],
    candidate: Annotated[str, typer.Argument(help="The submission, as the table names it.")],
    *,
    problem: Annotated[str, typer.Option(help="Only this problem, where the folder holds several.")] = "",
    output: Annotated[bool, typer.Option("--output", help="Also what the tests printed.")] = False,
) -> None:
    """Show one submission's grade: each test's verdict, points, message and counterexample."""
    from runner.grading import Results  # what grades takes its time to import
    from runner.report import grade_text

    read, found = Results(results), 0
    for grade in read.grades():
        if grade.candidate == candidate and problem in ("", grade.provenance.problem):
            say(grade_text(grade, with_output=output, columns=columns()))
            found += 1
    if not found:
        raise BadInput(f"{read.path} has no submission called {candidate[:80]!r}. grades.csv beside it lists all.")
