"""What one test's guests were, where it had more than one: their ends as one, and what was said to those before."""

from __future__ import annotations

from dataclasses import replace

from sandbox.ending import GuestEnd
from sandbox.wall.judge.session import Session


class Past:
    """The guests of this test that are over, and their sessions."""

    def __init__(self) -> None:
        self.calls = 0
        self.memory_error = False
        self.unheard: BaseException | None = None
        self._ends: list[GuestEnd] = []

    def take_in(self, session: Session | None, end: GuestEnd | None) -> None:
        """Add up what a guest's session saw, and how it ended where it has."""
        if session is not None:
            self.calls += session.calls
            self.memory_error |= session.memory_error
            self.unheard = self.unheard or session.unheard()
        if end is not None:
            self._ends.append(end)

    def joined(self, last: GuestEnd | None) -> GuestEnd | None:
        """Return the end of all guests as one: how the last one ended, with what they used and printed together."""
        ends = [*self._ends, *([] if last is None else [last])]
        if len(ends) < 2:
            return ends[0] if ends else None
        return replace(
            ends[-1],
            cpu_seconds=sum(end.cpu_seconds for end in ends),
            peak_bytes=max((end.peak_bytes for end in ends if end.peak_bytes is not None), default=None),
            oom_kills=sum(end.oom_kills for end in ends),
            output=b"".join(end.output for end in ends),
            output_truncated=any(end.output_truncated for end in ends),
            clean=all(end.clean for end in ends),
        )
