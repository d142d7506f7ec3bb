"""Which places of a source a mutation may change: those whose change could matter to who calls the code.

Left as they are: annotations, what runs only as a script, `__all__`, the options of a class's decorators (`slots=True`
and its like), and the texts of errors, which no brief promises.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

Place = tuple[int, int]  # line from 1, column from 0 in characters
_SCRIPT = "__name__"
_LISTS = "__all__"


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
    for node in ast.walk(tree):
        for kept in _kept(node):
            if kept.end_lineno is not None and kept.end_col_offset is not None:
                yield (kept.lineno, kept.col_offset), (kept.end_lineno, kept.end_col_offset)


def _kept(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.AnnAssign():
            yield node.annotation
        case ast.arg(annotation=ast.expr() as annotation):
            yield annotation
        case ast.FunctionDef() | ast.AsyncFunctionDef() if node.returns is not None:
            yield node.returns
        case ast.If(test=ast.Compare(left=ast.Name(id=name))) if name == _SCRIPT:
            yield node
        case ast.Assign(targets=[ast.Name(id=name)]) if name == _LISTS or _is_alias(node.value):
            yield node
        case ast.ClassDef():
            yield from (options for options in node.decorator_list if isinstance(options, ast.Call))
        case ast.Raise():
            yield from (part for part in ast.walk(node) if isinstance(part, ast.JoinedStr))


def _is_alias(value: ast.expr) -> bool:
    """Whether an assignment only names a type: `Label = int | str`."""
    match value:
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return _is_type(left) and _is_type(right)
    return False


def _is_type(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=name):
            return name in {"int", "float", "str", "bytes", "bool", "complex", "list", "dict", "set", "tuple", "object"}
        case ast.Subscript():
            return _is_type(value.value)
    return isinstance(value, ast.BinOp) and _is_alias(value)
