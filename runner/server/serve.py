"""Run the application under uvicorn until it is told to stop: requests that are under way are answered first."""

from __future__ import annotations

import os

import uvicorn

from runner.hiring import Desk
from runner.intake import warm_readers
from runner.server.app import Settings, build_app
from runner.server.grader import Grader
from runner.server.hooks import Deliverer
from runner.server.keeper import Keeper
from sandbox.engine import Engine

_GRACE_SECONDS = 20


def serve(
    desk: Desk, *, host: str, port: int, lanes: int = 0, engine: Engine | None = None, settings: Settings | None = None
) -> None:
    """Serve a workspace, and grade in so many lanes on an engine; returns after SIGINT or SIGTERM."""
    config = uvicorn.Config(
        build_app(desk, settings),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # a line for each request is the proxy's affair, and paths hold handles
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
    )
    deliverer, keeper = Deliverer(desk), Keeper(desk)
    grader = Grader(desk, engine, lanes) if engine is not None and lanes else None
    with warm_readers(os.cpu_count() or 1):
        deliverer.start()
        keeper.start()
        if grader is not None:
            grader.start()
        try:
            uvicorn.Server(config).run()
        finally:
            deliverer.stop()
            keeper.stop()
            if grader is not None:
                grader.stop()
