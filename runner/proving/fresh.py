"""Fresh visible examples: other inputs, and what the reference makes of them, computed in a sandbox.

Only what can be changed soundly is. A test qualifies if all that it checks is a value against a written-down one (`==`,
`approx`, `assert_allclose`), and if it has numbers with a point in its inputs other than 0 and 1. Those are scaled by
one factor below 1, so that their order and their ties stay, and probabilities stay below 1. The test is then run on the
reference with its checks replaced by notes of what came out; that is written down as expected if it has the form of
what was expected before. Whatever else a test has, or a reference that refuses the new inputs, leaves it as it was.
"""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from runner.grading import RunOutcome
from runner.judge import JudgeJob
from runner.model import Problem
from runner.proving.jobs import visible_job

MARK = "prebrief-fresh:"
_FACTORS = (0.5, 0.75, 0.8, 0.9)
_KEPT = frozenset({0.0, 1.0})
_DIGITS = 12
_CHECKS = frozenset({"assert_allclose", "assert_array_equal", "assert_almost_equal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One test with other inputs; `source` is the whole test before, `checks` what it expects, in order."""

    file: str
    name: str
    tree: ast.FunctionDef
    checks: int


def changed_tests(problem: Problem, seed: int) -> tuple[Change, ...]:
    """Return the visible tests whose inputs can be changed, with changed ones."""
    return tuple(
        change
        for path, data in sorted(problem.under("tests/visible").items())
        if path.endswith(".py")
        for node in ast.parse(data).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
        if (change := _changed(path, node, random.Random(f"{seed}:{path}:{node.name}"))) is not None  # noqa: S311 -- the same copy from the same seed
    )


def noting_job(problem: Problem, changes: tuple[Change, ...]) -> JudgeJob:
    """Return the run of the changed tests on the reference that notes what comes out, in each test's message."""
    job = visible_job(problem, "reference")
    tests = dict(job.tests)
    for path, data in problem.under("tests/visible").items():
        there = path.replace("visible", "hidden", 1)
        mine = {change.name: change for change in changes if change.file == path}
        if path.endswith(".py") and there in tests:
            tests[there] = _noting(ast.parse(data), mine).encode()
    return replace(job, tests=tuple(sorted(tests.items())))


def fresh_files(
    problem: Problem, changes: tuple[Change, ...], outcome: RunOutcome
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the visible test files with fresh examples, and the names of the tests that have them."""
    files: dict[str, bytes] = {}
    done: list[str] = []
    for path, data in problem.under("tests/visible").items():
        whole = data.decode("utf-8")
        for change in sorted((each for each in changes if each.file == path), key=lambda each: -each.tree.lineno):
            noted = _noted(outcome, change)
            written = _written(change.tree, noted) if noted is not None else None
            if written is None:
                continue
            lines = whole.splitlines(keepends=True)
            lines[change.tree.lineno - 1 : change.tree.end_lineno] = [written + "\n"]
            whole = "".join(lines)
            done.append(change.name)
        files[path] = whole.encode()
    return files, tuple(reversed(done))


def _changed(path: str, node: ast.FunctionDef, rng: random.Random) -> Change | None:
    if node.decorator_list:
        return None
    checks = [statement for statement in ast.walk(node) if _is_check(statement)]
    if not checks or any(_expected(each) is None for each in checks) or any(each not in node.body for each in checks):
        return None
    expected = {id(part) for each in checks for part in ast.walk(_sides(each)[1])}
    factor = rng.choice(_FACTORS)
    copy = ast.parse(ast.unparse(node)).body[0]
    inputs = [place for place, part in enumerate(ast.walk(node)) if id(part) not in expected and _is_input(part)]
    parts = list(ast.walk(copy))
    for place in inputs:
        part = parts[place]
        if isinstance(part, ast.Constant) and isinstance(part.value, float):
            part.value = round(part.value * factor, _DIGITS)
    if not inputs or not isinstance(copy, ast.FunctionDef):
        return None
    copy.lineno, copy.end_lineno = node.lineno, node.end_lineno
    return Change(file=path, name=node.name, tree=copy, checks=len(checks))


def _is_check(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.With() | ast.For():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name))):
            return name in _CHECKS or name.startswith(("assert", "check"))
    return False


def _sides(node: ast.AST) -> tuple[ast.expr, ast.expr]:
    """Return what a check looks at and what it expects."""
    match node:
        case ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
            return left, right
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name), args=[left, right, *_])) if name in _CHECKS:
            return left, right
    return ast.Constant(value=None), ast.Name(id="?")


def _expected(node: ast.AST) -> ast.expr | None:
    """Return the written-down value that a check expects, None where it has none."""
    right = _sides(node)[1]
    match right:
        case ast.Call(func=ast.Attribute(attr="approx"), args=[inner]):
            right = inner
    return right if _value(right) is not ... else None


def _value(node: ast.expr) -> object:
    """Return a written-down value, `...` for what is computed."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return ...


def _is_input(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and abs(node.value) not in _KEPT


def _noting(tree: ast.Module, changes: dict[str, Change]) -> str:
    """Return a test file that has the changed tests alone, each ending with a note of what it saw."""
    body: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in changes:
            body.append(_noting_test(changes[node.name].tree))
        elif not (isinstance(node, ast.FunctionDef) and node.name.startswith("test")):
            body.append(node)
    module = ast.Module(body=body, type_ignores=[])
    return f"{ast.unparse(ast.fix_missing_locations(module))}\n{_NOTES}"


_NOTES = f"""
import json as _json
import pytest as _pytest

def _plain(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {{key: _plain(item) for key, item in value.items()}}
    return value

def _note(seen):
    _pytest.fail({MARK!r} + _json.dumps(seen) + {MARK!r}, pytrace=False)
"""


def _noting_test(tree: ast.FunctionDef) -> ast.FunctionDef:
    copy = ast.parse(ast.unparse(tree)).body[0]
    if not isinstance(copy, ast.FunctionDef):
        raise TypeError("a function, unparsed and parsed, is a function")
    body: list[ast.stmt] = list(ast.parse("_seen = []").body)
    for statement in copy.body:
        if _is_check(statement):
            body += ast.parse(f"_seen.append(_plain({ast.unparse(_sides(statement)[0])}))").body
        else:
            body.append(statement)
    copy.body = [*body, *ast.parse("_note(_seen)").body]
    return copy


def _noted(outcome: RunOutcome, change: Change) -> list[object] | None:
    """Return what a test saw, None where it did not get to its end."""
    for name, test in outcome.decided.items():
        if name.endswith(f"::{change.name}") and test.message.count(MARK) > 1:
            try:
                seen = json.loads(test.message.split(MARK)[1])
            except ValueError:
                return None
            return seen if isinstance(seen, list) and len(seen) == change.checks else None
    return None


def _written(tree: ast.FunctionDef, seen: list[object]) -> str | None:
    """Return the test with what was seen as expected, None where that has another form than before."""
    notes = iter(seen)
    for statement in tree.body:
        if not _is_check(statement):
            continue
        expected, now = _expected(statement), next(notes)
        if expected is None or not _alike(_value(expected), now):
            return None
        _put(statement, expected, ast.parse(repr(_typed(_value(expected), now)), mode="eval").body)
    return ast.unparse(tree)


def _put(statement: ast.stmt, old: ast.expr, new: ast.expr) -> None:
    for parent in ast.walk(statement):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list):
                setattr(parent, field, [new if item is old else item for item in value])


def _alike(was: object, now: object) -> bool:
    if isinstance(was, list | tuple):
        return isinstance(now, list) and len(was) == len(now) and all(map(_alike, was, now))
    if isinstance(was, dict):
        return (
            isinstance(now, dict)
            and set(map(str, was)) == set(now)
            and all(_alike(value, now[str(key)]) for key, value in was.items())
        )
    numbers = isinstance(was, int | float) and isinstance(now, int | float)
    return type(was) is type(now) or (numbers and not isinstance(was, bool) and not isinstance(now, bool))


def _typed(was: object, now: object) -> object:
    """Return a value that came as JSON with the types of the one before."""
    if isinstance(was, list | tuple) and isinstance(now, list):
        return type(was)(_typed(one, other) for one, other in zip(was, now, strict=True))
    if isinstance(was, dict) and isinstance(now, dict):
        return {key: _typed(value, now[str(key)]) for key, value in was.items()}
    return round(now, _DIGITS) if isinstance(now, float) else now


def names_of(problem: Problem) -> Iterator[str]:
    """Return the names of all visible tests."""
    for path, data in problem.under("tests/visible").items():
        if path.endswith(".py"):
            yield from (
                node.name
                for node in ast.parse(data).body
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
            )
