"""Draw a starter from a reference, by its text alone: public signatures, docstrings, and nothing of how it is done."""

import ast
import builtins
from collections.abc import Iterable

from runner.catalog import suite
from runner.model import BadInput

_KEPT_DECORATORS = frozenset(
    {"property", "staticmethod", "classmethod", "dataclass", "abstractmethod", "overload", "contextmanager"}
    | {"asynccontextmanager", "setter", "getter", "deleter", "unique", "runtime_checkable", "total_ordering"}
)
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})


def starter_source(reference: bytes, *, needed: Iterable[str] = ()) -> bytes:
    """Return the source of a starter: it can be imported, and every function in it raises NotImplementedError.

    Kept: public functions and classes, their public and special methods, annotated fields, members of enums, and the
    imports that these use. Dropped: bodies, private names, constants, decorators that would tell the solution (a
    cache), defaults and bases that need something dropped. Of the `needed` names, those left undefined become None.
    """
    try:
        tree = suite.parse(reference, "reference")
    except ValueError as error:
        raise BadInput(f"The reference {error}. Give one that works.") from error
    offered = {name for node in tree.body for name in _bound(node)}
    public = {name for name in _definitions(tree) if not name.startswith("_")}
    drawing = _Drawing(offered | public | set(dir(builtins)))
    body = [drawn for node in tree.body for drawn in drawing.draw(node)]
    used = {name.id for node in body for name in ast.walk(node) if isinstance(name, ast.Name)}
    imports = [kept for node in tree.body for kept in _import(node, used)]
    there = public | {name for node in imports for name in _bound(node)}
    missing = sorted(name for name in needed if name not in there and name.isidentifier() and name != "__name__")
    future: list[ast.stmt] = [ast.ImportFrom("__future__", [ast.alias("annotations")], 0)]
    parts = ['"""Write your solution here."""', ast.unparse(_module([*future, *imports]))]
    parts += [f"{name} = None  # to be written" for name in missing]
    parts += [ast.unparse(_module([node])) for node in body]
    return ("\n\n".join(parts) + "\n").encode()


class _Drawing:
    """Draws the public outline of definitions; `known` are the names that an expression may use."""

    def __init__(self, known: set[str]) -> None:
        self._known = known

    def draw(self, node: ast.stmt) -> list[ast.stmt]:
        """Return the outline of a module's or a class's statement: one statement or none."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            special = node.name.startswith("__") and node.name.endswith("__")
            return [] if node.name.startswith("_") and not special else [self._function(node)]
        if isinstance(node, ast.ClassDef):
            return [] if node.name.startswith("_") else [self._class(node)]
        return []

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        node.decorator_list = self._decorators(node.decorator_list)
        node.args.defaults = [self._default(default) for default in node.args.defaults]
        node.args.kw_defaults = [default and self._default(default) for default in node.args.kw_defaults]
        node.body = [*_docstring(node), ast.Raise(ast.Name("NotImplementedError", ast.Load()), None)]
        return node

    def _class(self, node: ast.ClassDef) -> ast.stmt:
        node.decorator_list = self._decorators(node.decorator_list)
        node.bases = [base for base in node.bases if self._fits(base)]
        node.keywords = [keyword for keyword in node.keywords if self._fits(keyword.value)]
        enum = any(_last_name(base) in _ENUMS for base in node.bases)
        inner: list[ast.stmt] = _docstring(node)
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                if not item.target.id.startswith("_"):
                    item.value = item.value and self._default(item.value)
                    inner.append(item)
            elif isinstance(item, ast.Assign) and enum:
                inner.append(item)
            else:
                inner += self.draw(item)
        node.body = inner or [ast.Pass()]
        return node

    def _decorators(self, decorators: list[ast.expr]) -> list[ast.expr]:
        return [decorator for decorator in decorators if _last_name(decorator) in _KEPT_DECORATORS]

    def _default(self, value: ast.expr) -> ast.expr:
        return value if self._fits(value) else ast.Constant(...)

    def _fits(self, value: ast.expr) -> bool:
        if any(isinstance(part, ast.Lambda) for part in ast.walk(value)):
            return False
        return all(part.id in self._known for part in ast.walk(value) if isinstance(part, ast.Name))


def _docstring(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[ast.stmt]:
    return [node.body[0]] if ast.get_docstring(node, clean=False) is not None else []


def _last_name(node: ast.expr) -> str:
    """Return `c` of `a.b.c`, and of a call of it."""
    match node:
        case ast.Call(func=function):
            return _last_name(function)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _definitions(tree: ast.Module) -> set[str]:
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _bound(node: ast.stmt) -> set[str]:
    """Return the names that an import binds."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return set()
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}


def _import(node: ast.stmt, used: set[str]) -> list[ast.stmt]:
    """Return the part of an import that is used; a relative one keeps its public names (a package's face)."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return []
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return []
    face = isinstance(node, ast.ImportFrom) and node.level > 0
    kept = [
        alias
        for alias in node.names
        if (name := alias.asname or alias.name.partition(".")[0]) in used or (face and not name.startswith("_"))
    ]
    if not kept:
        return []
    return [ast.Import(kept)] if isinstance(node, ast.Import) else [ast.ImportFrom(node.module, kept, node.level)]


def _module(body: list[ast.stmt]) -> ast.Module:
    return ast.fix_missing_locations(ast.Module(body, []))
