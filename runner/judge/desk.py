"""Where a run finds its job and puts its events.

What jobs have in common is there from the start. The rest is called for when it is first needed: as a rule when the
tests are collected, earlier where they ask something of the submission meanwhile. By then the process is the job's own.
"""

from collections.abc import Callable
from typing import Any

from runner.judge.events import WHILE_READ, Event, Started, to_plain
from runner.judge.job import JudgeJob
from sandbox.forkserver.link import GuestLink, JudgeLink
from sandbox.forkserver.stage import Call
from sandbox.wall.codec import dumps, loads


class Desk:
    """One run's job, as much of it as is known."""

    def __init__(self, call: Callable[[], Call]) -> None:
        self._call = call
        self._called: Call | None = None
        self._common: dict[str, Any] = {}
        self._job: JudgeJob | None = None
        self._told = False  # whether the host has heard anything

    def read(self, common: bytes) -> JudgeJob:
        """Return the job without anything handed in; raises ValueError for what is no job."""
        self._common = _dictionary(common)
        return JudgeJob.from_plain({**self._common, "submission": {}, "only": None})

    def submission(self) -> tuple[tuple[str, bytes], ...]:
        """Return the files handed in."""
        return self._whole().submission

    def only(self) -> tuple[str, ...] | None:
        """Return the tests to run, None for all."""
        return self._whole().only

    def open_guest(self, limits: dict[str, Any], *, box: int = 0, hash_seed: int | None = None) -> GuestLink:
        """Start a guest in this job's box, or in its second one (1); with a `hash_seed`, in a new interpreter.

        Where that happens while the tests are read, the host is told: what is lost then may be the submission's doing.
        """
        if not self._told:
            self.emit(Started(id=WHILE_READ))
        return self._link().open_guest(limits, box=box, hash_seed=hash_seed)

    def emit(self, event: Event) -> None:
        """Tell the host; what begins a test also tells PID 1 until when there must be more."""
        self._told = True
        payload = dumps(to_plain(event))  # of the list of tests this is work, and the same for every job
        within_seconds = event.within_seconds if isinstance(event, Started) else None
        self._link().emit(payload, more_within_seconds=within_seconds)

    def _whole(self) -> JudgeJob:
        if self._job is None:
            self._job = JudgeJob.from_plain({**self._common, **_dictionary(self._came().payload)})
        return self._job

    def _link(self) -> JudgeLink:
        return self._came().link

    def _came(self) -> Call:
        if self._called is None:
            self._called = self._call()
        return self._called


def _dictionary(payload: bytes) -> dict[str, Any]:
    plain = loads(payload)
    if not isinstance(plain, dict):
        raise ValueError(f"a part of a job is a dictionary, not {type(plain).__name__}")
    return plain
