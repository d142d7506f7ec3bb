"""The host of a round as a candidate reaches it: the same five questions, whether it is a server or a folder here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from runner.invitation import HandedIn, Link, Opened, Standing, Times, Told
from runner.model import BadInput


class Host(Protocol):
    """What a candidate can ask. Each raises BadInput with the host's own sentence, or OurFault where it is away."""

    def open(self) -> Opened:
        """Return the kit, the round and the times; starts no clock."""
        ...

    def start(self) -> Times:
        """Start the clock."""
        ...

    def submit(self, data: bytes, *, practice: bool) -> HandedIn:
        """Hand in; the same again gives the receipt of the first."""
        ...

    def standing(self) -> Standing:
        """Return how things stand."""
        ...

    def feedback(self) -> tuple[Told, ...]:
        """Return what may be told of the grades."""
        ...


@contextmanager
def reached(link: Link) -> Iterator[Host]:
    """Lend the host that a link leads to."""
    if link.folder is not None:
        try:
            from runner.candidate.here import here  # only where the workspace is here is its store needed
        except ImportError as error:
            raise BadInput(f"a workspace in a folder needs {error.name}: pip install 'prebrief[host]'") from error
        with here(link.folder, link.token) as host:
            yield host
        return
    from runner.candidate.there import there  # a folder needs no network

    with there(link) as server:
        yield server
