"""`prebrief report`: results as a page to read, as files for other programs, or as a candidate may see them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Audience(StrEnum):
    """Whom a report is for."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("report")(report)


def report(
    results: Annotated[Path, typer.Argument(help="A results folder that `grade` wrote, or its results.jsonl.")],
    *,
    csv: Annotated[bool, typer.Option("--csv", help="A table for spreadsheets.")] = False,
    junit: Annotated[bool, typer.Option("--junit", help="JUnit XML.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Markdown.")] = False,
    gradescope: Annotated[bool, typer.Option("--gradescope", help="A results.json for each submission.")] = False,
    audience: Annotated[
        Audience, typer.Option("--for", help="candidate: only what the round's feedback policy allows.")
    ] = Audience.INTERVIEWER,
    candidate: Annotated[str, typer.Option(help="Only this submission, as the table names it.")] = "",
    problem: Annotated[str, typer.Option(help="Only this problem, where the results have several.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="The file or folder to write; beside the results if not given.")
    ] = None,
    per_page: Annotated[
        int, typer.Option(min=1, max=10_000, help="More submissions than this, and the page becomes several.")
    ] = 100,
) -> None:
    """Write a report: one HTML page that needs no network, or another format.

    \b
    Examples:
      prebrief report results/attention                     results/attention/report.html
      prebrief report results/attention --markdown --out notes.md
      prebrief report results/attention --for candidate     a page for each candidate
      prebrief report results/attention --for candidate --candidate ann --out ann.html
    """
    from runner.cli.reporting import Format, Request, write_asked  # what draws takes its time to import

    asked = {Format.CSV: csv, Format.JUNIT: junit, Format.MARKDOWN: markdown, Format.GRADESCOPE: gradescope}
    formats = tuple(kind for kind, wanted in asked.items() if wanted) or (Format.HTML,)
    request = Request(
        results=results,
        formats=formats,
        for_candidate=audience is Audience.CANDIDATE,
        candidate=candidate,
        problem=problem,
        out=out,
        per_page=per_page,
    )
    write_asked(request)
