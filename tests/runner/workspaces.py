"""Workspaces for the tests: a clock that is set, a small locked problem, what candidates hand in, guests with links."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from runner import hiring
from runner.catalog import content_digest, load_problem, skeleton_problem, write_lock, write_problem
from runner.hiring import Came, Desk, Enclosed, Invited, Waiting, taking_part
from runner.invitation import read_link
from runner.model import Feedback, Grade, Lock, LockedTest, Problem
from runner.parcel import zip_bytes
from runner.workspace import Database, Place
from tests.runner.report.builders import a_full_grade

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))
SLUG, LABEL = "mean-by-key", "Live coding: algorithms"
INTERFACE = {"loose": {}, "modules": {"solution": {"mean_by_key": {"kind": "function"}}}, "plain": [], "sites": {}}
HIDDEN = "tests/hidden/test_correctness.py"
CARD = Enclosed(page=b"<!doctype html><title>the brief</title>", paper=b"%PDF-1.7 the brief")


@dataclass
class Clock:
    """The host's clock, as a test sets it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Office:
    """A workspace with a round, at whose desk a test works."""

    desk: Desk
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict)  # by name

    def publish(self, name: str = "spring", **feedback: Any) -> None:
        problem = replace(a_problem(), feedback=Feedback(**feedback))
        hiring.publish_round(self.desk, problem, name=name, label=LABEL)

    def invite(self, *names: str, to: str = "spring", **times: Any) -> tuple[Invited, ...]:
        """Invite people whose address is made of their name; work may start at once unless `times` say else."""
        guests = [hiring.guest(name, f"{name}@example.org") for name in names]
        sent = hiring.invite(self.desk, to, guests, CARD, **{"starts": self.clock.now, **times})
        assert not sent.trouble
        for each in sent.invited:
            self.tokens[each.name] = read_link(each.link).token
        return sent.invited

    def begin(self, *names: str, **times: Any) -> None:
        """Invite people, and let them start."""
        self.invite(*names, **times)
        for name in names:
            hiring.start(self.desk, self.tokens[name])

    def submit(self, name: str, text: str, *, practice: bool = False, **files: str) -> Any:
        return hiring.receive(self.desk, self.tokens[name], zipped(text, **files), practice=practice)

    def grade(self, score: float = 50.0, *, to: str = "spring", **changes: Any) -> tuple[Waiting, ...]:
        """Give all that waits a grade."""
        waits = hiring.waiting(self.desk, to)
        came = [Came(id=each.id, grade=graded(each.name, score, **changes)) for each in waits]
        assert hiring.record(self.desk, to, came) == len(waits)
        return waits

    def rows(self, table: str) -> list[Any]:
        """Return a table as it is."""
        with self.desk.database.connection() as connection:
            return list(connection.exec_driver_sql(f'SELECT * FROM "{table}" ORDER BY id'))

    def set(self, statement: str) -> None:
        """Change a table behind the desk's back."""
        with self.desk.database.connection() as connection:
            connection.exec_driver_sql(statement)


read_once = cache(taking_part.read_submission)


@contextmanager
def an_office(place: Place) -> Iterator[Office]:
    """Lend a workspace that is at its newest version."""
    clock = Clock()
    with Database(place.url) as database:
        yield Office(desk=Desk(place=place, database=database, who="host", clock=clock), clock=clock)


@cache
def a_problem() -> Problem:
    """Return the skeleton with a lock that was made up."""
    with TemporaryDirectory() as folder:
        return load_problem(problem_folder(Path(folder)), need_lock=True)


def problem_folder(folder: Path, *, cheap: bool = False, mean: str = "1.0") -> Path:
    """Write the skeleton's folder with a lock that was made up; a `cheap` one has one hidden test, of no cost.

    That test expects `mean`: another one is another version of the problem.
    """
    files = skeleton_problem(SLUG)
    if cheap:
        files[HIDDEN] = (
            '"""Means."""\n\nfrom solution import mean_by_key\n\n\ndef test_x() -> None:\n    """A mean is one."""\n'
            f'    assert mean_by_key([("a", 1.0)]) == {{"a": {mean}}}\n'
        ).encode()
    write_problem(folder / SLUG, files)
    loaded = load_problem(folder / SLUG, need_lock=False)
    tests = (LockedTest(id=f"{HIDDEN}::test_x", group="correctness", points=100.0),)
    write_lock(folder / SLUG, Lock(tests=tests, interface=INTERFACE, preload=(), digest=content_digest(loaded.files)))
    return folder / SLUG


def zipped(text: str, **files: str) -> bytes:
    """Return a submission, the same bytes each time; `files` are more of it, by name without their ending."""
    named = {"solution.py": text, **{f"{name}.md": content for name, content in files.items()}}
    return zip_bytes({name: content.encode() for name, content in named.items()})


def graded(name: str, score: float | None, **changes: Any) -> Grade:
    """Return a grade as a batch brings it, by the problem of `publish`."""
    made = a_full_grade(name, **{"score": score, "graded_at": NOW.isoformat(), **changes})
    return replace(made, provenance=replace(made.provenance, problem_digest=content_digest(a_problem().files)))
