"""A round of a server, graded on this machine: submissions come from there one by one, grades go back in small lots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from runner.client import Server, quoted
from runner.grading import from_line, to_line
from runner.hiring import Came, Waiting, packed, problem_in
from runner.model import BadInput, Grade, NotThere, OurFault, Problem, SubmissionRejected
from sandbox.cache import cache_folder

_LOT_BYTES = 4 * 1024 * 1024  # of grades in one request, and one grade at least


class RoundThere:
    """A round of a server as grading sees it. What each question does is said in `RoundWork`."""

    def __init__(self, server: Server, address: str, name: str) -> None:
        self._server = server
        self._address = address
        self.name = name

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what has no grade yet."""
        return self._server.read_all(Waiting, self._server.get(self._path("waiting")))

    def graded(self) -> Iterator[tuple[Waiting, Grade]]:
        """Yield what has a grade."""
        after = 0
        while page := self._server.get(self._path("graded"), after=str(after)):
            for each in page if isinstance(page, list) else [None]:
                if not isinstance(each, dict) or set(each) != {"id", "name", "grade"}:
                    raise self._server.strange()
                row = self._server.read(Waiting, {"id": each["id"], "name": each["name"]})
                if row.id <= after:
                    raise self._server.strange()
                after = row.id
                yield row, grade_in(self._server, each["grade"])

    def archive(self, submission: int) -> bytes:
        """Return what was handed in."""
        try:
            return self._server.fetch(self._path(f"submissions/{submission}"))
        except NotThere as error:
            raise SubmissionRejected(str(error)) from error
        except BadInput as error:  # the key was voided meanwhile: nobody's submission is at fault
            raise OurFault(str(error)) from error

    @contextmanager
    def problem(self) -> Iterator[Problem]:
        """Lend the problem that the round is graded by."""
        about = self._server.get(self._path("problem"))
        slug, label = (about.get("slug"), about.get("label")) if isinstance(about, dict) else (None, None)
        if not isinstance(slug, str) or not isinstance(label, str):
            raise self._server.strange()
        with problem_in(self._server.fetch(self._path("problem/files")), slug=slug) as problem:
            yield replace(problem, round=replace(problem.round, label=label))

    def folder(self) -> Path:
        """Return where a batch may keep its journal: in the user's cache, for the user alone."""
        mark = hashlib.sha256(f"{self._address.rstrip('/')}\0{self.name}".encode()).hexdigest()[:16]
        folder = cache_folder() / "grading" / mark
        try:
            folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise BadInput(f"{folder} can't be written ({error.strerror}): set XDG_CACHE_HOME to a folder") from error
        return folder

    def record(self, came: Iterable[Came], *, why: str = "") -> int:
        """Keep grades; the same lot may be sent twice."""
        return sum(self._send(lot, why) for lot in _lots(came))

    def judge_by(self, problem: Problem, why: str) -> None:
        """Let a changed version of the problem grade the round from now on."""
        query = {"slug": problem.slug, "why": why}
        self._server.send("PUT", self._path("problem/files"), packed(problem), again=True, query=query)

    def _send(self, lot: bytes, why: str) -> int:
        plain = self._server.send("POST", self._path("grades"), lot, again=True, query={"why": why})
        kept = plain.get("kept") if isinstance(plain, dict) else None
        if not isinstance(kept, int):
            raise self._server.strange()
        return kept

    def _path(self, what: str) -> str:
        return f"/v1/rounds/{quoted(self.name)}/{what}"


def _lots(came: Iterable[Came]) -> Iterator[bytes]:
    lot = bytearray()
    for each in came:
        line = f"{each.id} {to_line(each.grade).strip()}\n".encode()
        if lot and len(lot) + len(line) > _LOT_BYTES:
            yield bytes(lot)
            lot.clear()
        lot += line
    if lot:
        yield bytes(lot)


def grade_in(server: Server, plain: object) -> Grade:
    """Return a grade as a server tells it."""
    try:
        return from_line(json.dumps(plain))
    except ValueError as error:
        raise server.strange(str(error)) from error
