"""What a conversation leaves when it ends in the middle of something."""

from __future__ import annotations

import pytest

from sandbox.wall.channel import FrameKind
from sandbox.wall.failure import WallFailure
from sandbox.wall.judge.remote import RemoteFunction
from tests.fuzz.harness.judged import later, open_descriptors, wall_over
from tests.fuzz.seeds.frames import said


def test_a_guest_that_ends_while_coroutines_of_the_test_run_leaves_no_event_loop_open() -> None:
    """The judge runs the test's coroutine in a loop of its own while it waits, and the connection ends meanwhile."""
    before = open_descriptors()
    with wall_over(said((FrameKind.START, 1, ("call", 0, (1,), {})))) as wall:
        function = RemoteFunction(wall, module="solution", qualname="f", is_async=False)
        with pytest.raises(WallFailure):
            function(later)
    assert open_descriptors() == before
