"""Who asks, how often, and how much they may send: before anything else is looked at."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runner.hiring import Desk, KeyInfo, Right, allowed
from runner.model import NotAllowed, RunnerError

MOST_BYTES = 16 * 1024 * 1024  # of an archive, as intake has it
_MOST_JSON = 1024 * 1024  # it is read and parsed before anybody is asked who they are
_MOST_GRADES = 40 * 1024 * 1024  # read once who sends them may: one grade alone may have 32 MiB
_MOST_CALLERS = 20_000
_bearer = HTTPBearer(auto_error=False, description="A candidate's token, or an interviewer's API key.")


class TooOften(RunnerError):
    """Somebody asks more often than anybody needs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often one caller may ask: `burst` at once, and `per_second` after that."""

    per_second: float
    burst: int


class Limiter:
    """A bucket for each caller, in memory: a restart forgives, and the oldest are forgotten."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> None:
        """Count a request; raises TooOften that says how long to wait."""
        now = self._clock()
        with self._lock:
            level, last = self._buckets.pop(caller, (float(self._rate.burst), now))
            level = min(float(self._rate.burst), level + (now - last) * self._rate.per_second)
            self._buckets[caller] = (max(0.0, level - 1.0) if level >= 1.0 else level, now)
            if len(self._buckets) > _MOST_CALLERS:
                self._buckets.popitem(last=False)
        if level < 1.0:
            raise TooOften(f"too many requests: wait {(1.0 - level) / self._rate.per_second:.0f} s, then try again")


def desk_of(request: Request) -> Desk:
    """Return the desk of the workspace that is served."""
    desk: Desk = request.app.state.desk
    return desk


def caller(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None) -> str:
    """Return the token or key that was sent, within the caller's rate; raises NotAllowed where there is none."""
    who = given.credentials if given is not None else ""
    host = request.client.host if request.client is not None else "?"
    limiter: Limiter = request.app.state.limiter
    limiter.take(hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest() if who else f"host {host}")
    if not who:
        raise NotAllowed("no token: send `Authorization: Bearer TOKEN`")
    return who


Token = Annotated[str, Depends(caller)]
TheDesk = Annotated[Desk, Depends(desk_of)]


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency: the desk, in the name of whoever's key was sent, if its role has the right."""

    right: Right

    def __call__(self, token: Token, desk: TheDesk) -> Desk:
        """Return the desk of somebody who may."""
        key: KeyInfo = allowed(desk, token, self.right)
        return Desk(place=desk.place, database=desk.database, who=key.name, clock=desk.clock)


async def body(request: Request) -> bytes:
    """Read a body as it streams in; `Capped` stops it where it becomes too long."""
    return await request.body()


class Capped:
    """The application, with every request's body cut off where it becomes longer than any may be.

    A framework reads a body before anybody is asked who they are: without this, strangers could fill the memory.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most, size = _most(scope, headers), 0

        async def bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise HTTPException(413, f"a request like this holds at most {most >> 20} MiB: take data files out")
            return message

        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > most:
            size = most + 1  # refused when it is asked for: nothing of it is read
        await self._app(scope, bounded, send)


def _most(scope: Scope, headers: Headers) -> int:
    kind = headers.get("content-type", "")
    if "json" in kind or (not kind and scope["method"] == "POST"):  # a framework takes what has no kind for JSON
        return _MOST_JSON
    return _MOST_GRADES if scope["path"].endswith("/grades") else MOST_BYTES
