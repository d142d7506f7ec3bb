"""Races and growth through real judges and boxes (the local engine's): what holds, what does not, what is attempted."""

from dataclasses import replace
from textwrap import dedent

import pytest

from runner.grading import RunEnding, run_job
from runner.judge import PRELOAD, TOO_BUSY, WORKER, JudgeJob
from runner.model import Group, MeasurementKind, Verdict
from sandbox.engine import LaneSpec
from sandbox.limits import Limits
from sandbox.local import LocalEngine

WORK = """
import math
def work(values):
    return math.fsum(math.sin(value) * math.cos(value) for value in values.tolist())
"""
REFERENCE = f"""
{WORK}
def total(values): return work(values)
"""
pytestmark = pytest.mark.alone

RACE = """
import numpy as np
from solution import total

def test_speed(race, reference):
    rng = np.random.default_rng(1)
    race(total, reference.total, ((rng.random(20_000),) for _ in iter(int, 1)), at_most=3.0)
"""
GROWTH = """
import numpy as np
from solution import total

def test_growth(growth, reference):
    rng = np.random.default_rng(1)
    growth(total, reference.total, [4000, 8000, 16000], lambda n: (rng.random(n),), at_most=1.4)
"""


AT_MOST = 8


@pytest.fixture(scope="module")
def lane():
    engine = LocalEngine()
    try:
        yield engine.lane(
            LaneSpec(environment="python", limits=Limits(), worker=WORKER, preload=("numpy",), judge_preload=PRELOAD)
        )
    finally:
        engine.close()


@pytest.fixture
def run(lane):
    """Return a function that runs a job: where the machine is too busy to time anything, again, as graders do."""

    def once(job):
        boxes = [lane.start_box(), lane.start_box()]
        try:
            return run_job(lane, boxes[0], job, second=boxes[1])
        finally:
            for box in boxes:
                box.close()

    def run(job):
        outcomes = (once(job) for _ in range(AT_MOST))
        outcome = next(outcomes)
        while outcome.ending is RunEnding.FAULT and outcome.reason.startswith(TOO_BUSY):
            outcome = next(outcomes, None) or pytest.fail(f"{AT_MOST} times: {outcome.reason}")
        return outcome

    return run


def job_of(tests, solution=REFERENCE, *, reference=REFERENCE):
    return JudgeJob(
        tests=(("tests/hidden/test_it.py", dedent(tests).encode()),),
        groups=(Group(name="all", points=100, tests="tests/hidden/test_it.py"),),
        submission=(("solution.py", dedent(solution).encode()),),
        reference=(("solution.py", dedent(reference).encode()),),
        modules=("solution",),
        limits=Limits(wall_seconds_per_test=60.0, wall_seconds_total=120.0),
        seed=3,
    )


@pytest.fixture
def judged(run):
    """Record the interface on the reference, then judge a submission; returns the one test's verdict."""

    def judged(tests, solution):
        recorded = run(job_of(tests))
        assert recorded.ending is RunEnding.FINISHED, recorded.reason
        (test,) = recorded.decided.values()
        assert test.verdict is Verdict.PASSED, test.message
        job = replace(job_of(tests, solution), interface=recorded.recorded, locked=(test.id,))
        outcome = run(job)
        assert outcome.ending is RunEnding.FINISHED, outcome.reason
        return outcome.decided[test.id]

    return judged


def test_a_test_that_races_is_listed_as_one_that_measures(run):
    (test,) = run(job_of(RACE)).collected
    assert test.measures


def test_as_fast_as_the_reference_wins_and_the_samples_are_kept(judged):
    decided = judged(RACE, REFERENCE)
    assert (decided.verdict, decided.message) == (Verdict.PASSED, "")
    (measurement,) = decided.measurements
    assert measurement.kind is MeasurementKind.RACE
    assert measurement.low <= measurement.value <= measurement.high < 3.0
    assert all(sample.echo_seconds < sample.reference_seconds for sample in measurement.samples)


