"""A workspace behind a server: each question is one request, in the name of an API key, by the rights of its role.

What sends letters, adds minutes or tells a secret once is asked once: where its answer is lost, that is said.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runner.catalog import appearing
from runner.client import Server, quoted, server_at
from runner.hiring import (
    Alerted,
    Decision,
    Extended,
    Guest,
    HookInfo,
    KeyInfo,
    LogLine,
    Panel,
    Role,
    RoundList,
    RoundWork,
    Sent,
    Topic,
    packed,
)
from runner.interviewer.rounds_there import RoundThere, grade_in
from runner.invitation import Assistants, RoundInfo
from runner.model import BadInput, Grade, Problem, RunnerError
from runner.parcel import BadParcel, unzipped

_AT_ONCE = 1000  # invitations in one request, all of them or none
_MOST_EXPORTED, _MOST_FILES = 8 * 1024**3, 500_000


class There:
    """The office of a server, for whoever has a key. What each question does is said in `Office`."""

    def __init__(self, server: Server, address: str) -> None:
        self._server = server
        self._address = address

    def zone(self) -> ZoneInfo:
        """Return the zone of times that name none."""
        try:
            return ZoneInfo(str(self._server.get("/v1/workspace")["timezone"]))
        except (ZoneInfoNotFoundError, KeyError, TypeError, ValueError, OSError) as error:
            raise self._server.strange() from error

    def labels(self) -> tuple[Topic, ...]:
        """Return the table of labels."""
        return self._server.read_all(Topic, self._server.get("/v1/labels"))

    def rounds(self) -> tuple[RoundInfo, ...]:
        """Return all rounds."""
        return self._server.read_all(RoundInfo, self._server.get("/v1/rounds"))

    def publish(self, problem: Problem, *, name: str, label: str, assistants: Assistants) -> RoundInfo:
        """Freeze a problem as a round."""
        query = {"slug": problem.slug, "label": label, "assistants": assistants.value}
        plain = self._server.send("PUT", _round(name), packed(problem), again=False, query=query)
        return self._server.read(RoundInfo, plain)

    def release(self, name: str) -> RoundInfo:
        """Release a round."""
        return self._server.read(RoundInfo, self._server.post(_round(name, "release"), again=True))

    def work(self, name: str) -> RoundWork:
        """Return a round as grading sees it."""
        return RoundThere(self._server, self._address, name)

    def export(self, name: str, to: Path, *, anonymous: bool) -> Path:
        """Write a round to a new folder."""
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise BadInput(f"{to} is there already and not empty; nothing is overwritten. Choose a new folder.")
        query = {"anonymous": "true"} if anonymous else {}
        with tempfile.TemporaryFile() as whole:
            self._server.save(_round(name, "export"), whole, most_bytes=_MOST_EXPORTED, **query)
            whole.seek(0)
            try:
                with appearing(to.resolve()) as part:
                    for path, data in unzipped(whole, most_files=_MOST_FILES, most_bytes=_MOST_EXPORTED):
                        file = part / path
                        file.parent.mkdir(parents=True, exist_ok=True)
                        file.write_bytes(data)
            except BadParcel as error:
                raise self._server.strange(str(error)) from error
            except OSError as error:
                raise BadInput(
                    f"{to} can't be written ({error.strerror}). Choose a folder that you may write to."
                ) from error
        return to

    def candidates(self, name: str, *, anonymous: bool) -> RoundList:
        """Return a round's candidates."""
        query = {"anonymous": "true"} if anonymous else {}
        return self._server.read(RoundList, self._server.get(_round(name, "candidates"), **query))

    def grades(self, name: str, candidate: str) -> tuple[Grade, ...]:
        """Return a candidate's grades."""
        handle = self._handle(candidate)
        if handle.partition("/")[0] != name:
            raise BadInput(f"{candidate[:80]} is not of round {name}, but of {handle.partition('/')[0]}")
        plain = self._server.get(_candidate(handle, "grades"))
        if not isinstance(plain, list):
            raise self._server.strange()
        return tuple(grade_in(self._server, each) for each in plain)

    def invite(
        self,
        name: str,
        guests: Sequence[Guest],
        *,
        readable: datetime | None,
        starts: datetime | None,
        due: datetime | None,
    ) -> Sent:
        """Invite guests."""
        times = {"readable": _iso(readable), "start": _iso(starts), "due": _iso(due)}
        sent = Sent(invited=(), before=(), trouble=())
        for first in range(0, len(guests), _AT_ONCE):
            rows = [_plain(each) for each in guests[first : first + _AT_ONCE]]
            try:
                plain = self._server.post(_round(name, "invitations"), {"guests": rows, **times}, patient=True)
            except RunnerError as fault:  # who is invited already has links to be told
                if not sent.invited:
                    raise
                return replace(sent, trouble=(*sent.trouble, str(fault)))
            sent = _both(sent, self._server.read(Sent, plain))
        return sent

    def renew(self, name: str, handles: Iterable[str]) -> Sent:
        """Send candidates a new link."""
        named = [self._handle(each) for each in handles]
        return self._server.read(Sent, self._server.post(_round(name, "renewals"), {"handles": named}, patient=True))

    def extend(self, candidate: str, *, minutes: float, due: datetime | None) -> Extended:
        """Give more time, and tell the candidate."""
        return self._server.read(Extended, self._change(candidate, "extend", {"minutes": minutes, "due": _iso(due)}))

    def withdraw(self, candidate: str) -> str:
        """Void an invitation."""
        return self._text(self._change(candidate, "withdraw"), "handle")

    def offer(self, candidate: str, by: datetime) -> Alerted:
        """Note a competing offer."""
        return self._server.read(Alerted, self._change(candidate, "offer", {"by": _iso(by)}))

    def decide(self, candidate: str, decision: Decision) -> float:
        """Record the decision."""
        plain = self._change(candidate, "decision", {"decision": decision.value}, again=True)
        days = plain.get("days") if isinstance(plain, dict) else None
        if not isinstance(days, int | float):
            raise self._server.strange()
        return float(days)

    def forget(self, candidate: str) -> str:
        """Forget who a candidate was."""
        return self._text(self._change(candidate, "forget", again=True), "handle")

    def forget_old(self) -> tuple[str, ...]:
        """Forget whom the retention time says to."""
        plain = self._server.post("/v1/forget-old", again=True)
        if not isinstance(plain, list) or not all(isinstance(each, str) for each in plain):
            raise self._server.strange()
        return tuple(plain)

    def panel(self, candidate: str) -> Panel:
        """Return what may be seen of a panel's marks."""
        return self._server.read(Panel, self._server.get(_candidate(self._handle(candidate), "marks")))

    def score(self, candidate: str, levels: Mapping[str, int], notes: Mapping[str, str]) -> Panel:
        """Give marks."""
        given = {"levels": dict(levels), "notes": dict(notes)}
        return self._server.read(Panel, self._change(candidate, "marks", given, again=True))

    def log(self, about: str, *, most: int) -> tuple[LogLine, ...]:
        """Return the last lines of the audit log."""
        return self._server.read_all(LogLine, self._server.get("/v1/audit", about=about, last=str(most)))

    def keys(self) -> tuple[KeyInfo, ...]:
        """Return all API keys."""
        return self._server.read_all(KeyInfo, self._server.get("/v1/keys"))

    def make_key(self, name: str, role: Role) -> str:
        """Make an API key."""
        return self._text(self._server.post("/v1/keys", {"name": name, "role": role.value}), "secret")

    def void_key(self, name: str) -> None:
        """Void an API key."""
        self._server.post("/v1/keys/void", {"name": name}, again=True)

    def hooks(self) -> tuple[HookInfo, ...]:
        """Return all webhooks."""
        return self._server.read_all(HookInfo, self._server.get("/v1/hooks"))

    def add_hook(self, url: str) -> str:
        """Add a webhook."""
        return self._text(self._server.post("/v1/hooks", {"url": url}), "secret")

    def remove_hook(self, url: str) -> None:
        """Remove a webhook."""
        self._server.post("/v1/hooks/remove", {"url": url})

    def _change(self, candidate: str, what: str, plain: object = None, *, again: bool = False) -> Any:
        return self._server.post(_candidate(self._handle(candidate), what), plain, again=again)

    def _handle(self, candidate: str) -> str:
        """Return a candidate's handle; an address is asked for in a body, which no proxy writes down."""
        text = candidate.strip()
        if "@" not in text:
            return text
        return self._text(self._server.post("/v1/candidates/find", {"email": text}, again=True), "handle")

    def _text(self, plain: object, key: str) -> str:
        value = plain.get(key) if isinstance(plain, dict) else None
        if not isinstance(value, str):
            raise self._server.strange()
        return value


