"""The database of a workspace: SQLite in a file (write-ahead log, synced at every commit) or PostgreSQL.

`reading` and `writing` are transactions. What was committed in `writing` is on the disk when the block is left: a
receipt may be given then, and not before. A failing database is our fault, told in one sentence; nothing is half done.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from runner.model import BadInput, DatabaseFault

_PATIENCE_SECONDS = 20  # how long a writer waits for the one before it
_SETTLE_SECONDS = 1
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite"}


class Database:
    """One open database; a context manager."""

    def __init__(self, url: URL) -> None:
        self.url = url
        try:
            self._engine = _engine(url)
        except ImportError as error:
            raise BadInput(
                f"{shown(url)} needs a driver that is not here ({error.name}): pip install 'prebrief[postgres]'"
            ) from error
        read_committed = {} if self.is_sqlite else {"isolation_level": "READ COMMITTED"}
        self._writer = self._engine.execution_options(writing=True, **read_committed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Lend a session that sees one moment of the database; nothing of it is kept."""
        with _told(self.url), Session(self._engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Lend a session whose changes are all kept at the end of the block, or none of them."""
        with _told(self.url), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection within a transaction, for migrations."""
        with _told(self.url), self._writer.begin() as connection:
            yield connection

    def settle(self) -> bool:
        """Bring the write-ahead log into the file and empty it, so that what was overwritten is nowhere any more.

        Returns whether it could be: somebody who reads for longer than a moment keeps it as it is, until the next time.
        """
        if not self.is_sqlite:
            return True
        with _told(self.url):
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute(f"PRAGMA busy_timeout = {_SETTLE_SECONDS * 1000}")
                busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000}")
            finally:
                raw.close()
        return not busy


def url_of(text: str) -> URL:
    """Read a database's URL; raises BadInput for one that is none, or names another kind of database."""
    try:
        url = make_url(text)
        backend = url.drivername.partition("+")[0]
    except (ArgumentError, ValueError) as error:
        raise BadInput("--database-url is no URL: give postgresql://USER@HOST/NAME, or leave it out") from error
    if backend not in _DRIVERS:
        raise BadInput(f"a database of kind {backend[:40]!r} is not known here: give postgresql://USER@HOST/NAME")
    return url.set(drivername=_DRIVERS[backend])


def shown(url: URL) -> str:
    """Return a URL as people may see it, without its password."""
    return url.render_as_string(hide_password=True)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8, isolation_level="REPEATABLE READ",
                             hide_parameters=True)  # fmt: skip
    _make_private(url)
    engine = create_engine(url, connect_args={"timeout": _PATIENCE_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(url: URL) -> None:
    """Make a file that is not there yet, so that its owner alone can read it, and its write-ahead log with it."""
    with suppress(OSError):  # what is wrong with the place is told when it is opened
        os.close(os.open(url.database or "", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, schema changes within them too
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the right to write at once where it is wanted: a reader that begins to write may have to give up."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _told(url: URL) -> Iterator[None]:
    """Tell what the database refuses as our fault."""
    try:
        yield
    except NoSuchModuleError as error:
        raise BadInput(f"{shown(url)} names a database that is not known here") from error
    except OperationalError as error:
        what = " ".join(str(error.orig).split())[:200]
        raise DatabaseFault(f"{shown(url)} does not work: {what}. Nothing of this was kept; try again.") from error
    except DBAPIError as error:
        if type(error) is DatabaseError:  # SQLite's word for a file that is damaged, or none of its own
            raise DatabaseFault(f"{shown(url)} does not work: {error.orig}. Restore a backup.") from error
        if error.connection_invalidated:
            raise DatabaseFault(f"{shown(url)} broke off. Nothing of this was kept; try again.") from error
        raise
