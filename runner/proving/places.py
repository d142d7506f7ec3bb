"""Which places of a source a mutation may change: those whose change could matter to who calls the code.

Left as they are: annotations, aliases of types, what runs only as a script, `__all__`, the options of a class's
decorators (`slots=True` and its like), and the texts of errors, which no brief promises.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

Place = tuple[int, int]  # line from 1, column from 0 in characters
_SCRIPT = "__name__"
_LISTS = "__all__"
_TYPING = frozenset({"collections.abc", "numpy.typing", "types", "typing"})
_BUILT_IN = frozenset(
    {"bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple", "type"}
)


class Kept:
    """The ranges of a source that stay as they are; raises SyntaxError for what Python here does not parse."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._ranges = [(self._place(*start), self._place(*end)) for start, end in _ranges(ast.parse(source))]

    def holds(self, place: Place) -> bool:
        """Whether a mutation that begins at a place would change what stays."""
        return any(start <= place < end for start, end in self._ranges)

    def _place(self, line: int, offset: int) -> Place:
        """Return a place whose column counts characters: the syntax tree's counts bytes."""
        text = self._lines[line - 1].encode("utf-8", "surrogatepass")
        return line, len(text[:offset].decode("utf-8", "replace"))


def _ranges(tree: ast.Module) -> Iterator[tuple[Place, Place]]:
    types = _BUILT_IN | frozenset(_imported(tree))
    for node in ast.walk(tree):
        for kept in _kept(node, types):
            if kept.end_lineno is not None and kept.end_col_offset is not None:
                yield (kept.lineno, kept.col_offset), (kept.end_lineno, kept.end_col_offset)


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names under which a source has typing's modules, or what it took from them."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (each.asname or each.name for each in names if each.name in _TYPING)
            case ast.ImportFrom(module=module, names=names) if module in _TYPING:
                yield from (each.asname or each.name for each in names)


def _kept(node: ast.AST, types: frozenset[str]) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.AnnAssign():
            yield node.annotation
        case ast.arg(annotation=ast.expr() as annotation):
            yield annotation
        case ast.FunctionDef() | ast.AsyncFunctionDef() if node.returns is not None:
            yield node.returns
        case ast.If(test=ast.Compare(left=ast.Name(id=name))) if name == _SCRIPT:
            yield node
        case ast.Assign(targets=[ast.Name(id=name)]) if name == _LISTS or _is_alias(node.value, types):
            yield node
        case ast.ClassDef():
            yield from (options for options in node.decorator_list if isinstance(options, ast.Call))
        case ast.Raise():
            yield from (part for part in ast.walk(node) if isinstance(part, ast.JoinedStr))


def _is_alias(value: ast.expr, types: frozenset[str]) -> bool:
    """Whether an assignment only names a type: `Label = int | str`, `Rates = dict[str, float | None]`."""
    return isinstance(value, ast.BinOp | ast.Subscript) and _is_type(value, types)


def _is_type(value: ast.expr, types: frozenset[str]) -> bool:
    match value:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name)):
            return name in types
        case ast.Subscript(value=generic):
            return _is_type(generic, types)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return _is_type(left, types) and _is_type(right, types)
    return False
