"""A host on another machine: the candidate's questions to a server.

Every question may be asked twice: the same submission again gets the receipt of the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

from runner.client import Server, server_at
from runner.invitation import HandedIn, Link, Opened, Standing, Times, Told

_ROOT = "/v1/invitation"


class There:
    """One candidate at a server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def open(self) -> Opened:
        """Return the kit, the round and the times."""
        plain = self._server.get(_ROOT)
        kit = self._server.fetch(f"{_ROOT}/kit")
        if not isinstance(plain, dict) or set(plain) != {each.name for each in fields(Opened)} - {"kit"}:
            raise self._server.strange()
        return self._server.read(Opened, {**plain, "kit": kit})

    def start(self) -> Times:
        """Start the clock."""
        return self._server.read(Times, self._server.post(f"{_ROOT}/start", again=True))

    def submit(self, data: bytes, *, practice: bool) -> HandedIn:
        """Hand in."""
        query = {"practice": "true"} if practice else {}
        plain = self._server.send("PUT", f"{_ROOT}/submissions", data, again=True, query=query)
        return self._server.read(HandedIn, plain)

    def standing(self) -> Standing:
        """Return how things stand."""
        return self._server.read(Standing, self._server.get(f"{_ROOT}/status"))

    def feedback(self) -> tuple[Told, ...]:
        """Return what may be told of the grades."""
        return self._server.read_all(Told, self._server.get(f"{_ROOT}/feedback"))


@contextmanager
def there(link: Link) -> Iterator[There]:
    """Lend the server that a link leads to."""
    with server_at(link.server, link.token) as server:
        yield There(server)
