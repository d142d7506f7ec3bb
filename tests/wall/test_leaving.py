"""How a guest of the wall goes once its test is over: by itself, with its files."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case


def test_a_guest_whose_test_is_over_leaves_nothing_that_costs_a_keeper(bench: Bench) -> None:
    """In a container, whether a process was forked to kill and sweep shows in the next guest's process id."""
    if not bench.engine.isolated:
        pytest.skip("a process id tells nothing where others start processes too")
    solution = """
        import os, pathlib
        def pid():
            pathlib.Path("deep/er").mkdir(parents=True)
            pathlib.Path("deep/er/note").write_text("x")
            return os.getpid()
    """
    tests = """
        import solution
        PIDS = []
        def test_one(): PIDS.append(solution.pid())
        def test_two(): PIDS.append(solution.pid())
        def test_three():
            PIDS.append(solution.pid())
            assert PIDS[1:] == [PIDS[0] + 1, PIDS[0] + 2]
    """
    bench.check(Case(solution=solution, tests=tests))
