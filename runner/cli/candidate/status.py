"""`prebrief status`: how things stand for a candidate."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from runner.candidate import clocks_apart, joined, kept_receipts, reached, standing_text
from runner.cli.console import note, print_document, say
from runner.model import OurFault


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("status")(status)


def status(
    folder: Annotated[Path, typer.Argument(help="The folder that `prebrief open` made.")] = Path(),
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Say how things stand: times, what was handed in, how many submissions are left.

    Where the host does not answer, the receipts that are kept in this folder are shown.
    """
    mine = joined(folder)
    try:
        with reached(mine.link) as host:
            it = host.standing()
    except OurFault:
        for line in kept_receipts(folder):
            note(f"Kept here: {line}")
        raise
    if as_json:
        print_document(
            "status",
            {
                "handle": it.handle,
                "stage": it.stage.value,
                "started_at": it.times.started_at.isoformat() if it.times.started_at else None,
                "ends_at": it.times.ends_at.isoformat() if it.times.ends_at else None,
                "due_at": it.times.due_at.isoformat(),
                "now": it.now.isoformat(),
                "left": it.left,
                "submissions": [
                    {
                        "number": each.number,
                        "practice": each.practice,
                        "digest": each.digest,
                        "counts": each.counts,
                        "received_at": each.received_at.isoformat(),
                    }
                    for each in it.submissions
                ],
            },
        )
        return
    say(standing_text(it))
    apart = clocks_apart(it.now, datetime.now(UTC))
    if apart:
        note(apart, style="yellow")
