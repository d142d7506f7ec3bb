"""The workspace that an interviewer's command works on: a folder that is named or lies around, or a server."""

from __future__ import annotations

import getpass
import os
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
    from runner.interviewer import Office
    from runner.workspace import Place

KEY_VARIABLE = "PREBRIEF_KEY"
Workspace = Annotated[
    str | None,
    typer.Option(
        "--workspace",
        help="The workspace's folder, or its server's address, with your key in PREBRIEF_KEY "
        "[default: PREBRIEF_WORKSPACE, or the one this folder is in].",
        show_default=False,
    ),
]


Folder = Annotated[
    str | None,
    typer.Option(
        "--workspace",
        help="The workspace's folder [default: PREBRIEF_WORKSPACE, or the one this folder is in].",
        show_default=False,
    ),
]


@contextmanager
def lent_office(workspace: str | None, *, keep_retention: bool = True) -> Iterator[Office]:
    """Lend the office of a workspace, here or behind a server; raises BadInput that says what to do."""
    with _needs_host():
        from runner.interviewer import Here, office_at
    address = server_of(workspace)
    if not address:
        with lent_desk(workspace, keep_retention=keep_retention) as desk:
            yield Here(desk)
        return
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise BadInput(
            f"{address} wants to know who you are: put your API key into {KEY_VARIABLE} (its owner makes one with "
            "`prebrief key make NAME`)"
        )
    with office_at(address, key) as office:
        yield office


def server_of(workspace: str | None) -> str:
    """Return the address of the server that is meant, "" where it is a folder."""
    from runner.client import is_address

    meant = workspace if workspace is not None else os.environ.get("PREBRIEF_WORKSPACE", "")
    return meant if is_address(meant) else ""


@contextmanager
def lent_desk(workspace: str | None, *, keep_retention: bool = True) -> Iterator[Desk]:
    """Lend the desk of a workspace whose tables are of this version; raises BadInput that says what to do."""
    with _needs_host():
        from runner.hiring import Desk
        from runner.workspace import Database, check_version
    place = place_of(workspace)
    with Database(place.url) as database:
        check_version(database)
        desk = Desk(place=place, database=database, who=login())
        if keep_retention:
            _keep_the_retention_time(desk)
        yield desk


def place_of(workspace: str | None) -> Place:
    """Return the workspace's folder; raises BadInput where a server was named, which does such things itself."""
    from runner.workspace import find_place

    if address := server_of(workspace):
        raise BadInput(f"that is done where the workspace's folder is, not through {address}: give --workspace FOLDER")
    return find_place(None if workspace is None else Path(workspace))


@contextmanager
def _needs_host() -> Iterator[None]:
    """Say what to install where what stores anything is not there: candidates' machines have it not."""
    try:
        yield
    except ImportError as error:
        raise BadInput(f"a workspace needs {error.name}, which is not here: pip install 'prebrief[host]'") from error


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
