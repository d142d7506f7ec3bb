"""Mutants: a problem's reference with one small change each, made by the operators of Cosmic Ray.

Its operators work on parso's trees and say where they could change something; which of those places are used is
decided here and in places.py. What does not compile, or compiles to the very same code, is no mutant.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from types import CodeType
from typing import Any

from runner.model import BadInput, Problem, SourceFile, Submission
from runner.proving.places import Kept, Place

_REFERENCE = "reference/"
_LEFT_OUT = frozenset({
    "VariableInserter", "VariableReplacer",  # they would have to be told which names
    "ReplaceComparisonOperator_Eq_Is", "ReplaceComparisonOperator_NotEq_IsNot",  # they change something only where
    "ReplaceComparisonOperator_Is_Eq", "ReplaceComparisonOperator_IsNot_NotEq",  # Python happens not to share a value
})  # fmt: skip
_SIGNATURES = frozenset({"parameters", "param", "lambdef", "argument", "arglist", "star_expr"})  # stars, not products
MISSING = "mutants need Cosmic Ray, which is not installed: pip install 'prebrief[mutants]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where and how a mutant could be made: the operator's n-th change on a line; `at` is the changed text's begin."""

    file: str
    operator: str
    line: int
    occurrence: int
    at: Place
    was: str
    node: int = field(compare=False)
    index: int = field(compare=False)

    @property
    def name(self) -> str:
        """What it is called: file, line, operator, and the occurrence where the line has several."""
        more = f".{self.occurrence}" if self.occurrence else ""
        return f"{self.file}:{self.line}:{self.operator}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A changed reference. `was` and `becomes` are the changed line without its indentation, "" for a removed one."""

    spot: Spot
    becomes: str
    source: str = field(repr=False)

    @property
    def name(self) -> str:
        """Its spot's name."""
        return self.spot.name

    @property
    def was(self) -> str:
        """The line before."""
        return self.spot.was

    @property
    def diff(self) -> str:
        """The changed line, before and after."""
        return f"- {self.was}\n+ {self.becomes}"

    def submission(self, problem: Problem) -> Submission:
        """Return the changed reference as somebody would hand it in."""
        files = {path.removeprefix(_REFERENCE): data for path, data in problem.under(_REFERENCE).items()}
        files[self.spot.file] = self.source.encode()
        ordered = tuple(SourceFile(path=path, data=files[path]) for path in sorted(files))
        return Submission(candidate=self.name, files=ordered)


class Reference:
    """A problem's reference as what mutants are made of; raises BadInput where Cosmic Ray is not there."""

    def __init__(self, problem: Problem) -> None:
        self._sources = {
            path.removeprefix(_REFERENCE): data.decode("utf-8", "replace")
            for path, data in sorted(problem.under(_REFERENCE).items())
            if path.endswith(".py")
        }
        self._essence = {file: _essence(compile(source, file, "exec")) for file, source in self._sources.items()}

    def spots(self) -> tuple[Spot, ...]:
        """Return every place where a mutant could be made, in the order of the files and lines."""
        return tuple(sorted(self._spots(), key=lambda spot: (spot.file, spot.at, spot.operator, spot.occurrence)))

    def mutant(self, spot: Spot) -> Mutant | None:
        """Return the mutant of a spot, None where the change does not compile or changes nothing."""
        source = _changed(self._sources[spot.file], spot)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # of what Python warns of, as `is` with a literal, nobody hands in
                code = compile(source, spot.file, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, OverflowError, MemoryError):
            return None
        if _essence(code) == self._essence[spot.file]:
            return None
        return Mutant(spot=spot, becomes=_line_after(self._sources[spot.file], source), source=source)

    def _spots(self) -> Iterator[Spot]:
        operators = _operators()
        for file, source in self._sources.items():
            kept, lines = Kept(source), source.split("\n")
            seen: Counter[tuple[str, int]] = Counter()
            for number, node in enumerate(_nodes(source)):
                for operator, instance in operators.items():
                    for index, (at, _end) in enumerate(instance.mutation_positions(node)):
                        if kept.holds(at) or (node.type == "operator" and node.parent.type in _SIGNATURES):
                            continue
                        line = at[0]
                        was = lines[line - 1].strip()
                        occurrence = seen[operator, line]
                        seen[operator, line] += 1
                        yield Spot(
                            file=file,
                            operator=operator,
                            line=line,
                            occurrence=occurrence,
                            at=at,
                            was=was,
                            node=number,
                            index=index,
                        )


@cache
def _operators() -> dict[str, Any]:
    try:
        from cosmic_ray.operators.provider import OperatorProvider
    except ImportError as error:
        raise BadInput(MISSING) from error
    provider = OperatorProvider()
    return {name: provider[name]() for name in provider if name not in _LEFT_OUT}


def _nodes(source: str) -> list[Any]:
    from cosmic_ray.ast import ast_nodes, get_ast

    return list(ast_nodes(get_ast(source)))


def _changed(source: str, spot: Spot) -> str:
    """Return the source with one change; operators work on the tree in place, so it is parsed anew."""
    nodes = _nodes(source)
    node = nodes[spot.node]
    parent = node.parent
    changed = _operators()[spot.operator].mutate(node, spot.index)
    if parent is not None and changed is not node:
        place = next(number for number, child in enumerate(parent.children) if child is node)
        parent.children[place : place + 1] = [] if changed is None else [changed]
    return str(nodes[0].get_code())


def _line_after(before: str, after: str) -> str:
    """Return the first line that is new, or "" where lines only went."""
    old, new = before.split("\n"), after.split("\n")
    if len(new) < len(old):
        return ""
    return next((now.strip() for was, now in zip(old, new, strict=False) if was != now), "")


def _essence(code: CodeType) -> tuple[object, ...]:
    """Return what a code object does, without where it stands."""
    constants = tuple(_essence(each) if isinstance(each, CodeType) else _constant(each) for each in code.co_consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    shape = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    return code.co_name, code.co_code, constants, names, shape, code.co_exceptiontable


def _constant(value: object) -> tuple[str, str]:
    """Return a constant so that 1, 1.0 and True differ."""
    return type(value).__name__, repr(value)
