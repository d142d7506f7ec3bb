"""What a panel needs: grades in full, marks on the rubric, competing offers; and the log of what was done."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from runner import hiring
from runner.grading import to_line
from runner.hiring import Alerted, Desk, LogLine, Panel, Right
from runner.server.guard import Needs
from runner.server.refusals import REFUSALS
from runner.server.rounds import aware

router = APIRouter(prefix="/v1", tags=["interviewers"], responses=REFUSALS)
Reader = Annotated[Desk, Depends(Needs(Right.READ))]
Changer = Annotated[Desk, Depends(Needs(Right.CHANGE))]
Panelist = Annotated[Desk, Depends(Needs(Right.SCORE))]
Owner = Annotated[Desk, Depends(Needs(Right.OWN))]
_MOST_LINES = 100


class Marks(BaseModel):
    """Levels by line of the rubric, each from 1, and notes by line: the panel reads them, candidates never."""

    levels: dict[str, int] = Field(default_factory=dict, max_length=_MOST_LINES)
    notes: dict[str, str] = Field(default_factory=dict, max_length=_MOST_LINES)


class Elsewhere(BaseModel):
    """An offer from elsewhere."""

    by: datetime = Field(description="When the candidate has to answer it.")


@router.get("/candidates/{name}/{number}/grades", summary="The grades that stand of all that a candidate handed in")
def grades(name: str, number: int, desk: Reader) -> list[dict[str, Any]]:
    """Return each grade as a results file has it: verdicts, points, messages, counterexamples."""
    found = hiring.grades_of(desk, name, f"{name}/{number}")
    return [json.loads(to_line(grade)) for grade in found]


@router.get("/candidates/{name}/{number}/marks", summary="The rubric, and the marks that you may see")
def marks(name: str, number: int, desk: Panelist) -> Panel:
    """Return what the key's owner may see: others' marks once all of the own are given."""
    return hiring.panel_of(desk, f"{name}/{number}")


@router.post("/candidates/{name}/{number}/marks", summary="Give marks")
def score(name: str, number: int, asked: Marks, desk: Panelist) -> Panel:
    """Give marks in the name of the key's owner; the same again changes nothing."""
    return hiring.score(desk, f"{name}/{number}", asked.levels, notes=asked.notes)


@router.post("/candidates/{name}/{number}/offer", summary="Note a competing offer; the team is told at once")
def offer(name: str, number: int, asked: Elsewhere, desk: Changer) -> Alerted:
    """Note by when a candidate has to answer another offer: grading and review go first from now on."""
    by = aware(asked.by, desk)
    assert by is not None  # noqa: S101  (a time that was given)
    return hiring.offer(desk, f"{name}/{number}", by)


@router.get("/audit", summary="Who changed what, newest first")
def audit(
    desk: Owner,
    about: Annotated[str, Query(max_length=80, description="A round, or a candidate like spring/3.")] = "",
    last: Annotated[int, Query(ge=1, le=1000, description="How many lines.")] = 50,
) -> list[LogLine]:
    """Return lines of the audit log; it names candidates by handle alone."""
    return list(hiring.log_lines(desk, about, most=last))
