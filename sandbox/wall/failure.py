"""Failures of the wall: what ends a test whatever its own code makes of the exception.

A failure is a `BaseException`, so that `pytest.raises(Exception)` can't pass on one and Hypothesis stops instead of
shrinking on a dead guest. It is also *sticky*: the wall keeps the first one of a test, and the verdict comes from that
state, since `finally: return`, `gather(return_exceptions=True)` and threads swallow even a `BaseException`.
"""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.ending import Ending, GuestEnd

MAX_REASON = 2_000


class FailureKind(StrEnum):
    """What went wrong on the far side of the wall."""

    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    REFUSED = "refused"
    MISSING = "missing"
    PROTOCOL = "protocol"
    IMPORT = "error"  # the submission could not be imported
    BOX_LOST = "box_lost"  # the box went away, and nobody knows why yet
    BUG = "bug"  # the judge's side of the wall went wrong by itself: no verdict comes of it


class WallFailure(BaseException):
    """The wall could not answer a call; `kind` says why, `reason` is one bounded sentence for people."""

    def __init__(self, kind: FailureKind, reason: str) -> None:
        super().__init__(f"{kind.value}: {reason[:MAX_REASON]}")
        self.kind = kind
        self.reason = reason[:MAX_REASON]


class CannotCross(BaseException):
    """The test passes in an object that can't cross the wall; wrap it with `expose`, or pass values.

    Not an `Exception`: a test that expects the submission to raise must not pass because nothing reached it.
    """


class WallBug(BaseException):
    """The judge's side of the wall went wrong by itself: our fault, whatever the guest sent.

    Sticky as a failure of the kind BUG; not an `Exception`, for the decoder takes those for faults of the bytes.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class WallRecord:
    """What the wall knows of one test once it is over.

    `failure_kind` is None where nothing failed. `examples_digest` is a SHA-256 over everything that the test asked of
    the guest. `memory_error` says that an uncaught `MemoryError` of the submission crossed. `unheard` is a failed
    assertion (or the like) of a function that the test lent, which no call of the test has raised again.
    """

    failure_kind: FailureKind | None
    reason: str
    guest_end: GuestEnd | None
    examples_digest: str
    calls: int
    memory_error: bool
    unheard: BaseException | None = None


def of_ending(end: GuestEnd) -> tuple[FailureKind, str]:
    """Say what failed when a guest is gone although nobody asked it to go."""
    match end.ending:
        case Ending.OUT_OF_MEMORY:
            return FailureKind.OUT_OF_MEMORY, "the kernel ended the submission for using too much memory"
        case Ending.CPU_LIMIT:
            return FailureKind.TIMEOUT, "the submission used up its CPU time"
        case Ending.EXITED:
            return FailureKind.CRASHED, f"the submission's process exited with status {end.status}"
        case Ending.SIGNALLED:
            return FailureKind.CRASHED, f"the submission's process was ended by signal {end.signal}"
        case Ending.STOPPED:
            return FailureKind.CRASHED, "the submission's process closed its connection"
        case Ending.LOST:
            return FailureKind.BOX_LOST, "the box that held the submission is gone"
