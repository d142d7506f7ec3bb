"""The judge's worker, with an ear on its own side of the wall: what a guest is sent is searched for canaries.

What was heard in a test is told in that test's output, one line "SENT <place>" for each canary, so that it reaches
whoever reads the grade. NUL bytes are passed over, since an array of strings has three of them after each letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from runner.judge import worker
from sandbox.forkserver.stage import Call
from sandbox.wall.channel import Channel
from sandbox.wall.failure import WallRecord
from sandbox.wall.judge.timed import TimedWall

CANARY = re.compile(rb"canary-([a-z]+)-[0-9a-f]{32}")
_TAIL = 4096  # kept, so that a canary across two writes is heard


class Ear:
    """Hears what is written to guests; `told` empties it."""

    def __init__(self) -> None:
        self._last = b""
        self._heard: set[str] = set()

    def hear(self, data: bytes | bytearray | memoryview) -> None:
        """Search what is written, together with the end of what was written before."""
        whole = self._last + bytes(data).replace(b"\0", b"")
        self._heard.update(place.decode() for place in CANARY.findall(whole))
        self._last = whole[-_TAIL:]

    def told(self) -> bytes:
        """Return a line for each canary that was heard since the last time."""
        lines = b"".join(b"SENT %s\n" % place.encode() for place in sorted(self._heard))
        self._heard.clear()
        self._last = b""
        return lines


EAR = Ear()


def run(common: bytes, call: Callable[[], Call]) -> None:
    """Be the judge's worker, on a wall that is listened to."""
    _listen("_write")
    _listen("_write_at_once")
    worker.run(common, call, make_wall=partial(worker.build_wall, kind=HeardWall))


def _listen(name: str) -> None:
    write = getattr(Channel, name)

    def heard(self: Channel, data: bytes | bytearray | memoryview) -> None:
        EAR.hear(data)
        write(self, data)

    setattr(Channel, name, heard)


class HeardWall(TimedWall):
    """A wall whose tests end with what was heard in them."""

    def end(self, *, last: bool = True) -> WallRecord:
        """End the test, and put what was heard after what the guest printed."""
        record = super().end(last=last)
        if record.guest_end is None:  # it serves the next test as well: told with that
            return record
        told = EAR.told()
        if not told:
            return record
        return replace(record, guest_end=replace(record.guest_end, output=record.guest_end.output + b"\n" + told))
