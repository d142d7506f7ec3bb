"""Where work on a workspace is done: who does it, on which database, by which clock; and the log of what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from runner.workspace import Database, EventRow, Place


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every piece of work here begins with; `who` is a login name, an API key's name, or a candidate's handle."""

    place: Place
    database: Database
    who: str
    clock: Callable[[], datetime] = _now

    def now(self) -> datetime:
        """Return what the host's clock says, in UTC."""
        return self.clock().astimezone(UTC)


def log(
    session: Session, desk: Desk, what: str, about: str, details: Mapping[str, object] | None = None, *, who: str = ""
) -> None:
    """Write a line of the audit log in the transaction of the change that it tells of."""
    session.add(EventRow(at=desk.now(), who=who or desk.who, what=what, about=about, details=dict(details or {})))
