"""The workspace that an interviewer's command works on: named, or the one that the working folder lies in."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runner.cli.console import note
from runner.model import BadInput, RunnerError

if TYPE_CHECKING:
    from runner.hiring import Desk

Workspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        help="The workspace's folder [default: PREBRIEF_WORKSPACE, or the one this folder is in].",
        show_default=False,
    ),
]


@contextmanager
def lent_desk(workspace: Path | None, *, keep_retention: bool = True) -> Iterator[Desk]:
    """Lend the desk of a workspace whose tables are of this version; raises BadInput that says what to do."""
    try:
        from runner.hiring import Desk  # candidates' machines have not what stores anything
        from runner.workspace import Database, check_version, find_place
    except ImportError as error:
        raise BadInput(f"a workspace needs {error.name}, which is not here: pip install 'prebrief[host]'") from error
    place = find_place(workspace)
    with Database(place.url) as database:
        check_version(database)
        desk = Desk(place=place, database=database, who=login())
        if keep_retention:
            _keep_the_retention_time(desk)
        yield desk


def _keep_the_retention_time(desk: Desk) -> None:
    """Forget whom the workspace's retention time says to, and say so; what is being graded now is forgotten later."""
    from runner.hiring import forget_old

    try:
        gone = forget_old(replace(desk, who="retention"))
    except RunnerError as error:
        note(f"Past the retention time and not forgotten yet: {error}", style="yellow")
        return
    if gone:
        note(f"Forgotten, past the retention time: {', '.join(gone)}")


def login() -> str:
    """Return who works here, for the log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "somebody"
