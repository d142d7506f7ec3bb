"""What a Python test file holds, read off its syntax tree: tests, imports, or why it can't be read."""

import ast
import warnings
from collections.abc import Container, Iterator, Mapping
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


def imported_names(tree: ast.AST, known: Container[str] = ()) -> dict[str, set[str]]:
    """Return which names the file takes from each module, by its dotted name; "*" for a star import.

    `import a` and `importlib.import_module("a")` take nothing of `a` by themselves; what is then used by attribute
    (`a.f`) is added. `known` tells modules from other names: with `a.b` in it, `from a import b` takes `a.b`.
    """
    names: dict[str, set[str]] = {}
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in known:
                    aliases[alias.asname or alias.name] = inner
                    names.setdefault(inner, set())
                else:
                    names.setdefault(node.module, set()).add(alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                names.setdefault(alias.name, set())
                top = alias.name.partition(".")[0]
                aliases[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.Call) and (named := _dynamic_import(node)):
            names.setdefault(named, set())
    for node in ast.walk(tree):
        module = _module_of(node.value, aliases, known) if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.Attribute) and module is not None and f"{module}.{node.attr}" not in known:
            names.setdefault(module, set()).add(node.attr)
    return names


def relative_imports(tree: ast.AST) -> tuple[tuple[int, str], ...]:
    """Return the relative imports: how many dots, and as they are written."""
    return tuple(
        (node.level, ast.unparse(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level > 0
    )


def _module_of(node: ast.expr, aliases: Mapping[str, str], known: Container[str]) -> str | None:
    """Return the module that an expression is: an alias, or an attribute of a module that is a `known` one itself."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id)
    if isinstance(node, ast.Attribute) and (outer := _module_of(node.value, aliases, known)):
        return f"{outer}.{node.attr}" if f"{outer}.{node.attr}" in known else None
    return None


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
