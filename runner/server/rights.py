"""Desks by what may be done at them, and times as a request tells them: what all routes of interviewers begin with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from runner import hiring
from runner.hiring import Desk, Right
from runner.model import BadInput
from runner.server.guard import Needs

Reader = Annotated[Desk, Depends(Needs(Right.READ))]
Inviter = Annotated[Desk, Depends(Needs(Right.INVITE))]
Changer = Annotated[Desk, Depends(Needs(Right.CHANGE))]
Publisher = Annotated[Desk, Depends(Needs(Right.PUBLISH))]
Grader = Annotated[Desk, Depends(Needs(Right.GRADE))]
Panelist = Annotated[Desk, Depends(Needs(Right.SCORE))]
Decider = Annotated[Desk, Depends(Needs(Right.DECIDE))]
Owner = Annotated[Desk, Depends(Needs(Right.OWN))]
Anonymous = Annotated[bool, Query(description="Hide names until the decision.")]


def aware(moment: datetime, desk: Desk) -> datetime:
    """Read a time as the command line does: without an offset it is in the workspace's zone."""
    try:
        return hiring.moment(moment.isoformat(), desk.place.zone, option="the time")
    except OverflowError as error:
        raise BadInput("that time is out of the calendar") from error


def aware_or_none(moment: datetime | None, desk: Desk) -> datetime | None:
    """Read a time that may be left out."""
    return None if moment is None else aware(moment, desk)
