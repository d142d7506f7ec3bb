"""A host on this machine: the candidate's questions to the workspace itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner import hiring
from runner.invitation import HandedIn, Opened, Standing, Times, Told
from runner.workspace import Database, check_version, read_place


@dataclass(frozen=True, slots=True)
class Here:
    """One candidate at the desk of a workspace."""

    desk: hiring.Desk
    token: str

    def open(self) -> Opened:
        """Return the kit, the round and the times."""
        return hiring.open_invitation(self.desk, self.token)

    def start(self) -> Times:
        """Start the clock."""
        return hiring.start(self.desk, self.token)

    def submit(self, data: bytes, *, practice: bool) -> HandedIn:
        """Hand in."""
        return hiring.receive(self.desk, self.token, data, practice=practice)

    def standing(self) -> Standing:
        """Return how things stand."""
        return hiring.standing(self.desk, self.token)

    def feedback(self) -> tuple[Told, ...]:
        """Return what may be told of the grades."""
        return hiring.feedback(self.desk, self.token)


@contextmanager
def here(folder: Path, token: str) -> Iterator[Here]:
    """Lend the workspace in a folder to the candidate whose token it is."""
    place = read_place(folder)
    with Database(place.url) as database:
        check_version(database)
        yield Here(hiring.Desk(place=place, database=database, who="candidate"), token)
