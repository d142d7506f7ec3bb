"""The shipped problems hold: those that changed since they were proven, and others from day to day.

`make problems` proves all of them with mutants, which takes about an hour; so CI sees to one, and to some of its
examples: each kind's turn comes with the day.
Those of an environment that is built on request (torch) are among all of them alone: its image takes minutes to build.
"""

from datetime import date
from itertools import chain
from operator import attrgetter
from pathlib import Path

import pytest

from runner.catalog import ExampleKind, ExampleSubmission, due, load_problem, shipped_problems
from runner.proving import Proving, verify_problem
from sandbox.docker import DockerEngine

MOST = 1
TODAY = date.today().toordinal()
AT_MOST = {ExampleKind.ACCEPTED: 2, ExampleKind.WRONG: 6, ExampleKind.SLOW: 1, ExampleKind.BROKEN: 1}
SHIPPED = [
    path.parent
    for path in shipped_problems().glob("*/problem.toml")
    if load_problem(path.parent, need_lock=False).image == "python"
]


def some(examples: tuple[ExampleSubmission, ...]) -> tuple[ExampleSubmission, ...]:
    """Return of each kind so many, in turn."""

    def of(kind: ExampleKind) -> tuple[ExampleSubmission, ...]:
        every = [example for example in examples if example.kind is kind]
        most = min(AT_MOST[kind], len(every))
        return tuple(every[(TODAY * most + number) % len(every)] for number in range(most))

    return tuple(chain.from_iterable(of(kind) for kind in ExampleKind))


@pytest.mark.alone
@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.parametrize("folder", due(SHIPPED, day=TODAY, most=MOST), ids=attrgetter("name"))
def test_a_shipped_problem_holds(folder: Path, docker_engine: DockerEngine) -> None:
    proof = verify_problem(folder, docker_engine, Proving(check=True, choose=some))
    assert proof.examples
    assert proof.holds, [fault for step in proof.steps for fault in step.faults]
