"""Events cross as plain values, and nothing else is read as one."""

import pytest

from runner.judge import (
    BoxLost,
    Collected,
    CollectedTest,
    Decided,
    Finished,
    JudgeFailed,
    Started,
    from_plain,
    to_plain,
)
from runner.judge.events import bounded
from runner.model import Verdict
from sandbox.wall.codec import dumps, loads

ALL = [
    Collected(tests=(CollectedTest(id="a::b", group="g", points=2.5, title="b", promise=""),)),
    Started(id="a::b"),
    Decided(id="a::b", verdict=Verdict.OUT_OF_MEMORY, message="\x1b[31m", peak_bytes=7, output="\ufffd"),
    BoxLost(id="a::b"),
    Finished(recorded={"modules": []}),
    Finished(),
    JudgeFailed(reason="why"),
]


@pytest.mark.parametrize("event", ALL, ids=lambda event: type(event).__name__)
def test_an_event_survives_the_way_to_the_host(event):
    assert from_plain(loads(dumps(to_plain(event)))) == event


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        {"event": "no such"},
        {"event": ["test"]},
        {"event": "test", "id": "a"},
        {"event": "test", "id": "a", "verdict": "glorious"},
        {"event": "test_started", "id": "a", "more": 1},
        {"event": "collected", "tests": [1]},
        {"event": "collected"},
    ],
)
def test_what_is_not_an_event_is_refused(plain):
    with pytest.raises(ValueError, match="event"):
        from_plain(plain)


@pytest.mark.parametrize("text", ["x" * 5000, "é" * 5000, "\udc80" * 5000, "\U0001f600" * 5000])
def test_bounded_text_is_valid_and_short(text):
    assert len(bounded(text).encode()) <= 4096


def test_short_text_is_kept_as_it_is():
    assert bounded("a\x1b\0é") == "a\x1b\0é"
