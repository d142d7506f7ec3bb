"""What a request of the judge may ask for: calls, operators, attributes, steps of generators."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any

from sandbox.wall.guest.survey import describe_target

_PROTOCOL: dict[str, Callable[..., Any]] = {
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__reversed__": reversed,
    "__contains__": operator.contains,
    "__getitem__": operator.getitem,
    "__setitem__": operator.setitem,
    "__delitem__": operator.delitem,
    "__bool__": bool,
    "__str__": str,
    "__repr__": repr,
    "__hash__": hash,
    "__format__": format,
}
_STEPS = {"next": "__next__", "send": "send", "throw": "throw", "close": "close"}
_ASYNC_STEPS = {"next": "__anext__", "send": "asend", "throw": "athrow", "close": "aclose"}


def _special(target: Any, name: str, args: tuple[Any, ...]) -> Any:
    protocol = _PROTOCOL.get(name)
    if protocol is not None:
        return protocol(target, *args)
    method = getattr(type(target), name, None)
    if method is None:
        raise TypeError(f"{type(target).__name__!r} object does not support {name}")
    return method(target, *args)


def _resume(target: Any, step: str, value: Any) -> Any:
    asynchronous = hasattr(type(target), "__anext__")
    name = (_ASYNC_STEPS if asynchronous else _STEPS)[step]
    method = getattr(target, name)
    return method() if step in ("next", "close") else method(value)


DEEDS: dict[str, Callable[..., Any]] = {
    "call": lambda target, args, kwargs: target(*args, **kwargs),
    "invoke": lambda target, name, args, kwargs: getattr(target, name)(*args, **kwargs),
    "special": _special,
    "get": getattr,
    "set": setattr,
    "del": delattr,
    "resume": _resume,
    "item": operator.getitem,
    "echo": lambda target, *_sent: target,
    "await": lambda target: target,
    "describe": describe_target,
    "copy": lambda target, how: copy.deepcopy(target) if how == "deep" else copy.copy(target),
    "enum names": lambda target: list(target.__members__),
}
