"""What is refused becomes one sentence with a status: `{"error": "..."}`, whatever went wrong."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from runner.model import BadInput, DatabaseFault, NotAllowed, NotPermitted, NotThere, OurFault, RunnerError
from runner.server.guard import TooOften

log = logging.getLogger("prebrief")
_SHOWN = 3


class Refusal(BaseModel):
    """Why not, in a sentence: what, where, how to fix."""

    error: str


_STATUS: tuple[tuple[type[RunnerError], int], ...] = (
    (NotPermitted, 403),
    (NotAllowed, 401),
    (NotThere, 404),
    (TooOften, 429),
    (BadInput, 409),
    (OurFault, 503),
)
_WORDS = {
    400: "The request is no HTTP that can be read",
    401: "Not known here",
    403: "Known, and not allowed to do that",
    404: "Not there",
    409: "Can't be done as asked, or not now",
    413: "Too large",
    422: "What was sent is not what is asked for",
    429: "Too often",
    503: "Our fault; nothing is lost, try again",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": words} for status, words in _WORDS.items()
}


def install(app: FastAPI) -> None:
    """Have every refusal told the same way."""
    app.add_exception_handler(RunnerError, _expected)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _unexpected)


async def _expected(_request: Request, error: Exception) -> JSONResponse:
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 503)
    words = str(error)
    if isinstance(error, DatabaseFault):
        log.warning("%s", error)
        words = "the workspace's database does not answer: nothing of this was kept, try again"
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Retry-After": "5"} if status in (429, 503) else {}
    return JSONResponse({"error": words}, status_code=status, headers=headers)


async def _misshapen(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (it is registered for nothing else)
    told = "; ".join(
        f"{'.'.join(str(part) for part in each['loc'])[:80]}: {each['msg'][:120]}" for each in error.errors()[:_SHOWN]
    )
    return JSONResponse({"error": f"the request does not have the right shape: {told}"}, status_code=422)


async def _of_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (the same)
    return JSONResponse({"error": str(error.detail)}, status_code=error.status_code, headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
    words = "this is a fault of prebrief; nothing of this request was kept. The server's log has more."
    return JSONResponse({"error": words}, status_code=500)
