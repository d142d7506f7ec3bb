"""The shipped problems hold: those that changed since they were proven, and others from day to day.

`make problems` proves all of them with mutants, which takes about an hour; so CI sees to one, in a minute or two.
Those of an environment that is built on request (torch) are among all of them alone: its image takes minutes to build.
"""

from datetime import date
from operator import attrgetter
from pathlib import Path

import pytest

from runner.catalog import due, load_problem, shipped_problems
from runner.proving import Proving, verify_problem
from sandbox.docker import DockerEngine

MOST = 1
SHIPPED = [
    path.parent
    for path in shipped_problems().glob("*/problem.toml")
    if load_problem(path.parent, need_lock=False).image == "python"
]


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.parametrize("folder", due(SHIPPED, day=date.today().toordinal(), most=MOST), ids=attrgetter("name"))
def test_a_shipped_problem_holds(folder: Path, docker_engine: DockerEngine) -> None:
    proof = verify_problem(folder, docker_engine, Proving(check=True))
    assert proof.holds, [fault for step in proof.steps for fault in step.faults]
