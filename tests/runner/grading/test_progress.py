"""How far a batch is, and what that is reckoned from."""

from __future__ import annotations

import pytest

from runner.grading import Progress
from runner.grading.progress import Tally
from tests.runner.grading.builders import a_grade


def test_what_waits_for_canaries_counts_as_work_that_is_done_but_not_as_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    now, seen = [100.0], list[Progress]()
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    tally = Tally(10, seen.append)
    tally.keep()
    now[0] += 12.0
    for waiting in (1, 2, 3):
        tally.wait(waiting)
    assert [(each.done, each.waiting) for each in seen] == [(1, 0), (1, 1), (1, 2), (1, 3)]
    assert seen[-1].remaining_seconds == 12.0 / 3 * 6
    tally.wait(0)
    for name in "abc":
        tally.make(a_grade(name))
    assert [(each.done, each.waiting) for each in seen[4:]] == [(2, 0), (3, 0), (4, 0)]
    assert seen[-1].remaining_seconds == 12.0 / 3 * 6
