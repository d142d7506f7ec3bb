"""What runs inside the judge container: the pytest run of the hidden tests against a wall.

The host makes a `JudgeJob`, sends it to `WORKER`, and reads `Event`s. The modules that run pytest are imported by the
worker alone.
"""

from runner.judge.events import (
    WHILE_READ,
    BoxLost,
    Collected,
    CollectedTest,
    Decided,
    Event,
    Finished,
    JudgeFailed,
    Started,
    from_plain,
    to_plain,
)
from runner.judge.fault import TOO_BUSY
from runner.judge.job import REFERENCE, JudgeJob

WORKER = "runner.judge.worker:run"
PRELOAD = ("numpy", "pytest", "hypothesis", "runner.judge.worker", "runner.judge.warmth")
# torch: its first `backward` or `torch.func.grad` of a process takes 2 to 3 seconds and 80 MB for imports.
_ON_FIRST_USE = {"torch": "torch._dynamo"}


def preload_in(environment: str) -> tuple[str, ...]:
    """Return what a judge of an environment has imported before its first job: one named after a package has that."""
    return PRELOAD if environment == "python" else (environment, *PRELOAD)


def preload_for_guests(modules: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a box imports ahead of its guests: these modules, and what a package among them imports on first use.

    In a guest, the latter would count as the submission's own time and memory.
    """
    return (*modules, *(late for package, late in _ON_FIRST_USE.items() if package in modules))


__all__ = [
    "PRELOAD",
    "REFERENCE",
    "TOO_BUSY",
    "WHILE_READ",
    "WORKER",
    "BoxLost",
    "Collected",
    "CollectedTest",
    "Decided",
    "Event",
    "Finished",
    "JudgeFailed",
    "JudgeJob",
    "Started",
    "from_plain",
    "preload_for_guests",
    "preload_in",
    "to_plain",
]
