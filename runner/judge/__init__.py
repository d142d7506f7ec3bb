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
from runner.judge.job import REFERENCE, JudgeJob

WORKER = "runner.judge.worker:run"
PRELOAD = ("numpy", "pytest", "hypothesis", "runner.judge.worker", "runner.judge.warmth")


def preload_in(environment: str) -> tuple[str, ...]:
    """Return what a judge of an environment has imported before its first job: one named after a package has that."""
    return PRELOAD if environment == "python" else (environment, *PRELOAD)


__all__ = [
    "PRELOAD",
    "REFERENCE",
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
    "preload_in",
    "to_plain",
]
