"""The questions of interviewers. Each raises BadInput with one sentence, or OurFault where a server is away.

A candidate is named by handle (spring/3), or by an address that is in one round alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from runner.hiring import (
    Alerted,
    Decision,
    Extended,
    Guest,
    HookInfo,
    KeyInfo,
    LogLine,
    Panel,
    Role,
    RoundList,
    RoundWork,
    Sent,
    Topic,
)
from runner.invitation import Assistants, RoundInfo
from runner.model import Grade, Problem


class Office(Protocol):
    """A workspace as interviewers use it."""

    def zone(self) -> ZoneInfo:
        """Return the zone of times that name none."""
        ...

    def labels(self) -> tuple[Topic, ...]:
        """Return the table of labels, the workspace's own rows in it."""
        ...

    # rounds

    def rounds(self) -> tuple[RoundInfo, ...]:
        """Return all rounds, newest first."""
        ...

    def publish(self, problem: Problem, *, name: str, label: str, assistants: Assistants) -> RoundInfo:
        """Freeze a problem as a round."""
        ...

    def release(self, name: str) -> RoundInfo:
        """Let a round's candidates know what its policy allows."""
        ...

    def work(self, name: str) -> RoundWork:
        """Return a round as grading sees it."""
        ...

    def export(self, name: str, to: Path, *, anonymous: bool) -> Path:
        """Write a round to a new folder, whole or not at all."""
        ...

    # candidates

    def candidates(self, name: str, *, anonymous: bool) -> RoundList:
        """Return a round's candidates; competing offers first."""
        ...

    def grades(self, name: str, candidate: str) -> tuple[Grade, ...]:
        """Return the grades that stand of all that a candidate handed in."""
        ...

    def invite(
        self,
        name: str,
        guests: Sequence[Guest],
        *,
        readable: datetime | None,
        starts: datetime | None,
        due: datetime | None,
    ) -> Sent:
        """Invite guests; who is invited already stays as they are."""
        ...

    def renew(self, name: str, handles: Iterable[str]) -> Sent:
        """Send candidates a new link; the old one is void."""
        ...

    def extend(self, candidate: str, *, minutes: float, due: datetime | None) -> Extended:
        """Give more time, and tell the candidate."""
        ...

    def withdraw(self, candidate: str) -> str:
        """Void an invitation; returns the handle."""
        ...

    def offer(self, candidate: str, by: datetime) -> Alerted:
        """Note a competing offer, and tell the team."""
        ...

    def decide(self, candidate: str, decision: Decision) -> float:
        """Record the decision; returns the days since the invitation."""
        ...

    def forget(self, candidate: str) -> str:
        """Remove all that identifies a candidate; returns the handle."""
        ...

    def forget_old(self) -> tuple[str, ...]:
        """Forget whom the retention time says to; returns the handles."""
        ...

    # the panel

    def panel(self, candidate: str) -> Panel:
        """Return the rubric, and the marks that whoever asks may see."""
        ...

    def score(self, candidate: str, levels: Mapping[str, int], notes: Mapping[str, str]) -> Panel:
        """Give marks."""
        ...

    # owners

    def log(self, about: str, *, most: int) -> tuple[LogLine, ...]:
        """Return the last lines of the audit log, newest first."""
        ...

    def keys(self) -> tuple[KeyInfo, ...]:
        """Return all API keys."""
        ...

    def make_key(self, name: str, role: Role) -> str:
        """Make an API key, which is told once."""
        ...

    def void_key(self, name: str) -> None:
        """Void an API key."""
        ...

    def hooks(self) -> tuple[HookInfo, ...]:
        """Return all webhooks."""
        ...

    def add_hook(self, url: str) -> str:
        """Add a webhook; returns its secret, which is told once."""
        ...

    def remove_hook(self, url: str) -> None:
        """Remove a webhook, with what is on its way to it."""
        ...
