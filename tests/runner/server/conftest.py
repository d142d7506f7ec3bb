"""A workspace behind its application, and a client of it for everybody who may ask."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest
import uvicorn

from runner.hiring import Desk, Role, make_key
from runner.server import Settings, build_app
from runner.server.guard import Rate
from runner.workspace import Database
from tests.runner.workspaces import Office, an_office

WIDE = Settings(rate=Rate(per_second=1e6, burst=10**6))
Client = Callable[[str], httpx.Client]


@pytest.fixture
def office(sqlite_place) -> Iterator[Office]:
    """Lend a workspace with one round, to which ana and bea are invited and in which ana has started."""
    with an_office(sqlite_place) as lent:
        lent.publish(hidden="counts", release="after-review", max_submissions=3)
        lent.invite("ana", "bea")
        lent.begin("cy")
        yield lent


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """Lend a real server on a port of this machine, in a thread; its database connections are its own."""
    with Database(office.desk.place.url) as database, served(replace(office.desk, database=database)) as where:
        yield where


@pytest.fixture
def client(address: str, office: Office) -> Iterator[Client]:
    """Return a function that makes a client for a token, a candidate's name, or a role."""
    keys = {role.value: make_key(office.desk, f"key of {role.value}", role) for role in Role}
    with contextlib.ExitStack() as stack:

        def made(who: str) -> httpx.Client:
            token = keys.get(who) or office.tokens.get(who) or who
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            return stack.enter_context(httpx.Client(base_url=address, headers=headers, timeout=30))

        yield made


@contextlib.contextmanager
def served(desk: Desk, settings: Settings = WIDE) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(build_app(desk, settings), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
