"""Draw a starter from a reference, by its text alone: public signatures, docstrings, and nothing of how it is done."""

import ast
import builtins
from collections.abc import Container, Iterable, Mapping
from pathlib import PurePosixPath

from runner.catalog import suite
from runner.model import BadInput

_KEPT_DECORATORS = frozenset(
    {"property", "staticmethod", "classmethod", "dataclass", "abstractmethod", "overload", "contextmanager"}
    | {"asynccontextmanager", "setter", "getter", "deleter", "unique", "runtime_checkable", "total_ordering"}
)
_METACLASSES = frozenset({"ABCMeta", "EnumMeta", "EnumType"})
_RUN_BY_CLASSES = frozenset({"__init_subclass__", "__set_name__", "__prepare__", "__mro_entries__"})
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})


def starter_files(reference: Mapping[str, bytes], names: Mapping[str, Iterable[str]]) -> dict[str, bytes]:
    """Return the starter's files by path, drawn from the reference's Python files.

    `names` are those that the tests take from each module (by its dotted name). What the starter's own modules then
    still take from each other is kept as well, until each finds what it imports.
    """
    sources = {path: data for path, data in reference.items() if path.endswith(".py")}
    paths = {module_name(path): path for path in sources}
    needed: dict[str, set[str]] = {path: set() for path in sources}
    for module, taken in names.items():
        if module in paths:
            needed[paths[module]].update(taken)
    own = frozenset(module.partition(".")[0] for module in paths)
    drawn = {path: starter_source(data, needed=needed[path], own=own) for path, data in sources.items()}
    stale = set(sources)
    while stale:
        grown: set[str] = set()
        for path in stale:
            for module, name in _taken(drawn[path], path, paths):
                target = paths.get(module)
                if target and f"{module}.{name}" not in paths and name != "*" and name not in needed[target]:
                    needed[target].add(name)
                    grown.add(target)
        drawn |= {path: starter_source(sources[path], needed=needed[path], own=own) for path in grown}
        stale = grown
    return drawn


def module_name(path: str) -> str:
    """Return the dotted name of the module in a file."""
    pure = PurePosixPath(path)
    return ".".join(pure.parent.parts if pure.name == "__init__.py" else pure.with_suffix("").parts)


def _taken(source: bytes, path: str, known: Container[str]) -> list[tuple[str, str]]:
    """Return (module, name) for what a file takes of other modules, relative imports resolved."""
    package = PurePosixPath(path).parent.parts
    tree = suite.parse(source, path)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            within = package[: len(package) - node.level + 1]
            node.module, node.level = ".".join((*within, *([node.module] if node.module else []))), 0
    return [(module, name) for module, names in suite.imported_names(tree, known).items() for name in names]


def starter_source(reference: bytes, *, needed: Iterable[str] = (), own: frozenset[str] = frozenset()) -> bytes:
    """Return the source of a starter: it can be imported, and every function in it raises NotImplementedError.

    `own` are the top-level names of what is handed in. Kept: public functions and classes, their public and special
    methods, annotated fields, members of enums, and the imports that these use. Dropped: bodies, private names,
    constants, decorators that would tell the solution (a cache), defaults and bases that need something dropped. Of
    the `needed` names, private classes and functions are kept, and those left undefined become None.
    """
    needed = frozenset(needed)
    try:
        tree = suite.parse(reference, "reference")
    except ValueError as error:
        raise BadInput(f"The reference {error}. Give one that works.") from error
    offered = {name for node in tree.body for name in _bound(node)}
    public = {name for name in _definitions(tree) if not name.startswith("_") or name in needed}
    from_outside = {name for node in tree.body if not _is_own(node, own) for name in _bound(node)}
    drawing = _Drawing(offered | public | set(dir(builtins)), needed, from_outside | set(dir(builtins)))
    body = [drawn for node in tree.body for drawn in drawing.draw(node)]
    used = {name.id for node in body for name in ast.walk(node) if isinstance(name, ast.Name)}
    imports = [kept for node in tree.body for kept in _import(node, used | needed, own)]
    there = public | {name for node in imports for name in _bound(node)}
    missing = sorted(name for name in needed if name not in there and name.isidentifier() and name != "__name__")
    future: list[ast.stmt] = [ast.ImportFrom("__future__", [ast.alias("annotations")], 0)]
    parts = ['"""Write your solution here."""', ast.unparse(_module(future))]
    parts += [f"{name} = None  # to be written" for name in missing]  # ahead: a star import may know better
    parts += [ast.unparse(_module(imports))] if imports else []
    parts += [ast.unparse(_module([node])) for node in body]
    return ("\n\n".join(parts) + "\n").encode()


