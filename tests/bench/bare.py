"""The yardstick: the sample's hidden tests in plain `python -m pytest`, a process each, no sandbox.

It is measured at its cheapest: pytest's compiled tests and Hypothesis's caches of an earlier run are there, and no
plugin but Hypothesis's is loaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from runner.model import Problem
from tests.bench.sample import BenchFailed

_TESTS = "tests/hidden/"
_PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:looponfail", "-p", "no:cacheprovider")


def lay_out_bare(problem: Problem, folder: Path) -> Path:
    """Put solution and tests side by side, as a candidate would, and run them once so that all caches are there."""
    folder.mkdir()
    (folder / "solution.py").write_bytes(problem.files["reference/solution.py"])
    for path, data in problem.under(_TESTS).items():
        (folder / path.removeprefix(_TESTS)).write_bytes(data)
    run_bare(folder)
    return folder


def run_bare(folder: Path) -> float:
    """Run pytest once; returns its processor seconds. Raises BenchFailed where a test fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "HYPOTHESIS"))}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    before = os.times()
    done = subprocess.run(_PYTEST, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    after = os.times()
    if done.returncode != 0:
        raise BenchFailed(f"plain pytest does not pass on the sample:\n{done.stdout[-2000:]}")
    return after.children_user + after.children_system - before.children_user - before.children_system
