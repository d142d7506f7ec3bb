"""How a guest ended and what it used, as the box's forkserver saw it."""

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """The way a guest's life ended."""

    STOPPED = "stopped"  # the judge asked for its end
    EXITED = "exited"  # it exited by itself, with a status
    SIGNALLED = "signalled"  # a signal ended it that the forkserver did not send
    CPU_LIMIT = "cpu_limit"  # it used up its CPU seconds
    OUT_OF_MEMORY = "out_of_memory"  # the kernel killed it, or a child of it, for memory
    LOST = "lost"  # the box itself is gone, so nobody saw


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestEnd:
    """A guest's ending and usage; reported by the forkserver on a connection that the guest never sees.

    `status` is the exit status for EXITED, `signal` the number for SIGNALLED, else 0. `peak_bytes` is the box's
    cgroup peak where the system tells one (None on the local engine). `clean` is False where the forkserver could not
    make sure that nothing of the guest was left: such a box must not be used again.
    """

    ending: Ending
    status: int = 0
    signal: int = 0
    cpu_seconds: float = 0.0
    peak_bytes: int | None = None
    oom_kills: int = 0
    output: bytes = b""
    output_truncated: bool = False
    clean: bool = True
