"""The rules by which a test gets its verdict: a function from what was seen to a verdict and its message.

    1. what the wall knows: its failure, then how the guest ended     (whatever pytest saw)
    2. what pytest saw of set-up, call and tear-down, subtests too: failed, then skipped, then passed

A property whose time ran out after a counterexample was found is `failed`.
"""

import signal
from dataclasses import dataclass
from enum import StrEnum

from runner.model import Verdict
from sandbox.ending import Ending, GuestEnd
from sandbox.wall.failure import FailureKind, WallRecord

_OF_KIND = {
    FailureKind.TIMEOUT: Verdict.TIMEOUT,
    FailureKind.OUT_OF_MEMORY: Verdict.OUT_OF_MEMORY,
    FailureKind.CRASHED: Verdict.CRASHED,
    FailureKind.REFUSED: Verdict.REFUSED,
    FailureKind.MISSING: Verdict.MISSING,
    FailureKind.PROTOCOL: Verdict.PROTOCOL,
    FailureKind.IMPORT: Verdict.ERROR,
}

_FULL = 0.9  # the share of its memory that a box had in use when it was the box's own that ran out


class Outcome(StrEnum):
    """What pytest says of one phase of a test, or of a subtest; an expected failure counts as skipped."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase's outcome; `memory_error` says that a MemoryError failed it."""

    when: str
    outcome: Outcome
    message: str = ""
    memory_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What pytest saw of one test. `found` is the message of a failure found before time ran out, or "".

    `unheard` is that of a failed assertion in a function that the test lent, where no call raised it again.
    """

    phases: tuple[Phase, ...]
    found: str = ""
    unheard: str = ""


def is_lost(record: WallRecord) -> bool:
    """Say whether the box went away, so that there is no verdict at all."""
    end = record.guest_end
    return record.failure_kind is FailureKind.BOX_LOST or (end is not None and end.ending is Ending.LOST)


def verdict_of(kind: FailureKind) -> Verdict:
    """Return the verdict that a failure of the wall means; the box must not be lost."""
    return _OF_KIND[FailureKind(kind)]


def by_others(record: WallRecord, *, memory_bytes: int) -> bool:
    """Say whether somebody outside of the box may have ended the guest, and not what it did itself.

    That is a SIGKILL that nobody of ours sent, as an administrator or a machine out of memory sends it; or a kill for
    memory in a box that never had used up its own. A guest that does the first to itself is run once more for nothing.
    """
    end = record.guest_end
    if end is None:
        return False
    if end.ending is Ending.SIGNALLED:
        return end.signal == signal.SIGKILL
    starved = end.ending is Ending.OUT_OF_MEMORY or end.oom_kills > 0
    return starved and end.peak_bytes is not None and end.peak_bytes < _FULL * memory_bytes


def decide(seen: Seen, record: WallRecord) -> tuple[Verdict, str]:
    """Return a test's verdict and what to say of it; the box must not be lost."""
    first_failed = next((phase for phase in seen.phases if phase.outcome is Outcome.FAILED), None)
    if record.failure_kind is FailureKind.TIMEOUT and seen.found:
        return Verdict.FAILED, f"{seen.found}\n(time ran out while a smaller counterexample was looked for)"
    if record.failure_kind is not None:
        return verdict_of(record.failure_kind), _with_line(record, seen.phases)
    ended = _of_guest_end(record.guest_end)
    if ended is not None:
        return ended
    if first_failed is not None:
        out_of_memory = record.memory_error and first_failed.memory_error
        return Verdict.OUT_OF_MEMORY if out_of_memory else Verdict.FAILED, first_failed.message
    if seen.unheard:
        return Verdict.FAILED, seen.unheard
    return _of_skips(seen.phases)


def _with_line(record: WallRecord, phases: tuple[Phase, ...]) -> str:
    """Add the line of the test that asked, where pytest saw the failure; an import is no line's affair."""
    told = (phase.message for phase in phases if record.reason and phase.message.startswith(record.reason))
    return record.reason if record.failure_kind is FailureKind.IMPORT else next(told, record.reason)


def _of_guest_end(end: GuestEnd | None) -> tuple[Verdict, str] | None:
    """Judge by how the guest ended, for what the kernel did after the wall's last call, or to a child of the guest."""
    if end is None:
        return None
    if end.ending is Ending.OUT_OF_MEMORY or end.oom_kills:
        return Verdict.OUT_OF_MEMORY, "the kernel killed a process of the submission for memory"
    if end.ending is Ending.CPU_LIMIT:
        return Verdict.TIMEOUT, "the submission used up its CPU time"
    return None


def _of_skips(phases: tuple[Phase, ...]) -> tuple[Verdict, str]:
    """Judge a test in which nothing failed."""
    for phase in phases:
        if phase.outcome is Outcome.SKIPPED:
            return Verdict.SKIPPED, phase.message
    if not any(phase.when == "call" for phase in phases):
        return Verdict.SKIPPED, "the test did not run"
    return Verdict.PASSED, ""
