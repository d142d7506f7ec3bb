"""What whoever grades a round elsewhere asks: what waits, the problem, what was handed in; and where grades go."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field
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
_MOST_GRADES = 100
_ANY: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


class GradedOne(BaseModel):
    """A submission, and the grade that stands, as a results file has it."""

    id: int
    name: str
    grade: dict[str, Any]


class GradeCame(BaseModel):
    """A grade for a submission."""

    id: int = Field(ge=1, le=2**53)
    grade: dict[str, Any]


class GradesCame(BaseModel):
    """Grades, and why they stand in the place of others."""

    grades: list[GradeCame] = Field(max_length=_MOST_GRADES)
    why: str = Field(default="", max_length=1000)


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
def graded(name: str, desk: Grader, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> list[GradedOne]:
    """Return a page of what has a grade, with ids above `after`."""
    found = hiring.graded(desk, name, after=after)
    return [GradedOne(id=row.id, name=row.name, grade=json.loads(to_line(grade))) for row, grade in found]


@router.get("/submissions/{number}", summary="What was handed in", response_class=Response, responses=_ANY)
def submission(name: str, number: int, desk: Grader) -> Response:
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
    return Response(hiring.problem_zip(desk, name)[0], media_type="application/zip")


@router.put("/problem/files", summary="Grade by a changed version from now on", openapi_extra=ZIPPED)
async def judge_by(
    name: str,
    desk: Grader,
    data: Annotated[bytes, Depends(body)],
    slug: Annotated[str, Query(max_length=64, description="What the problem's folder is called.")],
    why: Annotated[str, Query(max_length=1000, description="What was wrong before.")],
) -> GradedBy:
    """Let a changed version of the problem grade the round; what candidates were told stays, and grades follow."""

    def work() -> None:
        with hiring.problem_in(data, slug=slug) as changed:
            hiring.judge_by(desk, name, changed, why)

    await run_in_threadpool(work)
    return await run_in_threadpool(problem, name, desk)


@router.post("/grades", summary="Grades that came")
def grades(name: str, asked: GradesCame, desk: Grader) -> Kept:
    """Keep grades in the name of the key's owner; the same again is kept once."""
    came = []
    for each in asked.grades:
        try:
            came.append(Came(id=each.id, grade=from_line(json.dumps(each.grade))))
        except ValueError as error:
            raise BadInput(f"what came for submission {each.id} is no grade: {str(error)[:200]}") from error
    return Kept(kept=hiring.record(desk, name, came, why=asked.why))
