"""The version of a workspace's tables: made new, looked at, brought up to date; in one transaction, or not at all."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from runner.model import BadInput
from runner.workspace.database import Database, shown

_LOCK = 0x7072656272696566  # a number of our own, in PostgreSQL: two that upgrade take turns


def newest() -> str:
    """Return the version that this prebrief works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # noqa: S101  (there is always a first migration)
    return head


def version_of(database: Database) -> str | None:
    """Return the version of a database's tables, None where there are none."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def bring_up_to_date(database: Database) -> str | None:
    """Bring the tables to this prebrief's version and return the one they had; a kill leaves one or the other."""
    with database.connection() as connection:
        if not database.is_sqlite:  # where whoever writes is alone anyway
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        before = MigrationContext.configure(connection).get_current_revision()
        _check(before, database)
        command.upgrade(_config(connection), "head")
    return before


def check_version(database: Database) -> None:
    """Raise BadInput where the tables are not of this version: what is to be done depends on which is older."""
    found = version_of(database)
    if found is None:
        raise BadInput(f"{shown(database.url)} holds no workspace. Make one with `prebrief init`.")
    _check(found, database)
    if found != newest():
        raise BadInput(
            f"{shown(database.url)} is of an older version ({found}). Bring it up to date with `prebrief upgrade`, "
            "which keeps a backup."
        )


def _check(found: str | None, database: Database) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise BadInput(
            f"{shown(database.url)} is of a newer version ({found[:40]}) than this prebrief. Install the newer one."
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("runner.workspace").joinpath("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
