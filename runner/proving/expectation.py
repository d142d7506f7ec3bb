"""Whether an example submission got what it declares. Pure functions."""

from __future__ import annotations

from collections import Counter

from runner.catalog import ExampleKind, ExampleSubmission
from runner.model import Grade, GradeStatus, TestResult, Verdict
from runner.proving.reference import shown

_TOO_SLOW = frozenset({Verdict.FAILED, Verdict.TIMEOUT})  # a lost race is a failed test
# Verdicts that catch no mistake: the tests never got to the submission's own work.
_NOT_CAUGHT = frozenset({Verdict.PASSED, Verdict.ERROR, Verdict.MISSING, Verdict.SKIPPED})


def counts(grade: Grade) -> dict[str, dict[str, int]]:
    """Return for each group how many tests have which verdict."""
    groups: dict[str, Counter[str]] = {group.name: Counter() for group in grade.groups}
    for test in grade.tests:
        groups.setdefault(test.group, Counter())[test.verdict.value] += 1
    return {name: dict(sorted(verdicts.items())) for name, verdicts in groups.items()}


def fault_of(example: ExampleSubmission, grade: Grade) -> str:
    """Return in one sentence how the grade is not what the example declares, or ""."""
    if grade.status is not GradeStatus.GRADED:
        return f"{example.path}: could not be graded ({grade.status}): {shown(grade.reason)}"
    lost = [test for test in grade.tests if test.verdict is not Verdict.PASSED]
    match example.kind:
        case ExampleKind.ACCEPTED:
            return _sentence(example, "every test to pass", grade, lost) if lost else ""
        case ExampleKind.WRONG:
            caught = any(test.group == example.expects and test.verdict not in _NOT_CAUGHT for test in lost)
            wanted = f"group {example.expects} to catch it"
            return "" if caught else _sentence(example, wanted, grade, lost)
        case ExampleKind.SLOW if example.expects in {group.name for group in grade.groups}:
            other = [test for test in lost if test.group != example.expects or test.verdict not in _TOO_SLOW]
            wanted = f"to be too slow in group {example.expects}, and to lose nothing else"
        case ExampleKind.SLOW | ExampleKind.BROKEN:
            other = [test for test in lost if test.verdict.value != example.expects and not _is_withheld(test)]
            wanted = f"only {example.expects} besides passed, and at least one"
    as_declared = not other and not all(_is_withheld(test) for test in lost)
    return "" if as_declared else _sentence(example, wanted, grade, other or lost)


def _is_withheld(test: TestResult) -> bool:
    """Whether the test was not run since its group could not count: races of what is broken are not measured."""
    return test.verdict is Verdict.SKIPPED


def _sentence(example: ExampleSubmission, wanted: str, grade: Grade, lost: list[TestResult]) -> str:
    first = f" First: {lost[0].id}: {lost[0].verdict}: {shown(lost[0].message) or 'no message'}" if lost else ""
    return f"{example.path}: declares {wanted}; it got {_got(grade)}.{first}"


def _got(grade: Grade) -> str:
    """Say the counts: "counts 10 passed; rates 3 failed, 7 passed"."""
    return "; ".join(
        f"{group} " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
        for group, verdicts in counts(grade).items()
    )
