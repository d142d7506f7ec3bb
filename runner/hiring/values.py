"""What interviewers' rooms see of a workspace besides: frozen values, never a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from runner.invitation import Stage, Times
from runner.model import Grade


class Decision(StrEnum):
    """What became of a candidate."""

    HIRE = "hire"
    NEXT = "next-round"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateInfo:
    """One row of a round's list; `name` and `email` are "" where names are hidden, or forgotten."""

    handle: str
    round: str
    number: int
    name: str
    email: str
    stage: Stage
    times: Times
    invited_at: datetime
    submissions: int
    practice: int
    last_at: datetime | None
    score: float | None
    counts: int | None  # the number of the submission that counts, whose grade the rest is of
    status: str  # "" where there is none
    reason: str
    offer_by: datetime | None
    decision: Decision | None
    decided_at: datetime | None

    @property
    def days(self) -> float | None:
        """Days from the invitation to the decision."""
        return None if self.decided_at is None else (self.decided_at - self.invited_at).total_seconds() / 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A candidate's times as they are now, and where the letter went that says so, or why it did not leave."""

    times: Times
    letter: str
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation just made: its link is told once, here and in the letter, and never kept."""

    handle: str
    name: str
    email: str
    link: str
    times: Times
    letter: str  # where the letter lies, or that it was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A submission, to be graded or graded again."""

    id: int
    name: str  # a row's name in a batch: the handle and the number, never who it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A grade for a submission that waited."""

    id: int
    grade: Grade
