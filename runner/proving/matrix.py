"""The kill matrix: which mutants and example submissions fail in which groups, and what that says of the tests.

Pure functions over what was graded. A mutant is killed where a test does not pass. Tests that measure speed are not run
on mutants, so a change of speed alone counts as none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from runner.model import Grade, Lock, Verdict
from runner.proving.mutants import Mutant

_NOT_RUN = "were used up before this one"  # the judge's words where the time for all tests is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mutant or example: the number of tests that failed in each group. `failed` are the tests' ids.

    `kind` is the operator's family for a mutant, or the folder of an example.
    """

    name: str
    kind: str
    failed: tuple[str, ...]
    groups: dict[str, int]
    seconds: float = 0.0

    @property
    def killed(self) -> bool:
        """Whether any test failed."""
        return bool(self.failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class KillMatrix:
    """What came of a problem's mutants. `possible` counts all places where one could be made, `untried` those drawn for
    which the minutes did not suffice; `examples` are the wrong and slow submissions, `survivors` are not listed.
    """

    possible: int
    mutants: tuple[Row, ...]
    examples: tuple[Row, ...]
    survivors: tuple[str, ...]
    equivalent: tuple[str, ...]
    untried: int

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return (*self.mutants, *self.examples)


def mutant_row(mutant: Mutant, grade: Grade, lock: Lock) -> Row:
    """Return a mutant's row."""
    failed = _failed(grade, lock.measuring)
    family = mutant.spot.operator.partition("_")[0]
    return Row(name=mutant.name, kind=family, failed=failed, groups=_groups(failed, lock), seconds=grade.wall_seconds)


def example_row(name: str, kind: str, failed: Iterable[str], lock: Lock) -> Row:
    """Return an example submission's row."""
    ids = tuple(failed)
    return Row(name=name, kind=kind, failed=ids, groups=_groups(ids, lock))


def unfailed(rows: Iterable[Row], lock: Lock) -> tuple[str, ...]:
    """Return the tests that nothing fails: they prove nothing."""
    failed = {test for row in rows for test in row.failed}
    return tuple(test.id for test in lock.tests if test.id not in failed)


def inseparable(rows: Iterable[Row], lock: Lock) -> tuple[tuple[str, str], ...]:
    """Return the pairs of groups that always fail together, though they do fail: one of them tells nothing new."""
    failing: dict[str, set[str]] = {group: set() for group in dict.fromkeys(test.group for test in lock.tests)}
    for row in rows:
        for group in row.groups:
            failing[group].add(row.name)
    return tuple(
        (one, other) for one, other in combinations(failing, 2) if failing[one] and failing[one] == failing[other]
    )


def by_kind(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """Return for each kind how many there are, how many were killed, and in how many of them each group failed."""
    kinds: dict[str, Counter[str]] = {}
    for row in rows:
        counted = kinds.setdefault(row.kind, Counter())
        counted["all"] += 1
        counted["killed"] += row.killed
        counted.update({f"group {group}": 1 for group in row.groups})
    return {kind: dict(counted) for kind, counted in kinds.items()}


def _failed(grade: Grade, measuring: frozenset[str]) -> tuple[str, ...]:
    """Return the tests that a mutant fails; one that was not run for want of time says nothing of the mutant."""
    return tuple(
        test.id
        for test in grade.tests
        if test.verdict is not Verdict.PASSED
        and test.id not in measuring
        and not (test.verdict is Verdict.TIMEOUT and _NOT_RUN in test.message)
    )


def _groups(failed: Iterable[str], lock: Lock) -> dict[str, int]:
    group_of: Mapping[str, str] = {test.id: test.group for test in lock.tests}
    return dict(Counter(group_of[test] for test in failed if test in group_of))
