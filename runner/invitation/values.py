"""What passes between a candidate and the host of a round: frozen values, the same on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Assistants(StrEnum):
    """Whether a round allows AI assistants; the round decides, and says so first."""

    ALLOWED = "allowed"
    TOLD = "allowed-if-told"  # what was asked of one goes into DECISIONS.md
    NOT_ALLOWED = "not-allowed"


class Stage(StrEnum):
    """How far a candidate is; `results` sorts by what is to be done."""

    INVITED = "invited"
    OPENED = "opened"
    STARTED = "started"
    SUBMITTED = "submitted"
    GRADED = "graded"
    DECIDED = "decided"
    OVER = "over"  # time ran out, and nothing was handed in
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInfo:
    """A published round as everybody may see it."""

    name: str
    slug: str
    title: str
    version: str
    digest: str
    label: str
    format: str
    assesses: tuple[str, ...]
    not_assessed: tuple[str, ...]
    themes: tuple[str, ...]
    assistants: Assistants
    modules: tuple[str, ...]
    minutes: float
    prepare_hours: float
    hidden: str
    release: str
    max_submissions: int | None
    published_at: datetime
    published_by: str
    released_at: datetime | None
    candidates: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When what is possible, in UTC; `minutes` has the agreed extra time in it."""

    readable_at: datetime
    starts_at: datetime
    due_at: datetime
    minutes: float
    extra_minutes: float
    started_at: datetime | None
    ends_at: datetime | None  # None before the start


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a candidate gets of an open invitation; `kit` is a zip, `now` the host's clock."""

    handle: str
    name: str
    workspace: str
    round: RoundInfo
    times: Times
    kit: bytes
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A receipt: the submission is on the disk. `again` says that it was there already; one of a candidate's counts."""

    handle: str
    number: int
    practice: bool
    digest: str
    received_at: datetime
    again: bool
    counts: bool
    left: int | None
    ends_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What `status` tells a candidate."""

    handle: str
    round: RoundInfo
    times: Times
    stage: Stage
    submissions: tuple[HandedIn, ...]
    left: int | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a candidate may know of one graded submission, by the round's policy: lines, and nothing besides."""

    number: int
    practice: bool
    digest: str
    hidden: tuple[str, ...]  # of the hidden tests, which are not shown
    why_not: str  # why there is nothing to tell, "" where there is
