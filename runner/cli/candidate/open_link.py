"""`prebrief open`: an invitation's link becomes a folder."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from runner.candidate import clocks_apart, join, opened_text, reached
from runner.cli.console import note, print_document, say
from runner.invitation import read_link


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("open")(open_)


def open_(
    link: Annotated[str, typer.Argument(help="The link of your invitation, in quotes.")],
    *,
    to: Annotated[Path | None, typer.Option("--to", help="A new folder [default: the round's name].")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Open an invitation: makes a folder with the brief, the starter and the visible tests. No clock is started.

    Shows first what the round assesses and what it does not, then the times.

    \b
    Example:
      prebrief open 'https://hiring.example.org#Zm9v...'
    """
    read = read_link(link)
    with reached(read) as host:
        opened = host.open()
    folder = to or Path(re.sub(r"[^a-z0-9-]", "-", opened.round.name) or "round")
    made = join(opened, read, folder)
    if as_json:
        times = {name: getattr(opened.times, name) for name in ("readable_at", "starts_at", "due_at")}
        print_document(
            "opened",
            {
                "handle": opened.handle,
                "folder": str(made.folder),
                "label": opened.round.label,
                "assesses": list(opened.round.assesses),
                "not_assessed": list(opened.round.not_assessed),
                "minutes": opened.times.minutes,
                **{name: value.isoformat() for name, value in times.items()},
            },
        )
        return
    say(opened_text(opened))
    say("")
    say(f"The brief is {made.folder / 'brief.md'}. No clock runs yet.")
    apart = clocks_apart(opened.now, datetime.now(UTC))
    if apart:
        note(apart, style="yellow")
    note(f"Next: cd {made.folder}; read brief.md; then prebrief start")
