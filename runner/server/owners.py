"""What owners ask: the audit log, who may use the server, who is told of changes, who is forgotten."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from runner import hiring
from runner.hiring import HookInfo, KeyInfo, LogLine, Role
from runner.server.invitations import Handle
from runner.server.refusals import REFUSALS
from runner.server.rights import Owner

router = APIRouter(prefix="/v1", tags=["owners"], responses=REFUSALS)


class NewKey(BaseModel):
    """Whose a key is, and what they are."""

    name: str = Field(max_length=63)
    role: Role = Role.INTERVIEWER


class Named(BaseModel):
    """A key by its name."""

    name: str = Field(max_length=63)


class HookUrl(BaseModel):
    """A webhook by its address."""

    url: str = Field(max_length=2000)


class Secret(BaseModel):
    """What is told once, and never again."""

    secret: str


@router.get("/audit", summary="Who changed what, newest first")
def audit(
    desk: Owner,
    about: Annotated[str, Query(max_length=80, description="A round, or a candidate like spring/3.")] = "",
    last: Annotated[int, Query(ge=1, le=10_000, description="How many lines.")] = 50,
) -> list[LogLine]:
    """Return lines of the audit log; it names candidates by handle alone."""
    return list(hiring.log_lines(desk, about, most=last))


@router.get("/keys", summary="All API keys, without what is secret of them")
def keys(desk: Owner) -> list[KeyInfo]:
    """Return all keys with their roles."""
    return list(hiring.list_keys(desk))


@router.post("/keys", summary="Make an API key", status_code=201)
def make_key(asked: NewKey, desk: Owner) -> Secret:
    """Make a key: it is told here, and kept as a hash."""
    return Secret(secret=hiring.make_key(desk, asked.name, asked.role))


@router.post("/keys/void", summary="Void an API key")
def void_key(asked: Named, desk: Owner) -> Named:
    """Void a key, for good; a second time changes nothing."""
    hiring.void_key(desk, asked.name)
    return asked


@router.get("/hooks", summary="All webhooks")
def hooks(desk: Owner) -> list[HookInfo]:
    """Return all webhooks, how much is on its way to each, and what went wrong last."""
    return list(hiring.list_hooks(desk))


@router.post("/hooks", summary="Add a webhook", status_code=201)
def add_hook(asked: HookUrl, desk: Owner) -> Secret:
    """Add a webhook; the secret that its signatures are checked with is told here, once."""
    return Secret(secret=hiring.add_hook(desk, asked.url))


@router.post("/hooks/remove", summary="Remove a webhook")
def remove_hook(asked: HookUrl, desk: Owner) -> HookUrl:
    """Remove a webhook, with what is on its way to it."""
    hiring.remove_hook(desk, asked.url)
    return asked


@router.post("/candidates/{name}/{number}/forget", summary="Forget who a candidate was")
def forget(name: str, number: int, desk: Owner) -> Handle:
    """Remove all that identifies a candidate; there is no way back."""
    return Handle(handle=hiring.forget(desk, f"{name}/{number}"))


@router.post("/forget-old", summary="Forget everybody past the retention time")
def forget_old(desk: Owner) -> list[str]:
    """Forget whom the workspace's retention time says to; the server does it by itself every hour."""
    return list(hiring.forget_old(desk))
