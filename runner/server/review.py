"""What a panel needs: grades in full, marks on the rubric, competing offers, the decision."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from runner import hiring
from runner.grading import to_line
from runner.hiring import Alerted, Decision, Panel
from runner.server.refusals import REFUSALS
from runner.server.rights import Changer, Decider, Panelist, Reader, aware

router = APIRouter(prefix="/v1/candidates/{name}/{number}", tags=["review"], responses=REFUSALS)
_MOST_LINES = 100


class Marks(BaseModel):
    """Levels by line of the rubric, each from 1, and notes by line: the panel reads them, candidates never."""

    levels: dict[str, int] = Field(default_factory=dict, max_length=_MOST_LINES)
    notes: dict[str, str] = Field(default_factory=dict, max_length=_MOST_LINES)


class Elsewhere(BaseModel):
    """An offer from elsewhere."""

    by: datetime = Field(description="When the candidate has to answer it.")


class Decided(BaseModel):
    """A decision."""

    decision: Decision


class Days(BaseModel):
    """How long it took, from the invitation to the decision."""

    days: float


@router.get("/grades", summary="The grades that stand of all that a candidate handed in")
def grades(name: str, number: int, desk: Reader) -> list[dict[str, Any]]:
    """Return each grade as a results file has it: verdicts, points, messages, counterexamples."""
    found = hiring.grades_of(desk, name, f"{name}/{number}")
    return [json.loads(to_line(grade)) for grade in found]


@router.get("/marks", summary="The rubric, and the marks that you may see")
def marks(name: str, number: int, desk: Panelist) -> Panel:
    """Return what the key's owner may see: others' marks once all of the own are given."""
    return hiring.panel_of(desk, f"{name}/{number}")


@router.post("/marks", summary="Give marks")
def score(name: str, number: int, asked: Marks, desk: Panelist) -> Panel:
    """Give marks in the name of the key's owner; the same again changes nothing."""
    return hiring.score(desk, f"{name}/{number}", asked.levels, notes=asked.notes)


@router.post("/offer", summary="Note a competing offer; the team is told at once")
def offer(name: str, number: int, asked: Elsewhere, desk: Changer) -> Alerted:
    """Note by when a candidate has to answer another offer: grading and review go first from now on."""
    return hiring.offer(desk, f"{name}/{number}", aware(asked.by, desk))


@router.post("/decision", summary="Record the decision")
def decide(name: str, number: int, asked: Decided, desk: Decider) -> Days:
    """Record what became of a candidate."""
    return Days(days=hiring.decide(desk, f"{name}/{number}", asked.decision))
