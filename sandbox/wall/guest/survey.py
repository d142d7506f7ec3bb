"""What a module of the submission has: the description that the wall's interface is made of.

Only the reference's survey is believed; a submission's own is asked for signatures and kinds alone.
"""

from __future__ import annotations

import enum
import inspect
import sys
from types import ModuleType
from typing import Any

from sandbox.wall.codec import dumps
from sandbox.wall.codec.standard import name_of_exception_class
from sandbox.wall.interface import SPECIALS, NameKind, is_private

_OURS = frozenset({"sandbox", "runner"})


def survey(module: ModuleType) -> dict[str, Any]:
    """Describe the public names of a module with all classes it defines, and the packages that it imported."""
    names: dict[str, Any] = {}
    for name, value in list(vars(module).items()):
        if name.startswith("__") or isinstance(value, ModuleType):
            continue
        description = describe_name(module, value)
        if description is not None:
            names[name] = description
    for cls in _nested(module):
        names.setdefault(cls.__qualname__, describe_class(cls))
    return {"names": names, "packages": _packages()}


def describe_name(module: ModuleType, value: Any) -> dict[str, Any] | None:
    """Describe one name: its kind, and for a class what its instances can do."""
    if isinstance(value, type):
        return describe_class(value) if _own(module, value) or not _known(value) else None
    if inspect.iscoroutinefunction(value):
        return {"kind": NameKind.ASYNC_FUNCTION.value}
    if callable(value) and not _own(module, type(value)):
        return {"kind": NameKind.FUNCTION.value}
    if _own(module, type(value)):
        return {"kind": NameKind.INSTANCE.value, "class": type(value).__qualname__}
    try:
        dumps(value)
    except Exception:  # noqa: BLE001 -- whatever has no way over is no part of the interface
        return None
    return {"kind": NameKind.VALUE.value}


def describe_class(cls: type) -> dict[str, Any]:
    """Describe a class: bases, the operators it defines itself, its public members."""
    error = issubclass(cls, BaseException)
    return {
        "kind": (NameKind.EXCEPTION if error else NameKind.CLASS).value,
        "bases": [_base_name(base) for base in cls.__bases__ if base is not object],
        "specials": {} if error else dict.fromkeys(_specials(cls), "sync"),
        "members": _members(cls),
        "enum": issubclass(cls, enum.Enum),
    }


def describe_target(value: Any) -> dict[str, Any]:
    """Tell the kind and the signature of a callable: (name, kind, has a default, the default where it is plain)."""
    kind = NameKind.ASYNC_FUNCTION if inspect.iscoroutinefunction(value) else NameKind.FUNCTION
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return {"kind": kind.value, "signature": None}
    return {"kind": kind.value, "signature": [_parameter(parameter) for parameter in parameters]}


def _parameter(parameter: inspect.Parameter) -> tuple[str, int, bool, object]:
    has_default = parameter.default is not inspect.Parameter.empty
    default = parameter.default if has_default and type(parameter.default) in (int, float, str, bool) else None
    return parameter.name, int(parameter.kind), has_default, default


def _specials(cls: type) -> list[str]:
    found: set[str] = set()
    for base in cls.__mro__:
        if base is not object:
            found.update(name for name, value in vars(base).items() if name in SPECIALS and value is not None)
    return sorted(found)


def _members(cls: type) -> dict[str, str]:
    members: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base is object or base.__module__ == "builtins":
            continue
        for name, value in vars(base).items():
            if not is_private(name) and name not in SPECIALS:
                members[name] = _member_kind(value)
        for name in getattr(base, "__annotations__", {}):
            if not is_private(name):
                members.setdefault(name, "attribute")
    return dict(sorted(members.items()))


def _member_kind(value: Any) -> str:
    named: tuple[tuple[type, str], ...] = (
        (staticmethod, "static method"),
        (classmethod, "class method"),
        (property, "property"),
        (type, "class"),
    )
    for kind, word in named:
        if isinstance(value, kind):
            return word
    if inspect.iscoroutinefunction(value):
        return "async method"
    return "method" if inspect.isroutine(value) else "attribute"


def _base_name(base: type) -> str:
    known = name_of_exception_class(base)
    return f"{known[0]}:{known[1]}" if known is not None else base.__qualname__


def _nested(module: ModuleType) -> list[type]:
    """All classes that the module defines, also private ones and those inside classes."""
    found: list[type] = []
    todo = [value for value in vars(module).values() if isinstance(value, type) and _own(module, value)]
    while todo:
        cls = todo.pop()
        if cls not in found:
            found.append(cls)
            todo += [value for value in vars(cls).values() if isinstance(value, type) and _own(module, value)]
    return found


def _own(module: ModuleType, cls: type) -> bool:
    root = module.__name__.partition(".")[0]
    return cls.__module__.partition(".")[0] == root


def _known(cls: type) -> bool:
    return cls.__module__.partition(".")[0] in sys.stdlib_module_names or cls.__module__.startswith("numpy")


def _packages() -> list[str]:
    """Return the installed packages that are imported by now: what boxes can import ahead of need."""
    tops = {name.partition(".")[0] for name, module in list(sys.modules.items()) if getattr(module, "__file__", None)}
    installed = {top for top in tops if top not in sys.stdlib_module_names and top not in _OURS}
    packages = {top for top in installed if not top.startswith("_") and _is_installed(top)}
    if "numpy" in packages:
        packages.add("numpy.random")  # every guest seeds it, and its import costs more than all else that a guest does
    return sorted(packages)


def _is_installed(top: str) -> bool:
    file = getattr(sys.modules.get(top), "__file__", "") or ""
    return "site-packages" in file or "/packages/" in file
