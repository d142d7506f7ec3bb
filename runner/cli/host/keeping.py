"""`prebrief init`, `upgrade`, `backup`: a workspace as a thing that is made, kept and moved."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from runner.cli.console import note, say
from runner.cli.host.desk import Folder, lent_desk, place_of


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command("init")(init)
    app.command("upgrade")(upgrade)
    app.command("backup")(backup)


def init(
    folder: Annotated[Path, typer.Argument(help="The workspace's folder; made if it is not there.")] = Path(),
    *,
    name: Annotated[str, typer.Option("--name", help="Who invites, as letters say it [default: the folder's].")] = "",
    timezone: Annotated[str, typer.Option("--timezone", help="Of times that name none, like Europe/Berlin.")] = "UTC",
    sender: Annotated[str, typer.Option("--from", help="Where letters come from: 'Acme <hiring@acme.example>'.")] = "",
    database_url: Annotated[
        str, typer.Option("--database-url", help="postgresql://USER@HOST/NAME instead of a file in the folder.")
    ] = "",
) -> None:
    """Make a workspace: where rounds, candidates, submissions and grades are kept. One command, no set-up.

    The second time, after an interruption, it goes on where it stopped.

    \b
    Examples:
      prebrief init hiring --name Acme --timezone Europe/Berlin
      prebrief init hiring --database-url postgresql://hiring@db.example/hiring
    """
    from runner.workspace import WORKSPACE_FILE, Database, bring_up_to_date, make_place, read_place, version_of

    begun = (folder / WORKSPACE_FILE).is_file()
    if begun:
        place = read_place(folder)
        with Database(place.url) as database:
            if version_of(database) is not None:
                make_place(folder)  # says that there is one
    else:
        place = make_place(folder, name=name, timezone=timezone, sender=sender, database_url=database_url)
    with Database(place.url) as database:
        bring_up_to_date(database)
    say(f"Made the workspace {place.name} in {place.folder}")
    note(f"Next: cd {place.folder}; prebrief publish attention")


def upgrade(workspace: Folder = None) -> None:
    """Bring a workspace to this version's tables: a backup first, then all of it or nothing."""
    from runner.workspace import Database, back_up, bring_up_to_date, newest, version_of

    place = place_of(workspace)
    with Database(place.url) as database:
        before = version_of(database)
        if before == newest():
            say(f"{place.folder} is up to date ({before}).")
            return
        if before is not None:
            kept = back_up(database, place.folder / f"backup-{before}-{_stamp()}{_ending(database.is_sqlite)}")
            say(f"Backup: {kept}")
        bring_up_to_date(database)
    say(f"{place.folder} is of version {newest()} now; it was {before or 'empty'}.")


def backup(
    to: Annotated[Path | None, typer.Argument(help="A new file [default: backup-TIME beside the database].")] = None,
    *,
    workspace: Folder = None,
) -> None:
    """Copy a workspace's database into one file, while it is in use."""
    from runner.workspace import back_up

    with lent_desk(workspace) as desk:
        ending = _ending(desk.database.is_sqlite)
        kept = back_up(desk.database, to or desk.place.folder / f"backup-{_stamp()}{ending}")
    say(f"Backup: {kept}")
    if ending == ".db":
        note("To restore: stop everything, put it in the place of prebrief.db, remove prebrief.db-wal and -shm.")
    else:
        note(f"To restore: pg_restore --clean --dbname=NAME {kept}")


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


def _ending(is_sqlite: bool) -> str:  # noqa: FBT001  (one word, one meaning)
    return ".db" if is_sqlite else ".dump"
