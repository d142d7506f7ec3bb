"""How much room a problem's time limits leave its accepted submissions: a candidate's machine is no author's."""

from __future__ import annotations

from dataclasses import dataclass

from runner.catalog import ExampleKind
from runner.proving.proof import ExampleProof
from sandbox.limits import Limits

ROOM = 3  # a limit leaves the slowest accepted submission so many times what it takes


@dataclass(frozen=True, slots=True, kw_only=True)
class TooNear:
    """A limit of so many seconds, by its name in problem.toml, and how long an accepted submission took."""

    name: str
    seconds: float
    took_seconds: float


def too_near(limits: Limits, example: ExampleProof) -> tuple[TooNear, ...]:
    """Return the limits that leave the example too little room; none where it is no accepted one."""
    if example.kind is not ExampleKind.ACCEPTED:
        return ()
    both = (
        TooNear(
            name="wall_seconds_per_test", seconds=limits.wall_seconds_per_test, took_seconds=example.slowest_seconds
        ),
        TooNear(name="wall_seconds_total", seconds=limits.wall_seconds_total, took_seconds=example.tests_seconds),
    )
    return tuple(each for each in both if each.took_seconds * ROOM > each.seconds)
