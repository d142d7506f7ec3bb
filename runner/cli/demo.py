"""`prebrief demo`: grade the example submissions of shipped problems, and see each get what it declares."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_OUT = Path("results/demo")


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("demo")(demo)


def demo(
    problems: Annotated[
        list[str] | None, typer.Argument(help="Slugs of shipped problems; without any, some examples of a few.")
    ] = None,
    *,
    engine: Annotated[str, typer.Option(help="docker, or local: without isolation, never with CI=true.")] = "docker",
    out: Annotated[Path, typer.Option("--out", help="The results folder.")] = DEFAULT_OUT,
    lanes: Annotated[int, typer.Option(min=0, max=64, help="How many at a time; 0 is one per processor.")] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Grade again what was graded before.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="All shipped problems: the better part of an hour.")
    ] = False,
) -> None:
    """Grade the example submissions of the shipped problems named: right, wrong, slow and broken ones.

    Without a name: a third of those of a few problems, some of each kind and group.

    Exit code 0 when each got what its author declared, 1 when one did not.
    """
    from runner.cli.demonstration import demonstrate  # what grades takes its time to import

    demonstrate(engine, out, lanes=lanes, fresh=fresh, names=tuple(problems or ()), everything=everything)