SLOW = f"""
{WORK}
def total(values): return [work(values) for _ in range(12)][0]
"""
SLEEPS_NOW_AND_THEN = f"""
import random, time
{WORK}
def total(values):
    if random.random() < 0.5: time.sleep(0.05)
    return work(values)
"""
HOPELESS = f"""
{WORK}
def total(values): return [work(values) for _ in range(15)][0]
"""
WORKS_LATER = f"""
import threading
{WORK}
def total(values):
    threading.Thread(target=lambda: [work(values) for _ in range(8)]).start()
    return work(values)
"""
SLOWS_THE_OTHERS = f"""
import os
{WORK}
if os.fork() == 0:
    while True: pass
def total(values): return [work(values) for _ in range(5)][0]
"""
REMEMBERS = f"""
{WORK}
known = {{}}
def total(values):
    if len(values) not in known: known[len(values)] = work(values)
    return known[len(values)]
"""
WRONG = "def total(values): return 1.0"


@pytest.mark.parametrize(
    ("solution", "word"),
    [
        (SLOW, "times as long as the reference"),
        (SLEEPS_NOW_AND_THEN, "times as long as the reference"),
        (WORKS_LATER, "times as long as the reference"),
        (SLOWS_THE_OTHERS, "times as long as the reference"),
        (REMEMBERS, "another result than the reference"),
        (WRONG, "another result than the reference"),
    ],
    ids=["slow", "sleeps now and then", "works later", "slows the others", "remembers", "wrong"],
)
def test_what_is_slow_or_cheats_does_not_win(judged, solution, word):
    decided = judged(RACE, solution)
    assert decided.verdict is Verdict.FAILED, decided.message
    assert word in decided.message


QUADRATIC = f"""
{WORK}
def total(values):
    for index in range(0, len(values), 200): work(values[:index])
    return work(values)
"""


@pytest.mark.parametrize(("solution", "verdict"), [(REFERENCE, Verdict.PASSED), (QUADRATIC, Verdict.FAILED)])
def test_growth_is_bounded(judged, solution, verdict):
    decided = judged(GROWTH, solution)
    assert decided.verdict is verdict, decided.message
    (measurement,) = decided.measurements
    assert measurement.kind is MeasurementKind.GROWTH
    assert {sample.size for sample in measurement.samples} == {4000, 8000, 16000}


def test_the_digest_of_examples_is_the_same_whatever_the_number_of_samples(run):
    recorded = run(job_of(RACE))
    job = replace(job_of(RACE, HOPELESS), interface=recorded.recorded, locked=tuple(recorded.decided))
    (many,), (few,) = recorded.decided.values(), run(job).decided.values()
    assert len(many.measurements[0].samples) > len(few.measurements[0].samples)
    assert many.examples_digest == few.examples_digest


def test_inputs_too_small_to_be_timed_are_the_problems_fault(run):
    tests = RACE.replace("20_000", "3")
    recorded = run(job_of(tests))
    locked = tuple(test.id for test in recorded.collected)
    outcome = run(replace(job_of(tests), interface=recorded.recorded, locked=locked, proving=True))
    assert outcome.ending is RunEnding.FAULT
    assert "make the inputs so large" in outcome.reason


def test_inputs_that_come_to_an_end_are_the_problems_fault(run):
    outcome = run(job_of(RACE.replace("iter(int, 1)", "range(4)")))
    assert outcome.ending is RunEnding.FAULT
    assert "came to an end" in outcome.reason


SWALLOWS = RACE.replace("    race(", "    import contextlib\n    with contextlib.suppress(AssertionError): race(")
NEVER_RACES = """
from solution import total

def test_speed(race, reference):
    import numpy as np
    if total(np.ones(3)) > 1:
        race(total, reference.total, ((np.random.rand(20_000),) for _ in iter(int, 1)))
"""


@pytest.mark.parametrize(("tests", "solution"), [(SWALLOWS, SLOW), (NEVER_RACES, "def total(values): return 0.0")])
def test_no_test_that_races_is_passed_without_a_race_that_was_won(judged, tests, solution):
    decided = judged(tests, solution)
    assert decided.verdict is Verdict.FAILED
    assert "without one that was won" in decided.message


def test_one_that_never_answers_times_out(judged):
    tests = RACE.replace("def test_speed", "import pytest\n@pytest.mark.limit(wall_seconds=8)\ndef test_speed")
    decided = judged(tests, "import time\ndef total(values): time.sleep(60)")
    assert decided.verdict is Verdict.TIMEOUT
