"""`prebrief problem`: list, show, themes, new. Further commands of the group add themselves to `app`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from runner.catalog import (
    THEMES,
    Finding,
    ForeignSuite,
    Level,
    find_problem,
    foreign_problem,
    inspect_problem,
    load_problem,
    problem_folders,
    skeleton_problem,
    write_problem,
)
from runner.cli.console import cell, note, out, print_document, say
from runner.cli.mutants import mutants
from runner.cli.problem_text import problem_document, problem_row, problem_text
from runner.cli.vary import vary
from runner.cli.verify import verify
from runner.model import BadInput, Problem, ProblemInvalid

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Find, read and write problems.")
_COLUMNS = ("title", "difficulty", "minutes", "themes", "locked")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def register(parent: typer.Typer) -> None:
    """Add the group to the app."""
    parent.add_typer(app, name="problem")


app.command()(verify)
app.command()(mutants)
app.command()(vary)


@app.command("list")
def list_problems(
    *,
    theme: Annotated[str, typer.Option(help="Only problems with this theme.")] = "",
    difficulty: Annotated[str, typer.Option(help="Only problems of this difficulty.")] = "",
    as_json: Json = False,
) -> None:
    """List the problems that can be found: shipped ones, those in ./problems, those in $PREBRIEF_PROBLEMS."""
    problems, broken = _found()
    chosen = [p for p in problems if (not theme or theme in p.themes) and difficulty in ("", p.difficulty)]
    if as_json:
        print_document("problem-list", {"problems": [problem_document(p) for p in chosen], "broken": broken})
        return
    table = Table(Column("problem", no_wrap=True), *_COLUMNS, box=None, pad_edge=False)
    for problem in chosen:
        table.add_row(*(cell(text) for text in problem_row(problem)))
    if chosen:
        out().print(table)
    else:
        note("No problem found. `prebrief problem new SLUG` begins one.")


def _found() -> tuple[list[Problem], list[str]]:
    """Return the problems that can be found, and the slugs of those that can't be read, each told on stderr."""
    problems: list[Problem] = []
    broken: list[str] = []
    for folder in problem_folders():
        try:
            problems.append(load_problem(folder, need_lock=False))
        except ProblemInvalid as error:
            broken.append(folder.name)
            note(str(error), style="yellow")
    return problems, broken


@app.command()
def show(
    problem: Annotated[str, typer.Argument(help="A slug, or the folder of a problem.")],
    *,
    brief: Annotated[bool, typer.Option("--brief", help="Print the brief as the candidate gets it.")] = False,
    as_json: Json = False,
) -> None:
    """Show one problem: what it assesses, its groups, limits and examples, and what is still missing."""
    folder = find_problem(problem)
    loaded = load_problem(folder, need_lock=False)
    if as_json:
        print_document("problem", problem_document(loaded))
    elif brief:
        say(loaded.files["brief.md"].decode("utf-8", "replace"))
    else:
        say(problem_text(loaded))
        _tell(inspect_problem(folder)[1])


@app.command()
def themes(*, as_json: Json = False) -> None:
    """List the themes that a problem may name, and the problems under each that can be found."""
    under: dict[str, list[str]] = {theme: [] for theme in THEMES}
    for problem in _found()[0]:
        for theme in problem.themes:
            under[theme].append(problem.slug)
    if as_json:
        print_document("themes", {"themes": dict(THEMES), "problems": under})
        return
    table = Table(Column("theme", no_wrap=True), "about", "problems", box=None, pad_edge=False)
    for name, about in THEMES.items():
        table.add_row(name, about, cell(", ".join(under[name]) or "-"))
    out().print(table)


@app.command()
def new(
    slug: Annotated[str, typer.Argument(help="The new problem's name, as in top-k-search.")],
    suite: Annotated[Path | None, typer.Option("--from", help="A pytest file or folder to make a problem of.")] = None,
    reference: Annotated[Path | None, typer.Option(help="With --from: the file or the package that they test.")] = None,
    into: Annotated[Path, typer.Option("--in", help="The folder that the problem's folder is put in.")] = Path(
        "problems"
    ),
    author: Annotated[str, typer.Option(help="Who is named as its author.")] = "Your name",
) -> None:
    """Begin a problem: a small one that verifies as it is, or one made of a pytest suite, its tests unmodified.

    \b
    Examples:
      prebrief problem new top-k-search
      prebrief problem new two-fer --from two_fer_test.py --reference two_fer.py
      prebrief problem new zoo --from tests --reference src/zoo
    """
    if '"' in author or "\\" in author or not author.isprintable() or not author.strip():
        raise BadInput("--author must be a plain name, without quotes, backslashes or control characters.")
    if (suite is None) != (reference is None):
        raise BadInput("--from and --reference belong together: the tests, and the solution that they pass on.")
    folder = into / slug
    if suite is None or reference is None:
        write_problem(folder, skeleton_problem(slug, author=author))
        say(f"Wrote {folder}: a small problem that works. Replace it file by file.")
    else:
        found = foreign_problem(slug, tests=suite, reference=reference, author=author)
        write_problem(folder, found.files)
        say(f"Wrote {folder}: {len(found.groups)} group(s), tests of {', '.join(found.modules)}.")
        _tell_suite(found)
    _tell(inspect_problem(folder)[1])
    note(f"Next: prebrief problem verify {folder}")


def _tell(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        note(f"{finding.level}: {finding}", style="" if finding.level is Level.WARNING else "yellow")


def _tell_suite(found: ForeignSuite) -> None:
    if found.left_out:
        note(f"Left out, since it is what the tests test: {', '.join(found.left_out)}")
    if found.private:
        names = ", ".join(found.private)
        note(f"The tests use {names}: private names do not cross the wall, so those tests can't pass.", style="yellow")
    if found.unknown_imports:
        names = ", ".join(found.unknown_imports)
        note(f"The tests also import {names}, which neither the suite nor the reference brings.", style="yellow")
