"""What an example declares against what it got."""

import pytest

from runner.catalog import ExampleKind, ExampleSubmission
from runner.model import Grade, GradeStatus, GroupScore, Provenance, Verdict, result
from runner.proving.expectation import counts, fault_of

MADE = Provenance(
    problem="p",
    problem_version="1",
    problem_digest="",
    submission_digest="",
    image_digest="",
    engine="local",
    isolated=False,
    seed=1,
    prebrief="0",
)


def example(kind: str, expects: str = "") -> ExampleSubmission:
    return ExampleSubmission(
        kind=ExampleKind(kind), name="x", path=f"submissions/{kind}/x.py", files=(), declared="", expects=expects
    )


def grade(**verdicts: str) -> Grade:
    """A grade with a group per keyword, and a test per word of its value."""
    tests = [
        result.TestResult(
            id=f"{group}-{number}", group=group, verdict=Verdict(word), points=0, points_possible=1, message=f"a {word}"
        )
        for group, words in verdicts.items()
        for number, word in enumerate(words.split())
    ]
    groups = tuple(GroupScore(name=name, points=0, points_possible=1, passed=0, tests=1) for name in verdicts)
    return Grade(candidate="x", status=GradeStatus.GRADED, score=0, tests=tuple(tests), groups=groups, provenance=MADE)


@pytest.mark.parametrize(
    ("kind", "expects", "got"),
    [
        ("accepted", "", {"a": "passed passed", "b": "passed"}),
        ("wrong", "b", {"a": "passed", "b": "passed failed"}),
        ("wrong", "b", {"a": "failed", "b": "timeout"}),
        ("slow", "timeout", {"a": "passed timeout"}),
        ("slow", "b", {"a": "passed", "b": "passed failed timeout"}),
        ("broken", "error", {"a": "error error", "races": "skipped"}),
        ("broken", "crashed", {"a": "crashed passed", "b": "crashed"}),
    ],
)
def test_what_holds(kind, expects, got):
    assert fault_of(example(kind, expects), grade(**got)) == ""


@pytest.mark.parametrize(
    ("kind", "expects", "got", "said"),
    [
        ("accepted", "", {"a": "passed", "b": "timeout"}, "it got a 1 passed; b 1 timeout. First: b-0: timeout"),
        (
            "wrong",
            "b",
            {"a": "failed", "b": "passed"},
            "group b to catch it; it got a 1 failed; b 1 passed. First: a-0",
        ),
        ("wrong", "b", {"a": "passed", "b": "passed"}, "group b to catch it; it got a 1 passed; b 1 passed."),
        ("wrong", "b", {"b": "error error"}, "it got b 2 error"),
        ("wrong", "b", {"b": "missing"}, "it got b 1 missing"),
        ("slow", "timeout", {"a": "passed"}, "only timeout besides passed, and at least one; it got a 1 passed."),
        ("slow", "timeout", {"a": "timeout failed"}, "it got a 1 failed, 1 timeout. First: a-1: failed: a failed"),
        ("slow", "b", {"a": "failed", "b": "failed"}, "group b, and to lose nothing else; it got a 1 failed"),
        ("slow", "b", {"a": "timeout", "b": "passed"}, "First: a-0: timeout"),
        ("slow", "b", {"a": "passed", "b": "passed"}, "to be too slow in group b"),
        ("slow", "b", {"a": "passed", "b": "crashed"}, "First: b-0: crashed"),
        ("broken", "error", {"a": "passed", "b": "skipped"}, "only error besides passed"),
        ("broken", "error", {"a": "failed"}, "only error besides passed"),
    ],
)
def test_what_does_not(kind, expects, got, said):
    fault = fault_of(example(kind, expects), grade(**got))
    assert fault.startswith(f"submissions/{kind}/x.py: declares ")
    assert said in fault


def test_an_example_without_a_grade_never_holds():
    ungraded = Grade(candidate="x", status=GradeStatus.UNGRADED, score=None, reason="no box", provenance=MADE)
    assert "could not be graded (ungraded): no box" in fault_of(example("wrong", "b"), ungraded)


def test_counts_are_per_group():
    assert counts(grade(a="passed failed passed", b="timeout")) == {
        "a": {"failed": 1, "passed": 2},
        "b": {"timeout": 1},
    }
