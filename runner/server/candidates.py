"""What a candidate asks: the invitation, its kit, the clock, a submission, how things stand, what may be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from starlette.concurrency import run_in_threadpool

from runner import hiring
from runner.invitation import HandedIn, RoundInfo, Standing, Times, Told
from runner.server.guard import TheDesk, Token, body
from runner.server.refusals import REFUSALS

router = APIRouter(prefix="/v1/invitation", tags=["candidates"], responses=REFUSALS)
_KIT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}
_ARCHIVE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "application/x-tar": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An open invitation, without its kit."""

    handle: str
    name: str
    workspace: str
    round: RoundInfo
    times: Times
    now: datetime


@router.get("", summary="Open the invitation; starts no clock")
def open_invitation(token: Token, desk: TheDesk) -> Invitation:
    """Return what the round assesses, and the times; refused before the brief is readable."""
    it = hiring.open_invitation(desk, token)
    return Invitation(
        handle=it.handle, name=it.name, workspace=it.workspace, round=it.round, times=it.times, now=it.now
    )


@router.get("/kit", summary="The kit: brief, starter, visible tests", response_class=Response, responses=_KIT)
def kit(token: Token, desk: TheDesk) -> Response:
    """Return the kit as a zip."""
    return Response(hiring.open_invitation(desk, token).kit, media_type="application/zip")


@router.post("/start", summary="Start the clock")
def start(token: Token, desk: TheDesk) -> Times:
    """Start the clock; a second time changes nothing."""
    return hiring.start(desk, token)


@router.put("/submissions", summary="Hand in", openapi_extra=_ARCHIVE)
async def submit(
    token: Token,
    desk: TheDesk,
    data: Annotated[bytes, Depends(body)],
    practice: Annotated[bool, Query(description="Graded, and never counted; also past the deadline.")] = False,  # noqa: FBT002  (a query)
) -> HandedIn:
    """Keep an archive and return its receipt. The same again gives the receipt of the first, however late."""
    return await run_in_threadpool(hiring.receive, desk, token, data, practice=practice)


@router.get("/status", summary="How things stand")
def status(token: Token, desk: TheDesk) -> Standing:
    """Return times, receipts and how many submissions are left."""
    return hiring.standing(desk, token)


@router.get("/feedback", summary="What may be known of the grades")
def feedback(token: Token, desk: TheDesk) -> list[Told]:
    """Return as much as the round's policy allows, once it does."""
    return list(hiring.feedback(desk, token))
