"""A PostgreSQL of the tests' own, on a socket in a short folder; it syncs nothing and ends with them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

import psycopg

_USER = "postgres"  # as Debian's package makes it: PostgreSQL refuses to run as root
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
}


class OwnPostgres:
    """A server with nothing in it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the kernel takes 108 characters for a socket
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count()

    def start(self) -> None:
        """Make its files, start it, and wait until it answers."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, _USER, _USER)
        options = ["--no-sync", "--auth=trust", "--username=prebrief", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run([*_as_user(), program("initdb"), *options, self._data], check=True, capture_output=True)
        settings = {**_SETTINGS, "unix_socket_directories": str(self.folder)}
        ends_with_us = ["--pdeathsig", "QUIT"]  # whatever ends the tests; nothing of it is worth a tidy end
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_as_user(*ends_with_us), program("postgres"), "-D", self._data,
                 *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        while not self._answers():
            try:
                code = self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"postgres ended with {code}: {(self.folder / 'log').read_text()[-2000:]}")

    def stop(self) -> None:
        """End it, and remove all that is its own."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        shutil.rmtree(self.folder)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://prebrief@/{name}?host={self.folder}"

    def new(self) -> str:
        """Make a database and return its name."""
        name = f"own{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return name

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


@cache
def program(name: str) -> str:
    """Return where a program of PostgreSQL's is, "" where it is not: Debian keeps the server's off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or ""


def why_no_postgres() -> str | None:
    """Say why none can be started here, or None where it can."""
    missing = [name for name in ("initdb", "postgres", "pg_dump", "pg_restore") if not program(name)]
    missing += ["setpriv"] if shutil.which("setpriv") is None else []
    return f"{', '.join(missing)} not here (`make postgres`)" if missing else None


def _as_user(*options: str) -> list[str]:
    other = ["--reuid", _USER, "--regid", _USER, "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *other, *options, "--"] if other or options else []
