from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.grading.scoring import group_scores, results, total
from runner.judge import Decided
from runner.model import Group, GroupScore, Lock, LockedTest, Problem, Verdict
from tests.runner.grading.builders import FIRST, SECOND, THIRD, a_problem


def scored(problem: Problem, passed: set[str]) -> tuple[GroupScore, ...]:
    assert problem.lock is not None
    verdicts = {test.id: Verdict.PASSED if test.id in passed else Verdict.FAILED for test in problem.lock.tests}
    decided = {test: Decided(id=test, verdict=verdict) for test, verdict in verdicts.items()}
    return group_scores(problem, results(problem.lock, decided))


def a_staged(first_points: float = 60.0) -> Problem:
    first = Group(name="basics", points=first_points, tests="tests/hidden/test_it.py")
    second = Group(name="more", points=100 - first_points, tests="x", after=("basics",))
    return a_problem(groups=(first, second))


@pytest.mark.parametrize(
    ("passed", "score"),
    [(set(), 0), ({FIRST}, 30), ({FIRST, SECOND}, 60), ({THIRD}, 40), ({FIRST, SECOND, THIRD}, 100)],
)
def test_a_test_earns_its_own_points(passed: set[str], score: float) -> None:
    assert total(scored(a_problem(), passed)) == score


def test_a_test_that_gave_no_verdict_is_skipped_and_stays_in_the_denominator() -> None:
    problem = a_problem()
    assert problem.lock is not None
    tests = results(problem.lock, {FIRST: Decided(id=FIRST, verdict=Verdict.PASSED)})
    assert [(test.verdict, test.points, test.points_possible) for test in tests] == [
        (Verdict.PASSED, 30, 30),
        (Verdict.SKIPPED, 0, 30),
        (Verdict.SKIPPED, 0, 40),
    ]
    basics, more = group_scores(problem, tests)
    assert (basics.passed, basics.tests, basics.points, basics.points_possible) == (1, 2, 30, 60)
    assert (more.passed, more.tests) == (0, 1)


def test_a_verdict_on_a_test_that_is_not_locked_earns_nothing() -> None:
    problem = a_problem()
    assert problem.lock is not None
    tests = results(problem.lock, {"another": Decided(id="another", verdict=Verdict.PASSED)})
    assert [test.id for test in tests] == [FIRST, SECOND, THIRD]
    assert total(group_scores(problem, tests)) == 0


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.PASSED])
def test_only_a_pass_earns(verdict: Verdict) -> None:
    problem = a_problem()
    assert problem.lock is not None
    decided = {test.id: Decided(id=test.id, verdict=verdict) for test in problem.lock.tests}
    assert total(group_scores(problem, results(problem.lock, decided))) == 0


def test_a_group_counts_once_half_of_the_one_before_it_is_earned() -> None:
    problem = a_staged()
    held = scored(problem, {THIRD})
    assert (held[1].points, held[1].passed) == (0, 1)
    assert "half of basics" in held[1].withheld
    half = scored(problem, {FIRST, THIRD})
    assert (half[1].points, half[1].withheld) == (40, "")


def test_half_is_reached_by_shares_that_add_up_only_nearly() -> None:
    tests = tuple(LockedTest(id=f"t{number}", group="basics", points=60 / 14) for number in range(14))
    half = {test.id for test in tests[:7]}
    assert sum(test.points for test in tests[:7]) < 30
    groups = (Group(name="basics", points=60, tests="x"), Group(name="more", points=40, tests="y", after=("basics",)))
    lock = Lock(tests=(*tests, LockedTest(id="later", group="more", points=40)), interface={}, preload=(), digest="")
    problem = a_problem(groups=groups, lock=lock)
    assert scored(problem, half | {"later"})[1].withheld == ""
    assert scored(problem, {*sorted(half)[1:], "later"})[1].withheld != ""


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.data())
def test_scores_add_up_whatever_the_shares_are(sizes: list[int], data: st.DataObject) -> None:
    points = 100 / len(sizes)
    groups = tuple(Group(name=f"g{number}", points=points, tests=f"f{number}") for number in range(len(sizes)))
    tests = tuple(
        LockedTest(id=f"{group.name}-{number}", group=group.name, points=points / size)
        for group, size in zip(groups, sizes, strict=True)
        for number in range(size)
    )
    problem = a_problem(groups=groups, lock=Lock(tests=tests, interface={}, preload=(), digest=""))
    assert total(scored(problem, {test.id for test in tests})) == 100
    passed = data.draw(st.sets(st.sampled_from([test.id for test in tests])))
    expected = math.fsum(test.points for test in tests if test.id in passed)
    assert total(scored(problem, passed)) == pytest.approx(expected, abs=0.01)
