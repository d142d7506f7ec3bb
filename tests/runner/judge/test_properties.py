"""Hypothesis inside the judge: the same examples each time, counterexamples told, failures never lost."""

import pytest

from runner.judge.seeding import seed_of
from runner.model import Verdict

RECORDS = """
from pathlib import Path
from hypothesis import given, settings, strategies as st, example, assume
from hypothesis.database import DirectoryBasedExampleDatabase
import hypothesis.stateful
import pytest
seen = []
"""


def test_a_counterexample_is_the_smallest_and_told_by_name(judge):
    run = judge(
        RECORDS
        + """
from solution import f

@given(xs=st.lists(st.integers()), y=st.integers())
def test_a(xs, y):
    assert f(xs) < 3
""",
        "def f(xs): return len(xs)",
    )
    assert run.only_test.verdict is Verdict.FAILED
    assert run.only_test.counterexample == "xs=[0, 0, 0]\ny=0"
    assert "assert 3 < 3" in run.only_test.message
    assert "Failing" not in run.only_test.message


def test_an_explicit_example_and_drawn_data_are_told_as_well(judge):
    run = judge(
        RECORDS
        + """
class TestIt:
    @example(x=13)
    @given(x=st.integers(0, 5))
    def test_explicit(self, x):
        assert x != 13

    @given(st.data())
    def test_data(self, data):
        assert data.draw(st.integers(), label="n") < 5
"""
    )
    assert run.tests["TestIt::test_explicit"].counterexample == "x=13"
    assert "Draw 1 (n): 5" in run.tests["TestIt::test_data"].counterexample
    assert "self" not in run.tests["TestIt::test_data"].counterexample


def test_examples_are_the_same_in_every_run_and_others_with_another_seed(judge):
    source = (
        RECORDS
        + """
import random
import numpy as np
from hypothesis import seed

def tell():
    raise ValueError(__import__("hashlib").sha256(repr(seen).encode()).hexdigest())

@pytest.fixture(autouse=True)
def told():
    seen.clear()
    yield
    tell()

@given(st.integers(), st.text(), st.floats())
def test_function(n, s, x): seen.append((n, s, x))

class TestIt:
    @settings(derandomize=True, max_examples=7)
    @given(st.integers())
    def test_method(self, n): seen.append(n)

@seed(3)
@given(st.integers())
def test_own_seed(n): seen.append(n)

@pytest.mark.parametrize("k", [1, 2])
@given(n=st.integers())
def test_parameter(k, n): seen.append(n)

class Machine(hypothesis.stateful.RuleBasedStateMachine):
    @hypothesis.stateful.rule(n=st.integers())
    def step(self, n): seen.append(n)

TestMachine = Machine.TestCase

def test_inside():
    @given(st.integers())
    def inner(n): seen.append(n)
    inner()

def test_random(): seen.append(random.random())

def test_numpy(): seen.append(np.random.rand())
"""
    )
    first, again, other = (
        {name: test.message.splitlines()[0] for name, test in judge(source, seed=seed).tests.items()}
        for seed in (7, 7, 8)
    )
    assert first == again
    assert len(first) == 9
    assert [name for name in first if first[name] == other[name]] == []
    assert first["test_parameter[1]"] != first["test_parameter[2]"]


def test_a_seed_hangs_on_the_problems_seed_and_the_tests_id_alone():
    assert seed_of(1, "a") == seed_of(1, "a")
    assert len({seed_of(1, "a"), seed_of(2, "a"), seed_of(1, "b")}) == 3


@pytest.mark.parametrize(
    ("decorators", "examples"),
    [("", 20), ("@settings(max_examples=5)", 5), ("@settings(max_examples=10_000)", 200)],
)
def test_a_tests_own_number_of_examples_is_kept_within_bounds(judge, decorators, examples):
    run = judge(
        RECORDS
        + f"""
{decorators}
@given(st.integers(0, 2**64))
def test_a(n): seen.append(n)

def test_tell(): assert len(seen) == {examples}
""",
        max_examples=20,
    )
    assert run.tests["test_tell"].message == ""


