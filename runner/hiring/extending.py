"""More time for a candidate, and the letter that says so: the same calendar entry, moved; the link stays as it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from runner.hiring.desk import Desk, log
from runner.hiring.letters import times_letter, times_letter_name
from runner.hiring.rows import handle_of, living, round_info, times_in
from runner.hiring.values import Extended
from runner.invitation import utc
from runner.model import BadInput, OurFault
from runner.plain import visible
from runner.post import carrier

_MOST_MINUTES = 30 * 24 * 60


def extend(desk: Desk, candidate: str, *, minutes: float = 0.0, due: datetime | None = None) -> Extended:
    """Give a candidate more time, and tell them: minutes once started, or a later due date, which holds as it is given.

    Extra minutes move what is due as well. Where the letter does not leave, the time is given all the same.
    """
    if not 0 <= minutes <= _MOST_MINUTES:
        raise BadInput(f"extra time is 0 to {_MOST_MINUTES} minutes, not {minutes:g}")
    with desk.database.writing() as session:
        row = living(session, candidate)
        if due is not None and due < (due_now := times_in(row).due_at):
            raise BadInput(f"it is due by {utc(due_now)} already, and nobody's time is taken away")
        row.extra_minutes += minutes
        if due is not None:
            row.due_at = due - timedelta(minutes=row.extra_minutes)
        handle, times, now = handle_of(row), times_in(row), desk.now()
        log(session, desk, "extend", handle, {"minutes": minutes, "due": times.due_at.isoformat()})
        letter = times_letter(
            desk.place, handle=handle, name=row.name, to=row.email or "", times=times, about=round_info(row.round),
            invited_at=row.invited_at, at=now,
        )  # fmt: skip
    try:
        with carrier(desk.place.smtp, desk.place.outbox) as post:
            return Extended(times=times, letter=post.carry(times_letter_name(handle), letter), trouble="")
    except (OurFault, BadInput) as fault:
        return Extended(times=times, letter="", trouble=visible(str(fault)))
