"""What interviewers ask about rounds: which there are, how they may be called, a new one, one as files."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from runner import hiring
from runner.hiring import Topic
from runner.invitation import Assistants, RoundInfo
from runner.server.guard import body
from runner.server.refusals import REFUSALS
from runner.server.rights import Anonymous, Grader, Publisher, Reader

_PIECE = 1 << 16
router = APIRouter(prefix="/v1", tags=["rounds"], responses=REFUSALS)
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}
ZIPPED = {
    "requestBody": {
        "required": True,
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Workspace(BaseModel):
    """What a workspace is called, and the zone of times without an offset."""

    name: str
    timezone: str


@router.get("/workspace", summary="What the workspace is called, and its time zone")
def workspace(desk: Reader) -> Workspace:
    """Return what a client needs to know before it reads times."""
    return Workspace(name=desk.place.name, timezone=desk.place.timezone)


@router.get("/labels", summary="Which topics a label may name, and the themes each may hold")
def labels(desk: Reader) -> list[Topic]:
    """Return the table of labels, the workspace's own rows in it."""
    return list(hiring.topics(desk.place.labels))


@router.get("/rounds", summary="All rounds, newest first")
def rounds(desk: Reader) -> list[RoundInfo]:
    """Return all rounds."""
    return list(hiring.list_rounds(desk))


@router.put("/rounds/{name}", summary="Publish a round", status_code=201, openapi_extra=ZIPPED)
async def publish(
    name: str,
    desk: Publisher,
    data: Annotated[bytes, Depends(body)],
    slug: Annotated[str, Query(max_length=64, description="What the problem's folder is called.")],
    label: Annotated[str, Query(description="What candidates read first; else the problem's.")] = "",
    assistants: Annotated[Assistants, Query(description="Whether AI assistants are allowed.")] = Assistants.TOLD,
) -> RoundInfo:
    """Freeze the problem whose files are sent as a zip, its lock among them; a name that is taken is refused."""

    def work() -> RoundInfo:
        with hiring.problem_in(data, slug=slug) as problem:
            return hiring.publish_round(desk, problem, name=name, label=label, assistants=assistants)

    return await run_in_threadpool(work)


@router.post("/rounds/{name}/release", summary="Let candidates know what the round's policy allows")
def release(name: str, desk: Grader) -> RoundInfo:
    """Release a round; a second time changes nothing."""
    return hiring.release(desk, name)


@router.get("/rounds/{name}/export", summary="A round as files", response_class=StreamingResponse, responses=ZIP)
def export(name: str, desk: Grader, anonymous: Anonymous = False) -> StreamingResponse:  # noqa: FBT002  (a query)
    """Return a zip of a results folder, candidates.csv, and the round's part of the audit log."""
    whole = tempfile.TemporaryFile()  # noqa: SIM115  (it has no name, and goes with the answer, however that ends)
    with tempfile.TemporaryDirectory(prefix="prebrief-export-") as folder:
        made = hiring.export(desk, name, Path(folder) / "round", anonymous=anonymous)
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(made.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(made).as_posix())
    whole.seek(0)
    return StreamingResponse(_pieces(whole), media_type="application/zip")


def _pieces(whole: IO[bytes]) -> Iterator[bytes]:
    with whole:
        while piece := whole.read(_PIECE):
            yield piece
