"""Frames on the wall: whatever a guest says in answer to the judge's questions, a question ends as the wall promises.

An input is all that the guest ever says; the numbers of the judge's requests are 1, 2 and 3, and 2 is
asked in an event loop.
"""

from __future__ import annotations

from sandbox.wall.codec import records
from tests.fuzz.harness.decoder import CLASSES_KEPT
from tests.fuzz.harness.judged import ask_all, open_descriptors, wall_over


def feed(data: bytes) -> None:
    """Ask with one input as what the guest says; raises AssertionError, or whatever came out that must not."""
    if len(records._classes) > CLASSES_KEPT:
        records._classes.clear()
    before = open_descriptors()
    with wall_over(data) as wall:
        ask_all(wall)
    assert open_descriptors() == before
