"""The reference beside the submission: its wall lives and ends with each test, and its failures are never a verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.judge.fault import JudgeFault
from runner.judge.seat import JudgeWall
from runner.judge.timing import FIXTURES, Timing
from runner.model import Measurement
from sandbox.wall.failure import FailureKind, WallRecord

_OUT_OF_TIME = "its time was used up while it was timed against the reference"


class Beside:
    """What races need in a run; nothing where the job has no reference."""

    def __init__(self, wall: JudgeWall, reference: JudgeWall | None, *, proving: bool) -> None:
        self.wall = reference
        self.timing = None if reference is None else Timing(wall, reference, proving=proving)

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """What the test that runs now has measured."""
        return () if self.timing is None else self.timing.measurements

    def measured(self, item: pytest.Item) -> bool:
        """Whether a test that asks for races had one at least, and lost none, whatever it made of that."""
        if FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            return True
        return bool(self.measurements) and all(each.held for each in self.measurements)

    def begin(self, *, test_id: str, file: str, deadline: float) -> None:
        """Begin a test; a guest of the reference starts when the test first asks for one."""
        if self.wall is not None and self.timing is not None:
            self.timing.begin()
            self.wall.begin(test_id=test_id, file=file, deadline=deadline, address_space_mb=None)

    def end(self, record: WallRecord) -> WallRecord:
        """End a test and return what is known of it; raises JudgeFault where its times say nothing.

        What failed on the submission's side first stays what it is.
        """
        if self.wall is None or self.timing is None:
            return record
        own = self.wall.end()
        if record.failure_kind is not None:
            return record
        if self.timing.fault is not None:
            raise JudgeFault(self.timing.fault)
        if own.failure_kind is FailureKind.TIMEOUT:
            return replace(record, failure_kind=FailureKind.TIMEOUT, reason=_OUT_OF_TIME)
        if own.failure_kind is not None:
            raise JudgeFault(f"the reference failed while it was raced against ({own.failure_kind}): {own.reason}")
        return record

    def close(self) -> None:
        """End what still runs."""
        if self.wall is not None:
            self.wall.uninstall()
