"""A workspace in a folder here: each question is put to hiring, at the desk of whoever is logged in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from runner import hiring
from runner.hiring import (
    Alerted,
    Decision,
    Desk,
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


class Here:
    """The office of a desk. What each question does is said in `Office`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def zone(self) -> ZoneInfo:
        """Return the zone of times that name none."""
        return self._desk.place.zone

    def labels(self) -> tuple[Topic, ...]:
        """Return the table of labels."""
        return hiring.topics(self._desk.place.labels)

    def rounds(self) -> tuple[RoundInfo, ...]:
        """Return all rounds."""
        return hiring.list_rounds(self._desk)

    def publish(self, problem: Problem, *, name: str, label: str, assistants: Assistants) -> RoundInfo:
        """Freeze a problem as a round."""
        return hiring.publish_round(self._desk, problem, name=name, label=label, assistants=assistants)

    def release(self, name: str) -> RoundInfo:
        """Release a round."""
        return hiring.release(self._desk, name)

    def work(self, name: str) -> RoundWork:
        """Return a round as grading sees it."""
        return hiring.RoundHere(self._desk, name)

    def export(self, name: str, to: Path, *, anonymous: bool) -> Path:
        """Write a round to a new folder."""
        return hiring.export(self._desk, name, to, anonymous=anonymous)

    def candidates(self, name: str, *, anonymous: bool) -> RoundList:
        """Return a round's candidates."""
        return hiring.list_candidates(self._desk, name, anonymous=anonymous)

    def grades(self, name: str, candidate: str) -> tuple[Grade, ...]:
        """Return a candidate's grades."""
        return hiring.grades_of(self._desk, name, candidate)

    def invite(
        self,
        name: str,
        guests: Sequence[Guest],
        *,
        readable: datetime | None,
        starts: datetime | None,
        due: datetime | None,
    ) -> Sent:
        """Invite guests."""
        brief = hiring.enclosed(self._desk, name)
        return hiring.invite(self._desk, name, guests, brief, readable=readable, starts=starts, due=due)

    def renew(self, name: str, handles: Iterable[str]) -> Sent:
        """Send candidates a new link."""
        return hiring.renew(self._desk, name, handles, hiring.enclosed(self._desk, name))

    def extend(self, candidate: str, *, minutes: float, due: datetime | None) -> Extended:
        """Give more time, and tell the candidate."""
        return hiring.extend(self._desk, candidate, minutes=minutes, due=due)

    def withdraw(self, candidate: str) -> str:
        """Void an invitation."""
        return hiring.withdraw(self._desk, candidate)

    def offer(self, candidate: str, by: datetime) -> Alerted:
        """Note a competing offer."""
        return hiring.offer(self._desk, candidate, by)

    def decide(self, candidate: str, decision: Decision) -> float:
        """Record the decision."""
        return hiring.decide(self._desk, candidate, decision)

    def forget(self, candidate: str) -> str:
        """Forget who a candidate was."""
        return hiring.forget(self._desk, candidate)

    def forget_old(self) -> tuple[str, ...]:
        """Forget whom the retention time says to."""
        return hiring.forget_old(self._desk)

    def panel(self, candidate: str) -> Panel:
        """Return what may be seen of a panel's marks."""
        return hiring.panel_of(self._desk, candidate)

    def score(self, candidate: str, levels: Mapping[str, int], notes: Mapping[str, str]) -> Panel:
        """Give marks."""
        return hiring.score(self._desk, candidate, levels, notes=notes)

    def log(self, about: str, *, most: int) -> tuple[LogLine, ...]:
        """Return the last lines of the audit log."""
        return hiring.log_lines(self._desk, about, most=most)

    def keys(self) -> tuple[KeyInfo, ...]:
        """Return all API keys."""
        return hiring.list_keys(self._desk)

    def make_key(self, name: str, role: Role) -> str:
        """Make an API key."""
        return hiring.make_key(self._desk, name, role)

    def void_key(self, name: str) -> None:
        """Void an API key."""
        hiring.void_key(self._desk, name)

    def hooks(self) -> tuple[HookInfo, ...]:
        """Return all webhooks."""
        return hiring.list_hooks(self._desk)

    def add_hook(self, url: str) -> str:
        """Add a webhook."""
        return hiring.add_hook(self._desk, url)

    def remove_hook(self, url: str) -> None:
        """Remove a webhook."""
        hiring.remove_hook(self._desk, url)
