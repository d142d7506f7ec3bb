"""Webhooks: every line of the audit log goes to each of them, signed, and again until it arrives or a day is over.

A delivery is a row that is written with the change it tells of. Who delivers takes one, sends it without holding the
database, and writes down what came of it: a crash in between sends it twice, which the id in its header shows.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, select

from runner.hiring.desk import Desk, log
from runner.model import BadInput, NotThere
from runner.workspace import DeliveryRow, HookRow

_WAITS = (10, 60, 300, 1800, 7200, 21600, 43200)  # seconds before each further try
_AT_ONCE = 20
_SECRET_BYTES = 32
_MOST_URL = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event that is due to one webhook."""

    id: int
    url: str
    secret: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HookInfo:
    """A webhook as it may be listed: how much is on its way to it, and what went wrong last, "" where nothing did."""

    url: str
    waiting: int
    trouble: str


def add_hook(desk: Desk, url: str) -> str:
    """Add a webhook and return its secret: it is told once, and whoever receives checks signatures with it."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        sound = False
    if not sound or len(url) > _MOST_URL or not url.isprintable():
        raise BadInput(f"{url[:80]!r} can't be a webhook: give https://HOST/PATH, without user and password")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with desk.database.writing() as session:
        if session.scalar(select(HookRow.id).where(HookRow.url == url)) is not None:
            raise BadInput(f"{url} is a webhook already; remove it first for a new secret")
        session.add(HookRow(url=url, secret=secret, made_at=desk.now(), made_by=desk.who))
        log(session, desk, "add hook", url)
    return secret


def remove_hook(desk: Desk, url: str) -> None:
    """Remove a webhook, with all that is on its way to it."""
    with desk.database.writing() as session:
        row = session.scalar(select(HookRow).where(HookRow.url == url))
        if row is None:
            raise NotThere(f"{url[:80]!r} is no webhook here (`prebrief hook list`)")
        session.execute(delete(DeliveryRow).where(DeliveryRow.hook_id == row.id))
        session.delete(row)
        session.flush()
        log(session, desk, "remove hook", url)


def list_hooks(desk: Desk) -> tuple[HookInfo, ...]:
    """Return all webhooks, in the order in which they were added."""
    with desk.database.reading() as session:
        found = []
        for row in session.scalars(select(HookRow).order_by(HookRow.id)):
            due = session.scalars(
                select(DeliveryRow)
                .where(DeliveryRow.hook_id == row.id, DeliveryRow.next_at.is_not(None))
                .order_by(DeliveryRow.id)
            ).all()
            trouble = next((each.trouble for each in due if each.trouble), "")
            found.append(HookInfo(url=row.url, waiting=len(due), trouble=trouble))
        return tuple(found)


def due(desk: Desk) -> tuple[Delivery, ...]:
    """Return what is to be sent now, the oldest first."""
    with desk.database.reading() as session:
        rows = session.execute(
            select(DeliveryRow, HookRow)
            .join(HookRow, HookRow.id == DeliveryRow.hook_id)
            .where(DeliveryRow.next_at <= desk.now())
            .order_by(DeliveryRow.id)
            .limit(_AT_ONCE)
        )
        return tuple(Delivery(id=row.id, url=hook.url, secret=hook.secret, body=row.body) for row, hook in rows)


def signature(secret: str, at: datetime, body: str) -> str:
    """Return what the header `Prebrief-Signature` holds: the time, and HMAC-SHA256 of "TIME.BODY" with the secret."""
    stamp = int(at.timestamp())
    mark = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={stamp},v1={mark}"


def settle(desk: Desk, delivery: int, trouble: str) -> None:
    """Write down what came of a delivery: done where `trouble` is "", else tried again later, or given up."""
    with desk.database.writing() as session:
        row = session.get(DeliveryRow, delivery)
        if row is None or row.next_at is None:
            return
        now = desk.now()
        row.tries += 1
        row.trouble = trouble[:300]
        if not trouble:
            row.delivered_at, row.next_at = now, None
        elif row.tries > len(_WAITS):
            row.next_at = None
        else:
            row.next_at = now + timedelta(seconds=_WAITS[row.tries - 1])
