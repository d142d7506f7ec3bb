"""Grades as JSON lines: what the journal and `results.jsonl` hold, versioned and complete."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from runner.model import Grade, OurFault, TestResult

FORMAT = 1
MAX_LINE_BYTES = 32 * 1024 * 1024
_LEFT_OUT = "(left out: the record would be too long)"


def to_line(grade: Grade) -> str:
    """Write a grade as one line of JSON, ASCII only, so that no byte of a candidate's text reaches a terminal raw.

    A line that would be too long to be read again goes without what the tests printed, or without any words of theirs.
    """
    line = _dumps(grade)
    for lighter in (_without_output, _without_words):
        if len(line) >= MAX_LINE_BYTES:
            line = _dumps(replace(grade, tests=tuple(map(lighter, grade.tests))))
    if len(line) >= MAX_LINE_BYTES:
        raise OurFault(f"the grade of {grade.candidate!r} is too long to be kept: {len(line)} bytes")
    return line


def from_line(line: str | bytes) -> Grade:
    """Read a line that `to_line` wrote; raises ValueError that says what is wrong with it."""
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"a line of {len(line)} bytes is no grade")
    try:
        plain = json.loads(line if isinstance(line, str) else line.decode())
    except RecursionError:
        raise ValueError("a line nested too deep is no grade") from None
    if not isinstance(plain, dict) or type(plain.get("format")) is not int or plain.pop("format") != FORMAT:
        raise ValueError(f"not a grade of format {FORMAT}")
    grade: Grade = record_of(Grade, plain, "grade")
    return grade


def _dumps(grade: Grade) -> str:
    return json.dumps({"format": FORMAT, **asdict(grade)}, ensure_ascii=True, sort_keys=True, allow_nan=False)


def _without_output(test: TestResult) -> TestResult:
    return replace(test, output=_LEFT_OUT if test.output else "")


def _without_words(test: TestResult) -> TestResult:
    return replace(_without_output(test), message=_LEFT_OUT if test.message else "", counterexample="")


def record_of(kind: Any, plain: object, where: str) -> Any:
    """Make a dataclass of a dictionary that has exactly its fields, each of its own type."""
    if not isinstance(plain, Mapping):
        raise ValueError(f"{where} is {type(plain).__name__}, not an object")
    names = {each.name for each in fields(kind)}
    if strange := names ^ set(plain):
        raise ValueError(f"{where} has unknown or missing keys: {', '.join(sorted(strange))[:200]}")
    kinds = _kinds(kind)
    return kind(**{name: _value(kinds[name], value, f"{where}.{name}") for name, value in plain.items()})


@cache
def _kinds(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, value: Any, where: str) -> Any:
    if isinstance(kind, UnionType):  # of one type and None
        return None if value is None else _value(get_args(kind)[0], value, where)
    if is_dataclass(kind):
        return record_of(kind, value, where)
    if get_origin(kind) is tuple and type(value) is list:
        return tuple(_value(get_args(kind)[0], item, where) for item in value)
    if get_origin(kind) is dict and type(value) is dict:
        return {name: _value(get_args(kind)[1], item, where) for name, item in value.items()}
    return _scalar(kind, value, where)


def _scalar(kind: Any, value: Any, where: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if type(value) is not str or value not in [each.value for each in kind]:
            raise ValueError(f"{where} is {_told(value)}, which it can't be")
        return kind(value)
    if kind is float and type(value) in (int, float) and abs(value) <= sys.float_info.max:
        return float(value)
    if type(value) is not kind or kind is float:
        raise ValueError(f"{where} is {_told(value)}, which it can't be")
    return value


def _told(value: object) -> str:
    """Show a value in an error, bounded; of one that holds others, which may be many and deep, only the type."""
    return type(value).__name__ if isinstance(value, list | dict) else repr(str(value)[:40])
