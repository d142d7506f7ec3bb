"""Which arguments a call changed in place: the judge asks where the reference's run showed that calls do that."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.wall.lending import changeable, is_array

_DEEPEST = 100
_COMPARED = (int, float, str, bytes, bool, frozenset)


class Changes:
    """Looks at the arguments of each call before and after it, and keeps what the last one changed."""

    def __init__(self) -> None:
        self.last: tuple[tuple[int | str, object], ...] = ()

    def during(self, call: Callable[[], Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Make a call; `last` then has the place and the state of each argument that is not as it was."""
        places = changeable(args, kwargs)
        before = {place: _picture(value, _DEEPEST) for place, value in places.items()}
        try:
            return call()
        finally:
            self.last = tuple(
                (place, value)
                for place, value in places.items()
                if not _same(before[place], _picture(value, _DEEPEST))
            )


def _picture(value: Any, depth: int) -> Any:
    """Return a nested list of what a container holds; what is no container stands for itself."""
    if depth == 0:
        return [object()]
    if isinstance(value, dict):
        return [_picture(part, depth - 1) for pair in value.items() for part in pair]
    if isinstance(value, list | tuple | deque):
        return [_picture(part, depth - 1) for part in value]
    return _flat(value)


def _flat(value: Any) -> Any:
    if isinstance(value, set):
        return [frozenset(value)]
    if isinstance(value, bytearray):
        return [bytes(value)]
    return [value.dtype.str, *value.shape, value.tobytes()] if is_array(value) else value


def _same(before: Any, after: Any) -> bool:
    if type(before) is list and type(after) is list:
        return len(before) == len(after) and all(map(_same, before, after))
    return before is after or (type(before) is type(after) and type(before) in _COMPARED and bool(before == after))
