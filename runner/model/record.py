"""What JSON holds, read as a frozen value by the types that its dataclass declares."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


def record_of(kind: Any, plain: object, where: str) -> Any:
    """Make a dataclass of a dictionary that has exactly its fields, each of its own type; raises ValueError."""
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
    if kind is object:  # any JSON
        return value
    if get_origin(kind) is tuple and type(value) is list:
        return tuple(_value(get_args(kind)[0], item, where) for item in value)
    if get_origin(kind) is dict and type(value) is dict:
        return {name: _value(get_args(kind)[1], item, where) for name, item in value.items()}
    return _scalar(kind, value, where)


def _scalar(kind: Any, value: Any, where: str) -> Any:
    if kind is datetime and type(value) is str:
        return _moment(value, where)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if type(value) is not str or value not in [each.value for each in kind]:
            raise ValueError(f"{where} is {_told(value)}, which it can't be")
        return kind(value)
    if kind is float and type(value) in (int, float) and abs(value) <= sys.float_info.max:
        return float(value)
    if type(value) is not kind or kind is float:
        raise ValueError(f"{where} is {_told(value)}, which it can't be")
    return value


def _moment(value: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{where} is {_told(value)}, which is no moment") from None
    if moment.tzinfo is None:
        raise ValueError(f"{where} is {_told(value)}, which is no moment")
    return moment.astimezone(UTC)


def _told(value: object) -> str:
    """Show a value in an error, bounded; of one that holds others, which may be many and deep, only the type."""
    return type(value).__name__ if isinstance(value, list | dict) else repr(str(value)[:40])
