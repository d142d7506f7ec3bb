"""`prebrief start`: the clock of a round begins to run, after a warning."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from runner.candidate import clocks_apart, joined, reached
from runner.cli.console import note, say
from runner.invitation import span, utc
from runner.model import BadInput


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("start")(start)


def start(
    folder: Annotated[Path, typer.Argument(help="The folder that `prebrief open` made.")] = Path(),
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Start the clock, once you have read the brief. Says how long you will have, and asks, before it does.

    A second time changes nothing and says how much is left.
    """
    mine = joined(folder)
    with reached(mine.link) as host:
        now = host.standing()
        if now.times.started_at is None and not yes:
            _ask(now.times.minutes, utc(now.times.due_at))
        times = host.start()
    if times.ends_at is None or times.started_at is None:
        raise BadInput("the host says that nothing was started: ask who invited you")
    left = span((times.ends_at - now.now).total_seconds())
    again = "The clock runs already" if now.times.started_at is not None else "The clock runs"
    say(f"{again}: since {utc(times.started_at)}, until {utc(times.ends_at)} ({left} left).")
    apart = clocks_apart(now.now, datetime.now(UTC))
    if apart:
        note(apart, style="yellow")
    note("Next: prebrief check, as often as you like; then prebrief submit")


def _ask(minutes: float, due: str) -> None:
    if not sys.stdin.isatty():
        raise BadInput(f"this starts a clock of {minutes:g} minutes, which can't be stopped: give --yes if you mean it")
    question = f"This starts a clock of {minutes:g} minutes, which can't be stopped (and never runs past {due}). Start?"
    if not typer.confirm(question):
        raise typer.Exit(1)
