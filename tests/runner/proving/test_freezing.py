"""What a new lock changes."""

from dataclasses import replace

import pytest

from runner.grading import RunOutcome
from runner.judge import CollectedTest
from runner.model import Lock, LockedTest
from runner.proving.freezing import changes, lock_of
from tests.runner.grading.builders import a_problem

ONE = LockedTest(id="t::one", group="g", points=50.0, promise="one")
TWO = LockedTest(id="t::two", group="g", points=50.0, promise="two")
LOCK = Lock(tests=(ONE, TWO), interface={"modules": {}}, preload=(), digest="d")


@pytest.mark.parametrize(
    ("old", "said"),
    [
        (None, "new, 2 tests"),
        (LOCK, ""),
        (replace(LOCK, tests=(ONE,)), "1 tests added"),
        (replace(LOCK, tests=(ONE, TWO, replace(ONE, id="t::gone"))), "1 tests gone"),
        (replace(LOCK, tests=(replace(ONE, points=40.0), TWO)), "1 tests have another group, share or promise"),
        (replace(LOCK, interface={}, preload=("numpy",)), "another interface, other packages"),
        (replace(LOCK, digest="e"), "files changed"),
        (replace(LOCK, tests=(TWO, ONE)), "another order of tests"),
    ],
)
def test_changes_are_said(old, said):
    assert changes(old, LOCK) == said


def test_a_lock_says_which_tests_measure():
    """Without it they would run in parallel lanes, and without the reference."""
    collected = tuple(
        CollectedTest(id=name, title=name, group="g", points=50.0, promise="", measures=name == "t::two")
        for name in ("t::one", "t::two")
    )
    lock = lock_of(a_problem(), RunOutcome(collected=collected))
    assert lock.measuring == {"t::two"}
