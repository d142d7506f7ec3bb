"""What whoever grades a round elsewhere asks: what waits, the problem, what was handed in; and where grades go."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from runner import hiring
from runner.grading import from_line, to_line
from runner.hiring import Came, Waiting
from runner.model import BadInput
from runner.server.guard import body
from runner.server.refusals import REFUSALS
from runner.server.rights import Grader
from runner.server.rounds import ZIP, ZIPPED

router = APIRouter(prefix="/v1/rounds/{name}", tags=["grading"], responses=REFUSALS)
_MOST_ID = 2**53
_LINES = {
    "requestBody": {
        "required": True,
        "description": "A line for each grade: the submission's id, a space, and the grade as a line of results.jsonl.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_ANY: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


class GradedOne(BaseModel):
    """A submission, and the grade that stands, as a results file has it."""

    id: int
    name: str
    grade: dict[str, Any]


class Kept(BaseModel):
    """How many were kept: not those that stand already, are of another problem, or of who was forgotten."""

    kept: int


class GradedBy(BaseModel):
    """The problem that a round is graded by."""

    slug: str
    label: str
    digest: str


@router.get("/waiting", summary="What has no grade yet, in the order in which it is to be graded")
def waiting(name: str, desk: Grader) -> list[Waiting]:
    """Return what waits; it is named by handle and number."""
    return list(hiring.waiting(desk, name))


@router.get("/graded", summary="What has a grade, a page at a time")
def graded(name: str, desk: Grader, after: Annotated[int, Query(ge=0, le=_MOST_ID)] = 0) -> list[GradedOne]:
    """Return a page of what has a grade, with ids above `after`."""
    found = hiring.graded(desk, name, after=after)
    return [GradedOne(id=row.id, name=row.name, grade=json.loads(to_line(grade))) for row, grade in found]


@router.get("/submissions/{number}", summary="What was handed in", response_class=Response, responses=_ANY)
def submission(name: str, number: Annotated[int, Path(ge=1, le=_MOST_ID)], desk: Grader) -> Response:
    """Return an archive as it came: hostile until proven otherwise."""
    data = hiring.archive_of(desk, name, number)
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"})


@router.get("/problem", summary="Which problem the round is graded by")
def problem(name: str, desk: Grader) -> GradedBy:
    """Return the problem's slug and digest, and the round's label."""
    with hiring.frozen_problem(desk, name) as found:
        digest = found.lock.digest if found.lock is not None else ""
        return GradedBy(slug=found.slug, label=found.round.label, digest=digest)


@router.get("/problem/files", summary="The problem with its hidden tests", response_class=Response, responses=ZIP)
def problem_files(name: str, desk: Grader) -> Response:
    """Return the problem that the round is graded by, as a zip."""
    return Response(hiring.problem_zip(desk, name), media_type="application/zip")


@router.put("/problem/files", summary="Grade by a changed version from now on", openapi_extra=ZIPPED)
async def judge_by(
    name: str,
    desk: Grader,
    data: Annotated[bytes, Depends(body)],
    slug: Annotated[str, Query(max_length=64, description="What the problem's folder is called.")],
    why: Annotated[str, Query(description="What was wrong before.")],
) -> GradedBy:
    """Let a changed version of the problem grade the round; what candidates were told stays, and grades follow."""

    def work() -> None:
        with hiring.problem_in(data, slug=slug) as changed:
            hiring.judge_by(desk, name, changed, why)

    await run_in_threadpool(work)
    return await run_in_threadpool(problem, name, desk)


@router.post("/grades", summary="Grades that came", openapi_extra=_LINES)
async def grades(
    name: str,
    desk: Grader,
    data: Annotated[bytes, Depends(body)],
    why: Annotated[str, Query(max_length=4000, description="Why they stand in the place of others.")] = "",
) -> Kept:
    """Keep grades in the name of the key's owner; the same again is kept once."""

    def work() -> Kept:
        came = [_came(line) for line in data.split(b"\n") if line]
        return Kept(kept=hiring.record(desk, name, came, why=why))

    return await run_in_threadpool(work)


def _came(line: bytes) -> Came:
    number, _, grade = line.partition(b" ")
    try:
        if not number.isdigit() or len(number) > len(str(_MOST_ID)):
            raise ValueError("it does not begin with the id of a submission")
        return Came(id=int(number), grade=from_line(grade))
    except ValueError as error:
        raise BadInput(f"what came for submission {number[:20]!r} is no grade: {str(error)[:200]}") from error
