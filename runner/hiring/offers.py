"""A competing offer: everybody on the round is told at once, and the candidate comes first in every list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from runner.hiring.desk import Desk, log
from runner.hiring.rows import candidate_named, handle_of
from runner.invitation import utc
from runner.model import BadInput, OurFault
from runner.plain import visible
from runner.post import Letter, carrier, checked_address, letter_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """Whom letters went to, and what went wrong; webhooks are told by the server."""

    handle: str
    letters: tuple[str, ...]
    trouble: tuple[str, ...]


def offer(desk: Desk, candidate: str, by: datetime) -> Alerted:
    """Note that a candidate has to answer another offer by then, and tell the team. A later word counts."""
    team = [checked_address(each, what="[mail] team has") for each in desk.place.team]
    with desk.database.writing() as session:
        row = candidate_named(session, candidate, lock=True)
        handle, now = handle_of(row), desk.now()
        if row.forgotten_at is not None or row.withdrawn_at is not None or row.decision is not None:
            raise BadInput(f"{handle} is decided, withdrawn or forgotten: nothing is urgent about it")
        if by <= now:
            raise BadInput(f"{utc(by)} is over: give the day by which the candidate has to answer")
        row.offer_by = by
        log(session, desk, "offer", handle, {"by": by.isoformat()})
        label = row.round.label
    text = "\n".join(
        [
            f"{handle} ({visible(label)}) has an offer from elsewhere, and has to answer it by {utc(by)}.",
            "",
            "Grading and review of this candidate go first from now on:",
            "",
            f"  prebrief grade --round {handle.partition('/')[0]}",
            f"  prebrief results {handle.partition('/')[0]} {handle}",
            f"  prebrief decide {handle} hire",
            "",
        ]
    )
    letters, trouble = _send(desk, team, f"By {by:%Y-%m-%d}: {handle} has another offer", text, now)
    return Alerted(handle=handle, letters=letters, trouble=trouble)


def _send(
    desk: Desk, team: list[str], subject: str, text: str, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sent: list[str] = []
    trouble: list[str] = []
    if not team:
        return (), ()
    try:
        with carrier(desk.place.smtp, desk.place.outbox) as post:
            for number, to in enumerate(team, start=1):
                letter = Letter(sender=desk.place.sender, to_name="", to=to, subject=subject, text=text, at=now)
                try:
                    post.carry(f"offer-{now:%Y%m%d-%H%M%S}-{number}", letter_bytes(letter))
                    sent.append(to)
                except OurFault as fault:
                    trouble.append(f"{to}: {fault}")
    except OurFault as fault:
        trouble.append(str(fault))
    return tuple(sent), tuple(trouble)
