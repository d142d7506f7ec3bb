"""Moments, lengths of time and rules as they are told."""

from __future__ import annotations

from datetime import UTC, datetime

from runner.invitation.values import Assistants

ASSISTANTS = {
    Assistants.ALLOWED: "AI assistants are allowed.",
    Assistants.TOLD: "AI assistants are allowed; say in DECISIONS.md what you asked of them.",
    Assistants.NOT_ALLOWED: "AI assistants are not allowed in this round.",
}


def utc(value: datetime) -> str:
    """Return a moment as it is printed: UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def span(seconds: float) -> str:
    """Return a length of time in words: "2 h 5 min", "40 s"."""
    whole = max(0, round(seconds))
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{rest} s"
