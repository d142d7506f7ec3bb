"""The bench runs, and says what it promises; what its figures are is not for a test to judge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.catalog import content_digest, load_problem
from tests.bench.calls import CallCost
from tests.bench.cpu import daemon_seconds, machine_seconds, process_seconds, seconds_between
from tests.bench.plan import BARE, FRESH, KINDS, NO_CANARY, REUSED, Cost, Figures, Plan
from tests.bench.races import Raced
from tests.bench.sample import SAMPLE
from tests.bench.table import as_document, as_text, races_as_text

ROOT = Path(__file__).parents[2]


def cost(seconds: float) -> Cost:
    return Cost(machine=seconds, ours=seconds, runner=0.0, containers=0.0, daemons=0.0, wall=seconds)


def raced(*, values: tuple[float, ...] = (1.0, 1.1, 0.9, 1.0, 1.05), **verdicts: int) -> Raced:
    return Raced(
        problem="races",
        submission="accepted/same",
        test="test_race",
        kind="race",
        at_most=3.0,
        busy=True,
        values=values,
        verdicts=verdicts or {"passed": 5},
    )


def figures(*, idle: float = 0.01) -> Figures:
    call = CallCost(what="a float", rounds=10, median_us=31.0, fast_us=28.0, judge_cpu_us=20.0)
    made = Figures(idle_cores=[idle], calls=(call,), peak_bytes={40: 50 * 2**20, 400: 55 * 2**20}, races=(raced(),))
    reused = [cost(0.3), cost(0.5)]
    made.costs = {BARE: [cost(1.0), cost(2.0)], FRESH: [cost(0.5), cost(0.8)], REUSED: reused, NO_CANARY: reused}
    return made


def test_a_ratio_is_the_median_of_the_rounds_ratios_and_not_the_ratio_of_medians() -> None:
    assert figures().ratio(FRESH, "machine") == pytest.approx((0.5 / 1.0 + 0.8 / 2.0) / 2)


def test_a_busy_machine_is_told_plainly() -> None:
    assert "SOMETHING ELSE IS BUSY" in as_text(figures(idle=0.7), Plan())
    assert "SOMETHING ELSE IS BUSY" not in as_text(figures(), Plan())
    assert as_document(figures(idle=0.7), Plan())["noisy"] is True


def test_races_that_do_not_agree_are_told_plainly() -> None:
    assert raced().spread == pytest.approx(0.05)
    assert "5 passed" in races_as_text((raced(),))
    assert "DO NOT AGREE" not in races_as_text((raced(),))
    assert "4 passed, 1 failed  DO NOT AGREE" in races_as_text((raced(passed=4, failed=1),))
    assert "not measured" in races_as_text((raced(values=(), ungraded=5),))


def test_processor_time_is_read_of_machine_and_processes() -> None:
    before, machine = process_seconds(os.getpid()), machine_seconds()
    while process_seconds(os.getpid()) < before + 2.0 and (
        machine_seconds() <= machine or process_seconds(os.getpid()) <= before
    ):
        sum(range(10_000))
    assert machine_seconds() > machine
    assert process_seconds(os.getpid()) > before
    assert process_seconds(2**22 + 1) == 0.0
    assert all(seconds >= 0 for seconds in daemon_seconds().values())


def test_a_daemon_that_came_or_went_meanwhile_counts_nothing() -> None:
    assert seconds_between({1: 5.0, 2: 7.0}, {1: 6.5, 3: 100.0}) == 1.5


def test_the_samples_lock_is_fresh() -> None:
    problem = load_problem(SAMPLE, need_lock=True)
    assert problem.lock is not None
    assert problem.lock.digest == content_digest(problem.files)


@pytest.mark.alone
@pytest.mark.docker
@pytest.mark.slow
def test_a_quick_bench_measures_everything() -> None:
    command = [sys.executable, "-m", "tests.bench", "--quick", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    for kind in KINDS:
        assert all(cost["ours"] > 0 for cost in document["rounds"][kind])
    assert all(cost["containers"] > 0 for kind in KINDS[1:] for cost in document["rounds"][kind])
    assert next(call["what"] for call in document["calls"]) == "a float"
    assert all(call["median_us"] > 0 for call in document["calls"])
    assert len(document["runner_peak_bytes"]) == 2
    assert {row["busy"] for row in document["races"]} == {False, True}
    assert all(sum(row["verdicts"].values()) == document["plan"]["races"] for row in document["races"])
