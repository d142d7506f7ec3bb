"""What a Python test file holds, read off its syntax tree: tests, imports, or why it can't be read."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import PurePosixPath


def is_test_file(path: str) -> bool:
    """Whether pytest would collect a file of this name."""
    name = PurePosixPath(path).name
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def parse(data: bytes, path: str) -> ast.Module:
    """Return the syntax tree; ValueError that says the line where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\\d" in somebody's test is their affair, and not an error
            return ast.parse(data, filename=path)
    except SyntaxError as error:
        raise ValueError(f"is not Python: {error.msg} (line {error.lineno})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"is not Python: {error}") from error


def has_tests(tree: ast.Module) -> bool:
    """Whether the file seems to have a test: a function, a method, or one that comes by assignment or import."""
    return any(_is_test(node) for node in _statements(tree))


def imported_names(tree: ast.AST) -> dict[str, set[str]]:
    """Return which names the file takes from each top-level module; "*" for a star import.

    `from a.b import c` counts as `b` of `a`; `import a` and `importlib.import_module("a")` as nothing of `a`, with
    what is then used by attribute (`a.f`) added.
    """
    names: dict[str, set[str]] = {}
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            top, _, inner = node.module.partition(".")
            taken = {inner.partition(".")[0]} if inner else {alias.name for alias in node.names}
            names.setdefault(top, set()).update(taken)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top, _, inner = alias.name.partition(".")
                names.setdefault(top, set()).update({inner.partition(".")[0]} if inner else set())
                if not (inner and alias.asname):
                    aliases[alias.asname or top] = top
        elif isinstance(node, ast.Call) and (named := _dynamic_import(node)):
            names.setdefault(named.partition(".")[0], set())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            names[aliases[node.value.id]].add(node.attr)
    return names


def relative_imports(tree: ast.AST) -> tuple[str, ...]:
    """Return the relative imports as they are written."""
    return tuple(ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level > 0)


def defined_names(tree: ast.Module) -> set[str]:
    """Return the names that the module has at its top level, as far as its text tells."""
    names: set[str] = set()
    for node in _statements(tree, into_classes=False):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
    return names


def _statements(tree: ast.AST, *, into_classes: bool = True) -> Iterator[ast.stmt]:
    """Walk the statements outside functions: the module's, below `if` and `try`, and those of classes."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt):
            yield node
        opaque = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.expr)
        if not opaque and (into_classes or not isinstance(node, ast.ClassDef)):
            yield from _statements(node, into_classes=into_classes)


def _is_test(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name.startswith("test")
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Name) and target.id.startswith(("test_", "Test")) for target in targets)
        case ast.ImportFrom(names=names):
            return any(
                alias.name == "*" or (alias.asname or alias.name).startswith(("test_", "Test")) for alias in names
            )
        case _:
            return False


def _dynamic_import(node: ast.Call) -> str:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in ("import_module", "importorskip", "__import__") or not node.args:
        return ""
    first = node.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
