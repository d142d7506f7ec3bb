"""What interviewers ask about candidates and their invitations: who there is, who comes, more time, none at all."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from runner import hiring
from runner.hiring import Desk, Extended, Guest, RoundList, Sent
from runner.server.refusals import REFUSALS
from runner.server.rights import Anonymous, Changer, Inviter, Reader, aware_or_none

router = APIRouter(prefix="/v1", tags=["candidates of a round"], responses=REFUSALS)
_MOST_GUESTS = 1000


class ToInvite(BaseModel):
    """Somebody to be invited; times that are left out are those of all."""

    name: str = Field(max_length=200)
    email: str = Field(max_length=254)
    extra_minutes: float = 0.0
    readable: datetime | None = None
    start: datetime | None = None
    due: datetime | None = None


class Invitations(BaseModel):
    """Whom to invite, and when what is possible; times that are left out follow from the round's."""

    guests: list[ToInvite] = Field(min_length=1, max_length=_MOST_GUESTS)
    readable: datetime | None = None
    start: datetime | None = None
    due: datetime | None = None


class Renewals(BaseModel):
    """Who gets a new link."""

    handles: list[str] = Field(min_length=1, max_length=_MOST_GUESTS)


class Wanted(BaseModel):
    """Whose handle is asked for."""

    email: str = Field(max_length=254)


class MoreTime(BaseModel):
    """More time for a candidate."""

    minutes: float = 0.0
    due: datetime | None = None


class Handle(BaseModel):
    """Who it is, or whom it was done to."""

    handle: str


@router.get("/rounds/{name}/candidates", summary="A round and its candidates; competing offers first")
def candidates(name: str, desk: Reader, anonymous: Anonymous = False) -> RoundList:  # noqa: FBT002  (a query)
    """Return a round's candidates, with the score of what each handed in last."""
    return hiring.list_candidates(desk, name, anonymous=anonymous)


@router.post("/candidates/find", summary="A candidate's handle by address")
def find(asked: Wanted, desk: Reader) -> Handle:
    """Return the handle of whoever has an address; refused where several rounds have it."""
    return Handle(handle=hiring.handle_named(desk, asked.email))


@router.post("/rounds/{name}/invitations", summary="Invite candidates", status_code=201)
def invite(name: str, asked: Invitations, desk: Inviter) -> Sent:
    """Invite candidates; who is invited already stays as they are. Links are told here and in letters, and not kept."""
    return hiring.invite(
        desk,
        name,
        [_guest(each, desk) for each in asked.guests],
        hiring.enclosed(desk, name),
        readable=aware_or_none(asked.readable, desk),
        starts=aware_or_none(asked.start, desk),
        due=aware_or_none(asked.due, desk),
    )


@router.post("/rounds/{name}/renewals", summary="New links, and letters with them")
def renew(name: str, asked: Renewals, desk: Inviter) -> Sent:
    """Give candidates new links; the old ones are void."""
    return hiring.renew(desk, name, asked.handles, hiring.enclosed(desk, name))


@router.post("/candidates/{name}/{number}/extend", summary="Give more time")
def extend(name: str, number: int, asked: MoreTime, desk: Changer) -> Extended:
    """Give a candidate more time, and tell them by letter; nobody's is taken away."""
    return hiring.extend(desk, f"{name}/{number}", minutes=asked.minutes, due=aware_or_none(asked.due, desk))


@router.post("/candidates/{name}/{number}/withdraw", summary="Void an invitation")
def withdraw(name: str, number: int, desk: Changer) -> Handle:
    """Void an invitation; what was handed in stays."""
    return Handle(handle=hiring.withdraw(desk, f"{name}/{number}"))


def _guest(asked: ToInvite, desk: Desk) -> Guest:
    return hiring.guest(
        asked.name,
        asked.email,
        extra_minutes=asked.extra_minutes,
        readable=aware_or_none(asked.readable, desk),
        starts=aware_or_none(asked.start, desk),
        due=aware_or_none(asked.due, desk),
    )
