"""Where work on a workspace is done: who does it, on which database, by which clock; and the log of what was done."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from runner.workspace import Database, DeliveryRow, EventRow, HookRow, Place


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A line of the audit log."""

    at: datetime
    who: str
    what: str
    about: str
    details: dict[str, object]


def log_lines(desk: Desk, about: str = "", *, most: int = 100) -> tuple[LogLine, ...]:
    """Return the last lines of the audit log, newest first; about a round or a candidate if one is named."""
    query = select(EventRow).order_by(EventRow.id.desc()).limit(most)
    if about:
        query = query.where(or_(EventRow.about == about, EventRow.about.startswith(f"{about}/", autoescape=True)))
    with desk.database.reading() as session:
        return tuple(
            LogLine(at=row.at, who=row.who, what=row.what, about=row.about, details=dict(row.details))
            for row in session.scalars(query)
        )


def log(
    session: Session, desk: Desk, what: str, about: str, details: Mapping[str, object] | None = None, *, who: str = ""
) -> None:
    """Write a line of the audit log in the transaction of the change that it tells of, and one for each webhook.

    Neither ever names a candidate but by handle, nor holds a token.
    """
    line = EventRow(at=desk.now(), who=who or desk.who, what=what, about=about, details=dict(details or {}))
    session.add(line)
    hooks = session.scalars(select(HookRow.id)).all()
    if hooks:
        told = {"at": line.at.isoformat(), "who": line.who, "what": what, "about": about, "details": line.details}
        body = json.dumps({"format": 1, "workspace": desk.place.name, **told}, sort_keys=True)
        session.add_all(DeliveryRow(hook_id=hook, body=body, made_at=line.at, next_at=line.at) for hook in hooks)