class _Drawing:
    """Draws the public outline of definitions; `known` are the names that may stand alone, `done` those that work."""

    def __init__(self, known: set[str], needed: frozenset[str], done: set[str]) -> None:
        self._known = known
        self._done = done
        self._needed = needed

    def draw(self, node: ast.stmt) -> list[ast.stmt]:
        """Return the outline of a module's or a class's statement: one statement or none."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            special = node.name.startswith("__") and node.name.endswith("__")
            kept = special and node.name not in _RUN_BY_CLASSES
            return [self._function(node)] if kept or self._is_kept(node.name) else []
        if isinstance(node, ast.ClassDef):
            return [self._class(node)] if self._is_kept(node.name) else []
        return []

    def _is_kept(self, name: str) -> bool:
        return not name.startswith("_") or name in self._needed

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        node.decorator_list = self._decorators(node.decorator_list)
        node.args.defaults = [self._default(default) for default in node.args.defaults]
        node.args.kw_defaults = [default and self._default(default) for default in node.args.kw_defaults]
        node.body = [*_docstring(node), ast.Raise(ast.Name("NotImplementedError", ast.Load()), None)]
        return node

    def _class(self, node: ast.ClassDef) -> ast.stmt:
        node.decorator_list = self._decorators(node.decorator_list)
        node.bases = [base for base in node.bases if self._fits(base)]
        node.keywords = [keyword for keyword in node.keywords if _last_name(keyword.value) in _METACLASSES]
        enum = any(_last_name(base) in _ENUMS for base in node.bases)
        inner: list[ast.stmt] = _docstring(node)
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                if not item.target.id.startswith("_"):
                    item.value = item.value and self._default(item.value)
                    inner.append(item)
            elif isinstance(item, ast.Assign) and enum:
                texts = any(_last_name(base) == "StrEnum" for base in node.bases)
                number = len(inner) + 1
                item.value = item.value if self._fits(item.value) else ast.Constant(str(number) if texts else number)
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
        names = self._known if isinstance(value, ast.Name | ast.Attribute) else self._done  # of its own, some are None
        return all(self._is_safe(part, names) for part in ast.walk(value))

    def _is_safe(self, part: ast.AST, names: set[str]) -> bool:
        """Whether a part of an expression can be evaluated in a starter, where much is missing and nothing works."""
        match part:
            case ast.Lambda():
                return False
            case ast.Attribute(attr=name):
                return not name.startswith("_")
            case ast.Name(id=name):
                return name in names
            case _:
                return True


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


def _is_own(node: ast.stmt, own: frozenset[str]) -> bool:
    """Whether an import is one from what is handed in itself."""
    return isinstance(node, ast.ImportFrom) and (node.level > 0 or str(node.module).partition(".")[0] in own)


def _definitions(tree: ast.Module) -> set[str]:
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _bound(node: ast.stmt) -> set[str]:
    """Return the names that an import binds."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return set()
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}


def _import(node: ast.stmt, used: set[str], own: frozenset[str]) -> list[ast.stmt]:
    """Return the part of an import that is used; one from the package itself keeps its public names (its face)."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return []
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return []
    face = _is_own(node, own)
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
