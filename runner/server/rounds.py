"""What interviewers ask: rounds, candidates, invitations, changes; each needs a right that the key's role has."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from runner import hiring
from runner.hiring import CandidateInfo, Decision, Desk, Guest, Right
from runner.invitation import RoundInfo, Times
from runner.model import BadInput
from runner.server.guard import Needs
from runner.server.refusals import REFUSALS

router = APIRouter(prefix="/v1", tags=["interviewers"], responses=REFUSALS)
Reader = Annotated[Desk, Depends(Needs(Right.READ))]
Inviter = Annotated[Desk, Depends(Needs(Right.INVITE))]
Changer = Annotated[Desk, Depends(Needs(Right.CHANGE))]
Decider = Annotated[Desk, Depends(Needs(Right.DECIDE))]
Grader = Annotated[Desk, Depends(Needs(Right.GRADE))]
Owner = Annotated[Desk, Depends(Needs(Right.OWN))]
Anonymous = Annotated[bool, Query(description="Hide names until the decision.")]
_MOST_GUESTS = 1000


class ToInvite(BaseModel):
    """Somebody to be invited."""

    name: str = Field(max_length=200)
    email: str = Field(max_length=254)
    extra_minutes: float = Field(default=0.0, ge=0, le=1440)


class Invitations(BaseModel):
    """Whom to invite, and when what is possible; times that are left out follow from the round's."""

    guests: list[ToInvite] = Field(min_length=1, max_length=_MOST_GUESTS)
    readable: datetime | None = None
    start: datetime | None = None
    due: datetime | None = None


class InvitedNow(BaseModel):
    """One invitation; its link is told here and in the letter, and kept nowhere."""

    handle: str
    email: str
    link: str
    letter: str


class Outcome(BaseModel):
    """What came of inviting."""

    invited: list[InvitedNow]
    before: list[str]
    trouble: list[str]


class MoreTime(BaseModel):
    """More time for a candidate."""

    minutes: float = Field(default=0.0, ge=0, le=43200)
    due: datetime | None = None


class Decided(BaseModel):
    """A decision."""

    decision: Decision


class Days(BaseModel):
    """How long it took, from the invitation to the decision."""

    days: float


class Handle(BaseModel):
    """Whom it was done to."""

    handle: str


@router.get("/rounds", summary="All rounds, newest first")
def rounds(desk: Reader) -> list[RoundInfo]:
    """Return all rounds."""
    return list(hiring.list_rounds(desk))


@router.get("/rounds/{name}/candidates", summary="A round's candidates; competing offers first")
def candidates(name: str, desk: Reader, anonymous: Anonymous = False) -> list[CandidateInfo]:  # noqa: FBT002  (a query)
    """Return a round's candidates, with the score of what each handed in last."""
    return list(hiring.list_candidates(desk, name, anonymous=anonymous).candidates)


@router.post("/rounds/{name}/invitations", summary="Invite candidates", status_code=201)
def invite(name: str, asked: Invitations, desk: Inviter) -> Outcome:
    """Invite candidates; who is invited already stays as they are."""
    guests: list[Guest] = [
        hiring.guest(each.name, each.email, extra_minutes=each.extra_minutes) for each in asked.guests
    ]
    sent = hiring.invite(
        desk,
        name,
        guests,
        hiring.enclosed(desk, name),
        readable=aware(asked.readable, desk),
        starts=aware(asked.start, desk),
        due=aware(asked.due, desk),
    )
    return Outcome(
        invited=[
            InvitedNow(handle=each.handle, email=each.email, link=each.link, letter=each.letter)
            for each in sent.invited
        ],
        before=list(sent.before),
        trouble=list(sent.trouble),
    )


@router.post("/rounds/{name}/release", summary="Let candidates know what the round's policy allows")
def release(name: str, desk: Grader) -> RoundInfo:
    """Release a round; a second time changes nothing."""
    return hiring.release(desk, name)


@router.post("/candidates/{name}/{number}/extend", summary="Give more time")
def extend(name: str, number: int, asked: MoreTime, desk: Changer) -> Times:
    """Give a candidate more time; nobody's is taken away."""
    return hiring.extend(desk, f"{name}/{number}", minutes=asked.minutes, due=aware(asked.due, desk))


@router.post("/candidates/{name}/{number}/withdraw", summary="Void an invitation")
def withdraw(name: str, number: int, desk: Changer) -> Handle:
    """Void an invitation; what was handed in stays."""
    return Handle(handle=hiring.withdraw(desk, f"{name}/{number}"))


@router.post("/candidates/{name}/{number}/decision", summary="Record the decision")
def decide(name: str, number: int, asked: Decided, desk: Decider) -> Days:
    """Record what became of a candidate."""
    return Days(days=hiring.decide(desk, f"{name}/{number}", asked.decision))


@router.post("/candidates/{name}/{number}/forget", summary="Forget who a candidate was")
def forget(name: str, number: int, desk: Owner) -> Handle:
    """Remove all that identifies a candidate; there is no way back."""
    return Handle(handle=hiring.forget(desk, f"{name}/{number}"))


def aware(moment: datetime | None, desk: Desk) -> datetime | None:
    """Read a time without an offset in the workspace's zone, as the command line does."""
    if moment is None or moment.tzinfo is not None:
        return moment
    try:
        return hiring.moment(moment.isoformat(), desk.place.zone, option="the time")
    except OverflowError as error:
        raise BadInput("that time is out of the calendar") from error
