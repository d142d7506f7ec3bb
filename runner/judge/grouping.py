"""Which group a test belongs to, and its share of the group's points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from runner.judge.fault import JudgeFault
from runner.model import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """A test and its weight within its group: 1, or what `@pytest.mark.points` says."""

    id: str
    weight: float


def files_of(groups: Sequence[Group], paths: Sequence[str]) -> tuple[str, ...]:
    """Return the test files that the groups name, in the groups' order, each once."""
    found = {
        path: None
        for group in groups
        for path in sorted(paths)
        if path.endswith(".py") and _names_file(group.tests, path, exact=path == group.tests.partition("::")[0])
    }
    return tuple(found)


def group_of(test_id: str, groups: Sequence[Group]) -> str | None:
    """Return the name of the first group that a test belongs to."""
    file = test_id.partition("::")[0]
    for group in groups:
        if "::" in group.tests:
            if test_id == group.tests or test_id.startswith((f"{group.tests}::", f"{group.tests}[")):
                return group.name
        elif _names_file(group.tests, file, exact=file == group.tests):
            return group.name
    return None


def share_points(groups: Sequence[Group], tests: Sequence[Weighted]) -> dict[str, tuple[str, float]]:
    """Share each group's points over its tests by weight; return id -> (group, points).

    Raises JudgeFault where a test belongs to no group, or a group's weights add up to nothing.
    """
    members: dict[str, list[Weighted]] = {group.name: [] for group in groups}
    for test in tests:
        name = group_of(test.id, groups)
        if name is None:
            raise JudgeFault(f"the test {test.id} belongs to no group of problem.toml")
        members[name].append(test)
    shares: dict[str, tuple[str, float]] = {}
    for group in groups:
        whole = math.fsum(test.weight for test in members[group.name])
        if members[group.name] and whole <= 0:
            raise JudgeFault(f"the points of all tests of the group {group.name!r} are 0")
        for test in members[group.name]:
            shares[test.id] = (group.name, group.points * test.weight / whole)
    return shares


def _names_file(tests: str, path: str, *, exact: bool) -> bool:
    """Say whether a group's `tests` (a file, a folder, or a pattern) covers a file."""
    if exact:
        return True
    last = path.rpartition("/")[2]
    looks_like_test = last.startswith("test_") or last.endswith("_test.py")
    return looks_like_test and (path.startswith(tests.rstrip("/") + "/") or fnmatchcase(path, tests))
