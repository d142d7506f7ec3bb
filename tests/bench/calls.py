"""One call across the wall between two containers, timed inside the judge by the judge's own clock."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from runner.grading import RunEnding
from runner.judge import JudgeJob
from runner.model import Group, Problem
from runner.proving.bench import Bench
from runner.proving.jobs import submission_of
from sandbox.engine import Engine
from tests.bench.sample import BenchFailed, made_lock

_INSIDE = Path(__file__).with_name("inside")
_TESTS = "tests/hidden/test_calls.py"
_NAMES = {
    "test_small": "a float",
    "test_text": "a small dict",
    "test_list": "50 floats in a list",
    "test_array": "1 MB of float64 there, another back",
    "test_echoed_array": "1 MB of float64, echoed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCost:
    """What one kind of call took: microseconds by the wall clock, and of the judge's own processor time."""

    what: str
    rounds: int
    median_us: float
    fast_us: float
    judge_cpu_us: float


def measure_calls(engine: Engine, sample: Problem, *, rounds: int) -> tuple[CallCost, ...]:
    """Return the cost of each kind of call; raises BenchFailed where the judge tells none."""
    problem = _problem(sample, rounds)
    frozen = replace(problem, lock=made_lock(engine, _problem(sample, 20)))
    with Bench(engine, problem) as bench:
        outcome = bench.run(JudgeJob.grading(frozen, submission_of(problem, "reference")))
    if outcome.ending is not RunEnding.FINISHED:
        raise BenchFailed(f"the calls can't be measured: {outcome.reason}")
    said = {test.rpartition("::")[2]: decided.message for test, decided in outcome.decided.items()}
    return tuple(_cost(what, said.get(test, "nothing")) for test, what in _NAMES.items())


def _problem(sample: Problem, rounds: int) -> Problem:
    tests = (_INSIDE / "measure_calls.py").read_text("utf-8").replace("ROUNDS = 0", f"ROUNDS = {rounds}")
    return replace(
        sample,
        slug="calls",
        files={_TESTS: tests.encode(), "reference/solution.py": (_INSIDE / "solution.py").read_bytes()},
        groups=(Group(name="calls", points=100, tests=_TESTS),),
        limits=replace(sample.limits, wall_seconds_per_test=60, wall_seconds_total=300, cpu_seconds=60),
        lock=None,
    )


def _cost(what: str, message: str) -> CallCost:
    head, _, rest = message.partition("{")
    if head != "Measured: ":
        raise BenchFailed(f"no figures came back for {what}: {message[:500]}")
    return CallCost(what=what, **json.loads("{" + rest.partition("}")[0] + "}"))
