"""Prove many problems in so many minutes: their own code, then the examples, then the mutants.

What counts most comes first. Where the minutes do not suffice for all examples, every problem gives up the same share
of them; whatever is left then is shared out evenly among the problems' mutants.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from runner.proving.proof import Proof
from runner.proving.verify import Begun, Proving, begin, examine, try_mutants
from sandbox.engine import Engine

_ROOM = 0.95  # of the time: what runs when it is over is not broken off


def verify_within(
    folders: Sequence[Path], engine: Engine, how_of: Callable[[Path], Proving], *, seconds: float
) -> Iterator[Proof]:
    """Yield each problem's proof when it is complete, all of them after about so many seconds.

    Raises SandboxError where the engine fails, KeyboardInterrupt where stopped.
    """
    ends = time.monotonic() + seconds
    begun = [begin(folder, engine, how_of(folder)) for folder in folders]
    pace = _Pace(begun)
    waiting = []
    for each in begun:
        how, began = how_of(each.folder), time.monotonic()
        share = pace.share((ends - began) * _ROOM)
        examined = examine(each, engine, how, share=share)
        pace.took(each, share, time.monotonic() - began)
        if examined.sound and how.mutants:
            proof = examined.proof
            how.say(
                f"{proof.slug}: examined in {proof.seconds:.0f} s, {len(proof.examples)} examples; mutants come later"
            )
            waiting.append((examined, how))
        else:
            yield examined.proof
    for done, (examined, how) in enumerate(waiting):
        left = (ends - time.monotonic()) / (len(waiting) - done)
        yield try_mutants(examined, engine, how, minutes=left / 60)


class _Pace:
    """How long examples take: what their problems' own code lets expect, corrected by what others took."""

    def __init__(self, begun: Sequence[Begun]) -> None:
        self._ahead = sum(each.examples_seconds for each in begun)
        self._expected = self._took = 0.0

    def share(self, seconds: float) -> float:
        """Return the share of what is ahead that so many seconds suffice for."""
        pace = self._took / self._expected if self._expected else 1.0
        seconds, ahead = max(0.0, seconds), self._ahead * pace
        return 1.0 if ahead <= seconds else seconds / ahead

    def took(self, each: Begun, share: float, seconds: float) -> None:
        """Take in how long such a share of a problem's examples took."""
        self._ahead -= each.examples_seconds
        self._expected += each.examples_seconds * share
        self._took += seconds
