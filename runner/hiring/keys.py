"""Who may do what through a server: API keys, each with a role. Who can read the workspace itself needs none."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from runner.hiring.desk import Desk, log
from runner.hiring.tokens import KEY_PREFIX
from runner.model import BadInput, NotAllowed, NotPermitted, NotThere
from runner.workspace import KeyRow

_BYTES = 32
_NAME = re.compile(r"[\w.@+-][\w.@+ -]{0,62}")


class Right(StrEnum):
    """What a request needs to be allowed."""

    READ = "read"  # rounds, candidates, results
    INVITE = "invite"
    CHANGE = "change"  # extend, withdraw, offers
    PUBLISH = "publish"
    GRADE = "grade"  # and regrade, release
    SCORE = "score"
    DECIDE = "decide"
    OWN = "own"  # keys, webhooks, forget, the audit log of the whole workspace (a round's own is in its export)


class Role(StrEnum):
    """What somebody is."""

    OWNER = "owner"
    INTERVIEWER = "interviewer"
    PANELIST = "panelist"
    RECRUITER = "recruiter"


_SAID = {
    Right.READ: "look at rounds",
    Right.INVITE: "invite",
    Right.CHANGE: "give more time, withdraw or note offers",
    Right.PUBLISH: "publish",
    Right.GRADE: "grade, regrade, release or export",
    Right.SCORE: "score",
    Right.DECIDE: "decide",
    Right.OWN: "make keys and webhooks, forget anybody or read the whole audit log",
}
MAY = {
    Role.OWNER: frozenset(Right),
    Role.INTERVIEWER: frozenset(Right) - {Right.OWN},
    Role.PANELIST: frozenset({Right.READ, Right.SCORE}),
    Role.RECRUITER: frozenset({Right.READ, Right.INVITE, Right.CHANGE}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInfo:
    """A key as it may be listed; the key itself was told once, when it was made."""

    name: str
    role: Role
    made_at: datetime
    made_by: str
    void: bool


def make_key(desk: Desk, name: str, role: Role) -> str:
    """Make a key and return it: it is told once, and kept as a hash."""
    if not _NAME.fullmatch(name):
        raise BadInput(f"a key can't be called {name[:80]!r}: use letters, digits, spaces and . _ - @ + (at most 63)")
    key = KEY_PREFIX + secrets.token_urlsafe(_BYTES)
    with desk.database.writing() as session:
        if session.scalar(select(KeyRow.id).where(KeyRow.name == name)) is not None:
            raise BadInput(f"there is a key {name!r} already, or was: choose another name, so that the log stays clear")
        session.add(KeyRow(name=name, role=role.value, hash=_hash(key), made_at=desk.now(), made_by=desk.who))
        log(session, desk, "make key", name, {"role": role.value})
    return key


def void_key(desk: Desk, name: str) -> None:
    """Void a key, for good."""
    with desk.database.writing() as session:
        row = session.scalar(select(KeyRow).where(KeyRow.name == name))
        if row is None:
            raise NotThere(f"no key {name[:80]!r} here (`prebrief key list`)")
        if row.void_at is None:
            row.void_at = desk.now()
            log(session, desk, "void key", name)


def list_keys(desk: Desk) -> tuple[KeyInfo, ...]:
    """Return all keys, in the order in which they were made."""
    with desk.database.reading() as session:
        return tuple(
            KeyInfo(
                name=row.name,
                role=Role(row.role),
                made_at=row.made_at,
                made_by=row.made_by,
                void=row.void_at is not None,
            )
            for row in session.scalars(select(KeyRow).order_by(KeyRow.id))
        )


def allowed(desk: Desk, key: str, right: Right) -> KeyInfo:
    """Return whose key it is; raises NotAllowed where there is none of it, NotPermitted by its role."""
    with desk.database.reading() as session:
        row = session.scalar(select(KeyRow).where(KeyRow.hash == _hash(key), KeyRow.void_at.is_(None)))
        if row is None:
            other = "" if key.startswith(KEY_PREFIX) else f" (keys begin with {KEY_PREFIX}; is it a candidate's token?)"
            said = f"this API key is not known here, or was voided{other}"
            raise NotAllowed(f"{said}: ask the workspace's owner for one")
        role = Role(row.role)
        if right not in MAY[role]:
            raise NotPermitted(f"{row.name} is {role.value}, who may not {_SAID[right]}: ask the workspace's owner")
        return KeyInfo(name=row.name, role=role, made_at=row.made_at, made_by=row.made_by, void=False)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