@contextmanager
def office_at(address: str, key: str) -> Iterator[There]:
    """Lend the office of a server."""
    with server_at(address, key) as server:
        yield There(server, address)


def _round(name: str, what: str = "") -> str:
    if not name or "/" in name or name in (".", ".."):
        raise BadInput(f"a round can't be called {name[:80]!r}: use small letters, digits and hyphens, at most 64")
    return f"/v1/rounds/{quoted(name)}{'/' if what else ''}{what}"


def _candidate(handle: str, what: str) -> str:
    name, _, number = handle.partition("/")
    if not number.isascii() or not number.isdecimal() or number.startswith("0"):
        raise BadInput(f"no candidate {handle[:80]!r}: give a handle like spring/3, or an address")
    return f"/v1/candidates/{quoted(name)}/{number}/{what}"


def _plain(guest: Guest) -> dict[str, object]:
    times = {"readable": _iso(guest.readable), "start": _iso(guest.starts), "due": _iso(guest.due)}
    return {"name": guest.name, "email": guest.email, "extra_minutes": guest.extra_minutes, **times}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _both(one: Sent, other: Sent) -> Sent:
    return Sent(
        invited=one.invited + other.invited,
        before=one.before + other.before,
        trouble=one.trouble + other.trouble,
        unsent=other.unsent or one.unsent,
        withdrawn=one.withdrawn + other.withdrawn,
    )
