"""From verdicts to a score: pure functions, so that a score can be made again from what a grade records.

Within a group, points are shared over its tests as the lock has them; a group's score is what its passed tests
earned. A group with `after` counts only if each group named there earned at least half of its points.
"""

from __future__ import annotations

from collections.abc import Mapping

from runner.judge import Decided
from runner.model import Group, GroupScore, Lock, Problem, TestResult, Verdict

HALF = 0.5
_TINY = 1e-9


def results(lock: Lock, decided: Mapping[str, Decided]) -> tuple[TestResult, ...]:
    """Return one result per locked test, in the lock's order; a test without a verdict counts as skipped."""
    return tuple(_result(test.id, test.group, test.points, test.promise, decided.get(test.id)) for test in lock.tests)


def _result(name: str, group: str, points: float, promise: str, decided: Decided | None) -> TestResult:
    if decided is None:
        decided = Decided(id=name, verdict=Verdict.SKIPPED, message="the test gave no verdict")
    return TestResult(
        id=name,
        group=group,
        verdict=decided.verdict,
        points=points if decided.verdict is Verdict.PASSED else 0.0,
        points_possible=points,
        message=decided.message,
        counterexample=decided.counterexample,
        promise=promise,
        wall_seconds=decided.wall_seconds,
        cpu_seconds=decided.cpu_seconds,
        peak_bytes=decided.peak_bytes,
        examples_digest=decided.examples_digest,
        output=decided.output,
        measurements=decided.measurements,
    )


def group_scores(problem: Problem, tests: tuple[TestResult, ...]) -> tuple[GroupScore, ...]:
    """Return the groups' scores in the problem's order, with what `after` withholds."""
    earned = {group.name: sum(test.points for test in tests if test.group == group.name) for group in problem.groups}
    return tuple(_group_score(group, problem.groups, earned, tests) for group in problem.groups)


def _group_score(
    group: Group, groups: tuple[Group, ...], earned: Mapping[str, float], tests: tuple[TestResult, ...]
) -> GroupScore:
    own = [test for test in tests if test.group == group.name]
    short = [
        other.name for other in groups if other.name in group.after and earned[other.name] < HALF * other.points - _TINY
    ]
    withheld = f"counts only once half of {', '.join(short)} is earned" if short else ""
    return GroupScore(
        name=group.name,
        points=0.0 if withheld else round(earned[group.name], 6),
        points_possible=group.points,
        passed=sum(test.verdict is Verdict.PASSED for test in own),
        tests=len(own),
        withheld=withheld,
    )


def unmeasured(problem: Problem, decided: Mapping[str, Decided]) -> tuple[dict[str, Decided], tuple[str, ...]]:
    """Return the verdicts with those that need no measuring, and the tests that are still to be measured.

    A group that can't count any more, since a group that it comes `after` earned too little, is not worth the time.
    """
    lock = problem.lock
    measuring = frozenset[str]() if lock is None else lock.measuring
    left = [] if lock is None else [test for test in lock.tests if test.id in measuring and test.id not in decided]
    known = {group.name for group in problem.groups} - {test.group for test in left}
    withheld = {
        score.name: score.withheld
        for score in ([] if lock is None else group_scores(problem, results(lock, decided)))
        if score.withheld and known.issuperset(*(group.after for group in problem.groups if group.name == score.name))
    }
    skipped = {
        test.id: Decided(id=test.id, verdict=Verdict.SKIPPED, message=f"not measured: its group {withheld[test.group]}")
        for test in left
        if test.group in withheld
    }
    return {**decided, **skipped}, tuple(test.id for test in left if test.id not in skipped)


def total(groups: tuple[GroupScore, ...]) -> float:
    """Return the score in points of 100."""
    return round(sum(group.points for group in groups), 2)
