"""The application: what is served, how refusals are told, what is measured."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from pydantic import BaseModel

import runner
from runner.hiring import Desk
from runner.model import OurFault
from runner.server import candidates, grading, invitations, owners, review, rounds
from runner.server.guard import Capped, Limiter, Rate
from runner.server.refusals import Refusal, install
from runner.workspace import check_version

log = logging.getLogger("prebrief")
_ABOUT = """\
A workspace of prebrief over HTTP. Times are UTC, and the server's. Whatever is refused says why in one sentence,
`{"error": "..."}`. A candidate sends the token of an invitation, an interviewer an API key, as `Authorization: Bearer`.
"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# What a browser shows that follows an invitation's link; the token, behind the `#`, stays with the browser.
_FRONT = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>An invitation</title></head><body>
<h1>An invitation</h1>
<p>This link is opened at a command line, not in a browser. With Python 3.11 or newer:</p>
<pre>pip install prebrief
prebrief open 'THE WHOLE LINK, AS YOU GOT IT'</pre>
<p>That makes a folder with the brief. It starts no clock.</p>
</body></html>
"""
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})  # whoever asks may invent others
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may be set about a server."""

    rate: Rate = field(default_factory=lambda: Rate(per_second=5.0, burst=60))


class Health(BaseModel):
    """Whether the server and its database work."""

    status: str
    version: str


class Metrics:
    """What is counted: requests by route and status, and how long they took. Nothing names a candidate."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "prebrief_requests", "Requests by route and status.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "prebrief_request_seconds", "How long requests took.", ("route",), buckets=_SECONDS, registry=self.registry
        )

    def text(self) -> bytes:
        """Return the metrics as Prometheus reads them."""
        return generate_latest(self.registry)


def build_app(desk: Desk, settings: Settings | None = None) -> FastAPI:
    """Return the application that serves a desk's workspace."""
    settings = settings or Settings()

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        check_version(desk.database)
        yield

    app = FastAPI(
        title="prebrief",
        version=runner.__version__,
        description=_ABOUT,
        lifespan=life,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.desk = desk
    app.state.limiter = Limiter(settings.rate)
    app.state.metrics = Metrics()
    install(app)
    app.add_middleware(Capped)
    app.middleware("http")(_measured)
    for room in (candidates, rounds, invitations, grading, review, owners):
        app.include_router(room.router)
    _add_own(app, desk)
    return app


def _add_own(app: FastAPI, desk: Desk) -> None:
    down: dict[int | str, dict[str, Any]] = {503: {"model": Refusal, "description": "The database does not answer"}}

    @app.get("/health", tags=["operators"], summary="Whether server and database work", responses=down)
    def health() -> Health:
        try:
            check_version(desk.database)
        except Exception as error:
            log.warning("health: %s", error)
            raise OurFault("the workspace does not work: the server's log says why") from error
        return Health(status="ok", version=runner.__version__)

    @app.get("/", include_in_schema=False)
    def front() -> HTMLResponse:
        return HTMLResponse(_FRONT)

    @app.get("/metrics", tags=["operators"], summary="Prometheus text", response_class=Response)
    def metrics() -> Response:
        """Return what is counted."""
        return Response(app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


async def _measured(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    began = time.perf_counter()
    status = 500
    try:
        response = await call_next(request)
        status = response.status_code
    finally:
        metrics: Metrics = request.app.state.metrics
        route = getattr(request.scope.get("route"), "path", "none")  # the pattern: a path may hold a handle
        method = request.method if request.method in _METHODS else "other"
        metrics.requests.labels(method, route, str(status)).inc()
        metrics.seconds.labels(route).observe(time.perf_counter() - began)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
