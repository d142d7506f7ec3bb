"""What test files hold, read off their syntax trees: the names they take, the tolerances, the inputs written down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from runner.catalog import imported_names, is_test_file
from runner.model import Problem

VISIBLE, HIDDEN = "tests/visible", "tests/hidden"
_KEYWORDS = frozenset({"rel", "abs", "rtol", "atol", "rel_tol", "abs_tol"})
# What is compared with where nothing is said: the relative tolerance that each comparison then has.
_DEFAULTS = {"approx": 1e-6, "allclose": 1e-5, "isclose": 1e-5, "assert_allclose": 1e-7}
_FEWEST_LEAVES = 3  # smaller inputs, as an empty list or one pair, are anybody's


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that a test file holds, and where."""

    file: str
    line: int
    text: str
    value: float = 0.0


def names_taken(problem: Problem) -> dict[str, str]:
    """Return the names that tests import from the submission, each with a file that does."""
    taken: dict[str, str] = {}
    for path, tree in _trees(problem, VISIBLE, HIDDEN):
        for module, names in imported_names(tree).items():
            if module.partition(".")[0] in problem.modules:
                taken.update({name: path for name in sorted(names) if name != "*" and not name.startswith("__")})
    return taken


def with_limits_of_their_own(problem: Problem) -> frozenset[str]:
    """Return the hidden tests, as "file::name", that `@pytest.mark.limit` gives another time than the problem's."""
    return frozenset(
        f"{path}::{node.name}"
        for path, tree in _trees(problem, HIDDEN)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call)
        and _called(mark) == "limit"
        and any(k.arg == "wall_seconds" for k in mark.keywords)
    )


def tolerances(problem: Problem) -> tuple[Place, ...]:
    """Return the tolerances that hidden tests compare with, those that are numbers or names of numbers."""
    return tuple(place for path, tree in _trees(problem, HIDDEN) for place in _tolerances(path, tree))


def repeated_inputs(problem: Problem) -> tuple[tuple[Place, Place], ...]:
    """Return the inputs that are written down both in a visible and in a hidden test, one pair for each."""
    modules = set(problem.modules)
    shown = {place.text: place for path, tree in _trees(problem, VISIBLE) for place in _inputs(path, tree, modules)}
    pairs: dict[str, tuple[Place, Place]] = {}
    for path, tree in _trees(problem, HIDDEN):
        for place in _inputs(path, tree, modules):
            if place.text in shown:
                pairs.setdefault(place.text, (shown[place.text], place))
    return tuple(pairs.values())


def _trees(problem: Problem, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path, data in sorted(problem.under(folder).items()):
            if path.endswith(".py") and (folder == HIDDEN or is_test_file(path)):
                yield path, ast.parse(data)


def _tolerances(path: str, tree: ast.Module) -> Iterator[Place]:
    constants = _constants(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = _called(node)
        given = [keyword for keyword in node.keywords if keyword.arg in _KEYWORDS]
        for keyword in given:
            number = _number(keyword.value, constants)
            if number is not None and 0 < number < 1:
                yield Place(file=path, line=node.lineno, text=f"{keyword.arg}={number:g}", value=number)
        if not given and function in _DEFAULTS and len(node.args) < 3:
            default = 1e-9 if ast.unparse(node.func) == "math.isclose" else _DEFAULTS[function]
            yield Place(file=path, line=node.lineno, text=f"{function}'s own {default:g}", value=default)


def _constants(tree: ast.Module) -> dict[str, float]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            number = _number(node.value, {})
            if number is not None:
                found[node.targets[0].id] = number
    return found


def _number(node: ast.expr, constants: dict[str, float]) -> float | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return constants.get(name)
    return None


def _inputs(path: str, tree: ast.Module, modules: set[str]) -> Iterator[Place]:
    """Return the arguments of calls of the submission that are written down, directly or by a name of the test's."""
    own = {name for module, names in imported_names(tree).items() if module in modules for name in names}
    scopes: list[ast.AST] = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]
    written = {name: value for scope in scopes for name, value in _written(scope).items()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_called(node) in own or _is_method(node, modules)):
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                value = written.get(argument.id) if isinstance(argument, ast.Name) else argument
                if value is not None and _leaves(value) >= _FEWEST_LEAVES:
                    yield Place(file=path, line=node.lineno, text=ast.unparse(_unwrapped(value)))


def _written(scope: ast.AST) -> dict[str, ast.expr]:
    """Return the names that a scope assigns a written-down value to."""
    body: list[ast.stmt] = getattr(scope, "body", [])
    return {
        node.targets[0].id: node.value
        for node in body
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    }


def _is_method(node: ast.Call, modules: set[str]) -> bool:
    """Whether a call may be one of an object of the submission, or of its module: not of a library's."""
    match node.func:
        case ast.Attribute(value=ast.Name(id=name)):
            return name in modules or name not in {"np", "numpy", "st", "math", "pytest", "random", "itertools"}
    return False


def _leaves(node: ast.expr) -> int:
    """Count the constants of a written-down value; 0 for what is computed."""
    value = _unwrapped(node)
    allowed = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.UnaryOp, ast.USub, ast.Load)
    parts = list(ast.walk(value))
    return sum(isinstance(part, ast.Constant) for part in parts) if all(isinstance(p, allowed) for p in parts) else 0


def _unwrapped(node: ast.expr) -> ast.expr:
    """Return what is inside `np.array(...)`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="array" | "asarray"), args=[inner, *_]):
            return inner
    return node


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
