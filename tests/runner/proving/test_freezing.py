"""What a new lock changes."""

from dataclasses import replace

import pytest

from runner.model import Lock, LockedTest
from runner.proving.freezing import changes

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
