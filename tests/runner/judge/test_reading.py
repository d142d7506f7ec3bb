"""Test files ask the submission while they are read: what it does then is its own affair, as in a test."""

import pytest

from runner.judge import WHILE_READ, BoxLost, Collected
from runner.model import Group

CASES = """
    import pytest, solution
    CASES = solution.cases()
    @pytest.mark.parametrize("case", CASES)
    def test_a(case): assert case > 0
    def test_b(): pass
"""
OTHER = {"tests/hidden/test_other.py": "def test_c(): pass"}
ASKED = {
    "files": OTHER,
    "groups": (
        Group(name="one", points=40, tests="tests/hidden/test_it.py"),
        Group(name="two", points=60, tests="tests/hidden/test_other.py"),
    ),
    "locked": (
        "tests/hidden/test_it.py::test_a[1]",
        "tests/hidden/test_it.py::test_a[2]",
        "tests/hidden/test_it.py::test_b",
        "tests/hidden/test_other.py::test_c",
    ),
}


def test_what_is_read_as_it_was_frozen_runs(judge):
    run = judge(CASES, "def cases(): return [1, 2]", **ASKED)
    assert run.verdicts == {"test_a[1]": "passed", "test_a[2]": "passed", "test_b": "passed", "test_c": "passed"}


def test_a_test_that_the_submission_made_vanish_earns_nothing_and_another_is_not_run(judge):
    run = judge(CASES, "def cases(): return [2, 3, 4]", **ASKED)
    assert run.verdicts == {"test_a[1]": "skipped", "test_a[2]": "passed", "test_b": "passed", "test_c": "passed"}
    assert "not there" in run.tests["test_a[1]"].message
    assert [test.id.partition("::")[2] for test in run.collected.tests] == ["test_a[2]", "test_b", "test_c"]


def test_of_what_vanished_only_that_is_told_which_was_asked_for(judge):
    only = ("tests/hidden/test_it.py::test_b",)
    assert judge(CASES, "def cases(): return []", **ASKED, only=only).verdicts == {"test_b": "passed"}


@pytest.mark.parametrize("how", ["raise SystemExit(0)", "raise KeyboardInterrupt", "import pytest; pytest.exit('now')"])
def test_a_submission_that_would_end_pytest_while_a_file_is_read_loses_that_file(judge, how):
    run = judge(CASES, f"def cases(): {how}", **ASKED)
    assert run.verdicts == {"test_a[1]": "error", "test_a[2]": "error", "test_b": "error", "test_c": "passed"}


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ("raise SystemExit(0)", "error"),
        ("raise ValueError", "error"),
        ("fail('timeout', 'no answer')", "timeout"),
        ("fail('refused', 'no')", "refused"),
    ],
)
def test_a_conftest_that_can_not_be_read_because_of_the_submission_costs_it_every_test(judge, how, verdict):
    files = {**OTHER, "tests/hidden/conftest.py": "import solution\nsolution.cases()"}
    run = judge("def test_b(): pass", f"def cases(): {how}", **{**ASKED, "files": files})
    assert len(run.tests) == 4
    assert set(run.verdicts.values()) == {verdict}


def test_a_conftest_that_breaks_by_itself_is_our_fault(judge):
    files = {**OTHER, "tests/hidden/conftest.py": "raise SystemExit(3)"}
    assert "SystemExit" in judge("def test_b(): pass", **{**ASKED, "files": files}).failure


def test_a_list_that_differs_though_nobody_was_asked_is_our_fault(judge):
    assert "not those of problem.lock" in judge("def test_b(): pass", **ASKED).failure


def test_a_box_that_is_lost_while_the_tests_are_read_is_told_as_a_lost_box(judge):
    run = judge(CASES, "def cases(): fail('box_lost', 'gone')", **ASKED)
    assert run.the(BoxLost).id == WHILE_READ
    assert not any(isinstance(event, Collected) for event in run.events)
    assert run.tests == {}


def test_a_reason_that_is_given_again_is_as_fit_to_be_shown_as_at_first(judge):
    run = judge(
        "import solution\ndef test_a(): solution.f()\ndef test_b(): solution.f()", "raise ImportError('\\ud800')"
    )
    assert "\ud800" not in run.tests["test_a"].message + run.tests["test_b"].message
