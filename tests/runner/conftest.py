"""A browser for the tests of pages, and a window of it on the page that a module's `path` names.

And workspaces: in SQLite, and in a PostgreSQL of the tests' own. Both pass the same tests.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from runner.hiring import taking_part
from runner.workspace import Base, Database, Place, bring_up_to_date, make_place, newest
from runner.workspace.database import url_of
from tests.runner.browsing import BROWSERS, DESK
from tests.runner.postgres import OwnPostgres, why_no_postgres
from tests.runner.workspaces import Office, an_office, read_once


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Lend a browser; without one the tests are skipped, saying how to get it, and with CI=true they fail."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        reason = f"no browser: none of {', '.join(BROWSERS)} is installed (`make browser`)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true this test may not be skipped: {reason}", pytrace=False)
        pytest.skip(reason)
    sandboxed = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to sandbox root's own pages
    with sync_playwright() as driver:
        lent = driver.chromium.launch(executable_path=path, args=sandboxed)
        yield lent
        lent.close()


@pytest.fixture
def show(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    """Show the page in a window of a size; fails where anything is fetched or the console has something to say."""
    told: list[str] = []
    contexts = []

    def opened(size: tuple[int, int] = DESK, **how: Any) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: told.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not told


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    """Lend a PostgreSQL; without one the tests are skipped, saying how to get it, and with CI=true they fail."""
    if reason := why_no_postgres():
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true this test may not be skipped: {reason}", pytrace=False)
        pytest.skip(reason)
    server = OwnPostgres()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_made(postgres: OwnPostgres) -> str:
    """Return the address of a database that is at the newest version; each test finds it empty."""
    url = postgres.url(postgres.new())
    _make(url)
    return url


@pytest.fixture(scope="session")
def sqlite_made() -> Iterator[Path]:
    """Return a database's file that is at the newest version, to be copied."""
    with tempfile.TemporaryDirectory(prefix="made-") as folder:
        path = Path(folder) / "prebrief.db"
        _make(f"sqlite:///{path}")
        yield path


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Return a workspace at its newest version, in each kind of database."""
    if request.param == "sqlite":
        made: Place = request.getfixturevalue("sqlite_place")
        return made
    url = request.getfixturevalue("postgres_made")
    tables = ", ".join(f'"{name}"' for name in Base.metadata.tables)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())
        connection.execute("UPDATE alembic_version SET version_num = %s", [_newest()])
    return make_place(tmp_path / "hiring", name="Acme", database_url=url)


@pytest.fixture
def sqlite_place(tmp_path: Path, sqlite_made: Path) -> Place:
    """Return a workspace at its newest version, in a file."""
    made = make_place(tmp_path / "hiring", name="Acme")
    shutil.copy(sqlite_made, made.folder / "prebrief.db")
    return made


@pytest.fixture
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Return a workspace without tables; a test names the kind of its database, indirectly."""
    url = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        url = server.url(server.new())
    return make_place(tmp_path / "empty", name="Acme", database_url=url)


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each submission once for all tests of workspaces: what reads an archive is a process of its own."""
    monkeypatch.setattr(taking_part, "read_submission", read_once)


@pytest.fixture
def office(place: Place) -> Iterator[Office]:
    """Lend a workspace in each kind of database, without a round."""
    with an_office(place) as lent:
        yield lent


@pytest.fixture
def sqlite_office(sqlite_place: Place) -> Iterator[Office]:
    """Lend a workspace in a file, without a round."""
    with an_office(sqlite_place) as lent:
        yield lent


_newest = cache(newest)


def _make(url: str) -> None:
    with Database(url_of(url)) as database:
        bring_up_to_date(database)
