"""The rules of a problem's structure: which files must be there, what groups must add up to, what completes it."""

import math
from collections.abc import Iterable
from pathlib import PurePosixPath

from runner.catalog import suite
from runner.catalog.conventions import (
    ExampleKind,
    ExampleSubmission,
    example_submissions,
    expectation_fault,
    strays,
)
from runner.catalog.finding import Finding, Level
from runner.catalog.guide import check_guide
from runner.catalog.schema import suggestion
from runner.model import Group, Problem

HIDDEN = "tests/hidden/"
VISIBLE = "tests/visible/"
_GROUP_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_FEWEST_ACCEPTED = 2


def check_groups(groups: tuple[Group, ...]) -> tuple[Finding, ...]:
    """Return what is wrong with the groups among themselves: names, points, `after`."""
    names = [group.name for group in groups]
    found = [
        _toml(f"[[group]] {name[:40]!r} name", "is not a group name", "Use lower-case letters, digits, hyphens.")
        for name in names
        if not set(name) <= _GROUP_LETTERS or len(name) > 60
    ]
    found += [
        _toml("[[group]] name", f"{name!r} is there twice", "Give each group a name of its own.")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    total = math.fsum(group.points for group in groups)
    if not math.isclose(total, 100.0, abs_tol=1e-6):
        what = f"the points of all groups add up to {total:g}, not 100"
        found.append(_toml("[[group]] points", what, f"Change them by {100 - total:+g}."))
    for group in groups:
        for other in group.after:
            if other not in names:
                where = f"[[group]] {group.name} after"
                found.append(_toml(where, f"names {other!r}, which is no group", suggestion(other, names)))
    cycle = _cycle(groups)
    if cycle:
        found.append(_toml("[[group]] after", f"goes round: {' -> '.join(cycle)}", "Take one of them out."))
    return tuple(found)


def check_files(problem: Problem) -> tuple[Finding, ...]:
    """Return the fatal findings about the files that `problem.toml` and the format ask for."""
    return (*_required(problem), *_group_files(problem), *_ungrouped(problem))


def check_completeness(problem: Problem) -> tuple[Finding, ...]:
    """Return what keeps a loadable problem from being complete.

    A problem without any `submissions/` is a suite that was brought along (`problem new --from`): it has warnings
    only. One that has them must have them whole.
    """
    examples = example_submissions(problem)
    found: list[Finding] = []
    if "interviewer.md" not in problem.files:
        level = Level.FAULT if examples else Level.WARNING
        found.append(_lack("interviewer.md", "is missing", "Write what a good conversation looks like.", level))
    found += check_guide(problem)
    if not problem.rubric:
        found.append(_lack("problem.toml", "has no [[rubric]]", "Add what people should score.", Level.WARNING))
    found += [
        _lack(path, "belongs to no example submission", "Put it under accepted, wrong, slow or broken.", Level.FAULT)
        for path in strays(problem)
    ]
    if not examples:
        remedy = "Add some under accepted, wrong, slow and broken."
        return (*found, _lack("submissions", "has none, so nothing proves this problem", remedy, Level.WARNING))
    return (*found, *_examples(examples, tuple(group.name for group in problem.groups)))


def _required(problem: Problem) -> Iterable[Finding]:
    if not problem.files.get("brief.md", b"").strip():
        yield Finding(file="brief.md", what="is missing or empty", remedy="Write what the candidate gets.")
    for module in problem.modules:
        for folder in ("starter", "reference"):
            if f"{folder}/{module}.py" not in problem.files and f"{folder}/{module}/__init__.py" not in problem.files:
                remedy = "Add it, or correct [environment] modules in problem.toml."
                yield Finding(file=f"{folder}/{module}.py", what="is missing", remedy=remedy)
            elif f"{folder}/{module}.py" in problem.files and f"{folder}/{module}/__init__.py" in problem.files:
                yield Finding(
                    file=f"{folder}/{module}.py", what="is there twice, as a file and a package", remedy="Keep one."
                )
    visible = [path for path in problem.under(VISIBLE) if suite.is_test_file(path)]
    if not visible:
        yield Finding(
            file=f"{VISIBLE}test_*.py", what="is missing", remedy="Give the candidate at least one visible test."
        )
    for path in visible:
        yield from _test_file(problem, path, key="")


def _group_files(problem: Problem) -> Iterable[Finding]:
    taken: dict[str, str] = {}
    for group in problem.groups:
        key = f"[[group]] {group.name} tests"
        if group.tests in taken:
            yield _toml(key, f"is the file of group {taken[group.tests]} as well", "Give each group a file of its own.")
            continue
        taken[group.tests] = group.name
        if (
            not group.tests.startswith(HIDDEN)
            or not group.tests.endswith(".py")
            or ".." in PurePosixPath(group.tests).parts
        ):
            yield _toml(
                key, f"{group.tests[:80]!r} is not a Python file below {HIDDEN}", f'Write "{HIDDEN}test_....py".'
            )
        elif group.tests not in problem.files:
            known = [path for path in problem.under(HIDDEN) if suite.is_test_file(path)]
            yield _toml(key, f"{group.tests} is missing", f"Write that file. {suggestion(group.tests, known)}")
        else:
            yield from _test_file(problem, group.tests, key=key)


def _test_file(problem: Problem, path: str, *, key: str) -> Iterable[Finding]:
    try:
        tree = suite.parse(problem.files[path], path)
    except ValueError as error:
        yield Finding(file=path, what=str(error), remedy="Correct it.")
        return
    if not suite.has_tests(tree):
        where = f"problem.toml, {key}: {path}" if key else path
        yield Finding(
            file=where, what="has no test function", remedy="Write `def test_...` there, or name another file."
        )


def _ungrouped(problem: Problem) -> Iterable[Finding]:
    grouped = {group.tests for group in problem.groups}
    for path, data in problem.under(HIDDEN).items():
        if path in grouped or not suite.is_test_file(path):
            continue
        try:
            lost = suite.has_tests(suite.parse(data, path))
        except ValueError:
            lost = True
        if lost:
            yield Finding(
                file=path, what="has hidden tests that no group names", remedy="Add a [[group]] for it in problem.toml."
            )


def _examples(examples: tuple[ExampleSubmission, ...], groups: tuple[str, ...]) -> Iterable[Finding]:
    kinds = [example.kind for example in examples]
    if kinds.count(ExampleKind.ACCEPTED) < _FEWEST_ACCEPTED:
        remedy = "Solve it by another algorithm, or by another means."
        yield _lack("submissions/accepted", f"has fewer than {_FEWEST_ACCEPTED}", remedy, Level.FAULT)
    if ExampleKind.WRONG not in kinds:
        yield _lack("submissions/wrong", "has none", "Write down a mistake that people make.", Level.FAULT)
    for kind in (ExampleKind.SLOW, ExampleKind.BROKEN):
        if kind not in kinds:
            yield _lack(f"submissions/{kind}", "has none", "Add one.", Level.WARNING)
    caught = {example.expects for example in examples if example.kind in (ExampleKind.WRONG, ExampleKind.SLOW)}
    for group in groups:
        if group not in caught:
            remedy = "Add one that only this group catches, or ask what the group is for."
            yield _lack("submissions/wrong", f"has none for group {group}", remedy, Level.WARNING)
    for example in examples:
        fault = expectation_fault(example, groups)
        if fault:
            remedy = f"It begins with {example.declared[:60]!r}." if example.declared else "It has no docstring."
            yield _lack(example.path, fault, remedy, Level.FAULT)


def _cycle(groups: tuple[Group, ...]) -> tuple[str, ...]:
    after = {group.name: group.after for group in groups}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> tuple[str, ...]:
        if name in trail:
            return (*trail[trail.index(name) :], name)
        if name in done:
            return ()
        done.add(name)
        for other in after.get(name, ()):
            found = visit(other, (*trail, name))
            if found:
                return found
        return ()

    for name in after:
        found = visit(name, ())
        if found:
            return found
    return ()


def _toml(key: str, what: str, remedy: str) -> Finding:
    return Finding(file="problem.toml", key=key, what=what, remedy=remedy)


def _lack(file: str, what: str, remedy: str, level: Level) -> Finding:
    return Finding(file=file, what=what, remedy=remedy, level=level)
