"""Run in a box: in what two results differ, as a sentence. Types count, exceptions by their class, NaN is itself."""

import dataclasses
import enum
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

Pair = tuple[object, Any, Any]
_SHOWN = 120


@dataclasses.dataclass
class Raised:
    """That a run ended in an exception; its text is nobody's promise."""

    name: str


def difference(was: Any, now: Any, tolerance: float, where: str = "the result") -> str:
    """Say in what two values differ, or ""; raises TypeError for what can't be compared."""
    if type(was).__name__ != type(now).__name__:
        return f"{where} is a {type(was).__name__} ({shown(was)}), then a {type(now).__name__} ({shown(now)})"
    if isinstance(was, dict | list | tuple) or dataclasses.is_dataclass(was):
        return _of_parts(was, now, tolerance, where)
    if isinstance(was, np.ndarray | np.generic):
        return _of_arrays(was, now, tolerance, where)
    return "" if _same(was, now, tolerance, where) else f"{where} is {shown(was)}, then {shown(now)}"


def shown(value: object) -> str:
    """Return a value as text, cut."""
    return repr(value)[:_SHOWN]


def _of_parts(was: Any, now: Any, tolerance: float, where: str) -> str:
    if isinstance(was, dict):
        keys = {_key(key): key for key in now}
        if len(was) != len(now) or any(_key(key) not in keys for key in was):
            return f"{where} has other keys: {shown(was)}, then {shown(now)}"
        return _first(((repr(key), value, now[keys[_key(key)]]) for key, value in was.items()), tolerance, where)
    if dataclasses.is_dataclass(was):
        names = [each.name for each in dataclasses.fields(was)]
        return _first(((name, getattr(was, name), getattr(now, name)) for name in names), tolerance, where)
    if len(was) != len(now):
        return f"{where} has {len(was)} items, then {len(now)}"
    return _first(((place, was[place], now[place]) for place in range(len(was))), tolerance, where)


def _of_arrays(was: Any, now: Any, tolerance: float, where: str) -> str:
    if was.dtype != now.dtype or was.shape != now.shape:
        return f"{where} is {was.dtype}{list(was.shape)}, then {now.dtype}{list(now.shape)}"
    if was.dtype.kind in "fc":
        same = bool(np.allclose(was, now, rtol=tolerance, atol=tolerance, equal_nan=True))
    else:
        same = bool(np.all(was == now))
    return "" if same else f"{where} is {shown(was)}, then {shown(now)}"


def _same(was: Any, now: Any, tolerance: float, where: str) -> bool:
    if isinstance(was, enum.Enum):
        return bool(was.name == now.name)
    if isinstance(was, BaseException):
        return True
    if isinstance(was, set | frozenset):
        return {_key(item) for item in was} == {_key(item) for item in now}
    if isinstance(was, float):
        both_nan = was != was and now != now
        return both_nan or math.isclose(was, now, rel_tol=tolerance, abs_tol=tolerance)
    if was is None or isinstance(was, bool | int | str | bytes | complex):
        return bool(was == now)
    raise TypeError(f"run() returns a {type(was).__name__} in {where}: return plain values, which can be compared")


def _first(pairs: Iterable[Pair], tolerance: float, where: str) -> str:
    said = (difference(was, now, tolerance, f"{where}[{name}]") for name, was, now in pairs)
    return next((each for each in said if each), "")


def _key(value: object) -> tuple[str, str]:
    return type(value).__name__, repr(value)
