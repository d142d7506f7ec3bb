"""A copy of a workspace's database in one file, made while it is in use, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from runner.model import BadInput, OurFault
from runner.workspace.database import Database

_DUMP_SECONDS = 3600


def back_up(database: Database, to: Path) -> Path:
    """Write a copy to a new file: an SQLite database, or for PostgreSQL what `pg_restore` reads."""
    to = to.absolute()
    if to.exists():
        raise BadInput(f"{to} is there already; nothing is overwritten. Choose another name.")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=to.parent) as folder:
            part = Path(folder) / to.name
            if database.is_sqlite:
                _copy(Path(str(database.url.database)), part)
            else:
                _dump(database, part)
            part.chmod(0o600)
            part.rename(to)
    except OSError as error:
        raise BadInput(f"{to} can't be written ({error.strerror}). Choose another place.") from error
    return to


def _copy(path: Path, part: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            whole = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise OurFault(f"{path} could not be copied: {error}. Nothing was written; try again.") from error
    if whole != ("ok",):
        raise OurFault(f"{path} is damaged: {str(whole)[:200]}. No backup was written; keep the file as it is.")


def _settings() -> dict[str, str]:
    """Return what PostgreSQL's own programs read from the environment: PGPASSFILE, PGSSLMODE and their like."""
    return {name: value for name, value in os.environ.items() if name.startswith("PG") or name == "HOME"}


def _dump(database: Database, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BadInput("pg_dump is not here: install PostgreSQL's client (Debian: postgresql-client)")
    url = database.url.set(drivername="postgresql", password=None)
    password = {"PGPASSWORD": str(database.url.password)} if database.url.password else {}
    try:
        subprocess.run(
            [program, "--format=custom", f"--file={part}", f"--dbname={url.render_as_string(hide_password=False)}"],
            check=True,
            capture_output=True,
            timeout=_DUMP_SECONDS,
            env={**_settings(), "PATH": "/usr/bin:/bin", **password},
        )
    except subprocess.CalledProcessError as error:
        what = error.stderr.decode("utf-8", "replace").strip()[:300]
        raise OurFault(f"pg_dump failed: {what}. Nothing was written.") from error
    except subprocess.TimeoutExpired as error:
        raise OurFault(f"pg_dump took longer than {_DUMP_SECONDS} s. Nothing was written.") from error
