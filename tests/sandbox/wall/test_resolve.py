"""What the judge makes of its own faults while it reads what a reference of the guest stands for."""

from __future__ import annotations

import contextlib

import pytest

from sandbox.wall.channel import HEADER, FrameKind
from sandbox.wall.codec import Encoder
from sandbox.wall.failure import FailureKind, WallFailure
from sandbox.wall.judge.handles import Handles
from sandbox.wall.judge.remote import RemoteFunction
from tests.fuzz.harness.judged import SITE, wall_over


def answer() -> bytes:
    """Return the frame of an answer that is a handle."""
    handle = object()
    refer = lambda value: ("handle", (0, "function")) if value is handle else None  # noqa: E731 -- one line says it
    payload = b"".join(bytes(part) for part in Encoder(refer).encode((handle, ())))
    return HEADER.pack(len(payload), FrameKind.REPLY, 1) + payload


@pytest.mark.parametrize("fault", [KeyError("ours"), RecursionError("ours"), ValueError("ours")])
def test_a_fault_of_our_own_is_no_fault_of_the_submission_and_stays(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(*_given: object) -> object:
        raise fault

    monkeypatch.setattr(Handles, "admit", trip)
    with wall_over(answer()) as wall:
        wall._now().conversation._steps = None  # so that the answer's number is the question's
        function = RemoteFunction(wall, module="solution", qualname=SITE, is_async=False)
        with pytest.raises(WallFailure) as caught, contextlib.suppress(Exception):
            function(1)
        assert caught.value.kind is FailureKind.BUG
        with pytest.raises(WallFailure) as again:
            function(1)
        assert again.value is wall.failure
        assert wall.end().failure_kind is FailureKind.BUG