def test_a_suites_own_profile_and_database_write_nothing(judge):
    run = judge(
        RECORDS
        + """
settings.register_profile("own", database=DirectoryBasedExampleDatabase("base"), deadline=1)
settings.load_profile("own")

@settings(database=DirectoryBasedExampleDatabase("base"))
@given(st.integers())
def test_a(n): assert n < 10

@given(st.integers())
def test_b(n): assert n < 10
"""
    )
    assert run.verdicts == {"test_a": "failed", "test_b": "failed"}
    assert run.left_behind == ("prebrief.ini", "tests")


def test_time_that_runs_out_while_shrinking_leaves_a_failed_test_with_its_counterexample(judge):
    run = judge(
        RECORDS
        + """
from solution import f

@given(n=st.integers(0, 2**64))
def test_a(n):
    assert f(n) == n
""",
        """
        calls = []
        def f(n):
            calls.append(n)
            if n > 1000:
                if len(calls) > 5: fail("timeout", "no time left")
                return -1
            return n
        """,
    )
    assert run.only_test.verdict is Verdict.FAILED
    assert "assert -1 ==" in run.only_test.message
    assert "time ran out" in run.only_test.message
    assert run.only_test.counterexample.startswith("n=")


def test_time_that_runs_out_in_a_state_machine_after_a_failure_leaves_it_failed(judge):
    run = judge(
        RECORDS
        + """
from solution import f

class Machine(hypothesis.stateful.RuleBasedStateMachine):
    @hypothesis.stateful.rule(n=st.integers())
    def step(self, n):
        assert f(n) == n

TestMachine = Machine.TestCase
""",
        """
        calls, failed = [], []
        def f(n):
            calls.append(n)
            if failed and len(calls) > failed[0] + 3: fail("timeout", "no time left")
            if n > 1000: failed.append(len(calls))
            return n + (n > 1000)
        """,
    )
    assert run.only_test.verdict is Verdict.FAILED
    assert "time ran out" in run.only_test.message


def test_a_timeout_before_any_counterexample_is_a_timeout(judge):
    run = judge(
        RECORDS + "from solution import f\n@given(st.integers())\ndef test_a(n):\n    assume(n > 5)\n    f(n)\n",
        "def f(n): fail('timeout', 'no answer')",
    )
    assert run.only_test.verdict is Verdict.TIMEOUT
    assert run.only_test.message.startswith("no answer")


def test_a_failure_of_the_wall_stops_hypothesis_at_once(judge):
    run = judge(
        RECORDS
        + """
from solution import f

@given(st.integers())
def test_a(n):
    seen.append(n)
    f(n)

def test_tell(): assert len(seen) == 1
""",
        "def f(n): fail('crashed', 'gone')",
    )
    assert run.verdicts == {"test_a": "crashed", "test_tell": "passed"}


def test_a_property_without_a_valid_example_fails(judge):
    run = judge(
        RECORDS + "from solution import f\n@given(st.integers())\ndef test_a(n): assume(f(n))\n",
        "def f(n): return False",
    )
    assert run.only_test.verdict is Verdict.FAILED


def test_a_skip_inside_a_property_is_a_skip(judge):
    run = judge(RECORDS + "@given(st.integers())\ndef test_a(n): pytest.skip('no')\n")
    assert run.only_test.verdict is Verdict.SKIPPED


def test_a_memory_error_of_the_guest_in_a_property_is_out_of_memory(judge):
    run = judge(
        RECORDS + "from solution import f\n@given(st.integers())\ndef test_a(n): f(n)\n", "def f(n): raise MemoryError"
    )
    assert run.only_test.verdict is Verdict.OUT_OF_MEMORY


def test_a_failing_state_machine_tells_its_steps(judge):
    run = judge(
        RECORDS
        + """
class Machine(hypothesis.stateful.RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.total = 0

    @hypothesis.stateful.rule(n=st.integers(0, 10))
    def add(self, n): self.total += n

    @hypothesis.stateful.invariant()
    def small(self): assert self.total < 5

TestMachine = Machine.TestCase
"""
    )
    assert run.only_test.verdict is Verdict.FAILED
    assert "state.add(n=5)" in run.only_test.counterexample
    assert run.collected.tests[0].title == "TestMachine"
