"""`prebrief feedback`: what a candidate may know of the grades."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from runner.candidate import feedback_text, joined, reached
from runner.cli.console import print_document, say


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("feedback")(feedback)


def feedback(
    folder: Annotated[Path, typer.Argument(help="The folder that `prebrief open` made.")] = Path(),
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Say what you may know of your grades: as much as the round's policy allows, once it does."""
    mine = joined(folder)
    with reached(mine.link) as host:
        told = host.feedback()
    if as_json:
        print_document("feedback", {"handle": mine.handle, "submissions": [asdict(each) for each in told]})
        return
    say(feedback_text(told))
