"""What a module of the submission has: the description that the wall's interface is made of.

Only the reference's survey is believed; a submission's own is asked for signatures and kinds alone.
"""

from __future__ import annotations

import enum
import inspect
import pkgutil
import sys
from importlib.machinery import FileFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from sandbox.wall.codec import dumps
from sandbox.wall.codec.standard import name_of_exception_class
from sandbox.wall.interface import SPECIALS, TOLD, NameKind, is_private

_OURS = frozenset({"sandbox", "runner"})
_LAZY = frozenset({"scipy"})  # its parts are imported when they are asked for, which takes a second or two


def survey(module: ModuleType) -> dict[str, Any]:
    """Describe a module and all that are imported of its package, what else lies there, and the packages it uses."""
    root = module.__name__.partition(".")[0]
    loaded = {
        name: found
        for name, found in sorted(sys.modules.items())
        if name.partition(".")[0] == root and isinstance(found, ModuleType)
    }
    return {
        "modules": {name: names_of(found) for name, found in loaded.items()},
        "on_disk": sorted({name for found in loaded.values() for name in _inside(found)}),
        "packages": _packages(),
    }


def names_of(module: ModuleType) -> dict[str, Any]:
    """Describe the public names of a module, with all classes that it defines."""
    names: dict[str, Any] = {}
    for name, value in list(vars(module).items()):
        if not name.startswith("__") or name in TOLD:
            other = {"kind": NameKind.OTHER.value, "class": type(value).__name__}
            names[name] = describe_name(module, name, value) or other
    for cls in _nested(module):
        names.setdefault(cls.__qualname__, describe_class(module, cls))
    return names


def describe_name(module: ModuleType, name: str, value: Any) -> dict[str, Any] | None:
    """Describe one name: its kind, and for a class what its instances can do."""
    if isinstance(value, ModuleType):
        part = {"kind": NameKind.MODULE.value, "module": value.__name__}
        return part if _is_part(module, value) else _standard(value.__name__, "", value)
    if isinstance(value, type):
        return _describe_named_class(module, name, value)
    if callable(value) and not _own(module, type(value)):
        is_async = inspect.iscoroutinefunction(value)
        return {"kind": (NameKind.ASYNC_FUNCTION if is_async else NameKind.FUNCTION).value}
    if _own(module, type(value)):
        home = _home(module, type(value))
        elsewhere = {} if home is None or home[0] == module.__name__ else {"module": home[0]}
        return {"kind": NameKind.INSTANCE.value, "class": type(value).__qualname__, **elsewhere}
    return {"kind": NameKind.VALUE.value} if _is_value(value) else None


def _describe_named_class(module: ModuleType, name: str, cls: type) -> dict[str, Any] | None:
    home = _home(module, cls)
    if home is not None and home != (module.__name__, name):
        return {"kind": NameKind.ALIAS.value, "module": home[0], "name": home[1]}
    if _own(module, cls) or not _known(cls):
        return describe_class(module, cls)
    return _standard(cls.__module__, cls.__qualname__, cls)


def _standard(module: str, name: str, value: object) -> dict[str, Any] | None:
    """Describe what Python's own library has under that name; None where it has something else."""
    found: Any = sys.modules.get(module) if module.partition(".")[0] in sys.stdlib_module_names else None
    for part in name.split(".") if name else ():
        found = getattr(found, part, None)
    return {"kind": NameKind.STANDARD.value, "module": module, "name": name} if found is value else None


def _is_value(value: object) -> bool:
    try:
        dumps(value)
    except Exception:  # noqa: BLE001 -- whatever has no way over is no part of the interface
        return False
    return True


def describe_class(module: ModuleType, cls: type) -> dict[str, Any]:
    """Describe a class: bases, the operators it defines itself, its public members."""
    error = issubclass(cls, BaseException)
    return {
        "kind": (NameKind.EXCEPTION if error else NameKind.CLASS).value,
        "bases": [_base_name(module, base) for base in cls.__bases__ if base is not object],
        "specials": {} if error else dict.fromkeys(_specials(cls), "sync"),
        "members": _members(cls),
        "enum": issubclass(cls, enum.Enum),
    }


def describe_target(value: Any) -> dict[str, Any]:
    """Tell kind, name, docstring and signature of a callable: (name, kind, has a default, the default where plain)."""
    kind = NameKind.ASYNC_FUNCTION if inspect.iscoroutinefunction(value) else NameKind.FUNCTION
    told = {"name": getattr(value, "__name__", None), "doc": getattr(value, "__doc__", None)}
    about = {"kind": kind.value, **{what: text if type(text) is str else None for what, text in told.items()}}
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return {**about, "signature": None}
    return {**about, "signature": [_parameter(parameter) for parameter in parameters]}


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


def _base_name(module: ModuleType, base: type) -> str:
    known = name_of_exception_class(base) or _home(module, base)
    return base.__qualname__ if known is None or known[0] == module.__name__ else f"{known[0]}:{known[1]}"


def _home(module: ModuleType, cls: type) -> tuple[str, str] | None:
    """Return (module, qualified name) where a class of this package can be had, or None."""
    found: Any = sys.modules.get(cls.__module__) if _own(module, cls) else None
    for name in cls.__qualname__.split("."):
        found = getattr(found, name, None)
    return (cls.__module__, cls.__qualname__) if found is cls else None


def _is_part(module: ModuleType, value: ModuleType) -> bool:
    """Whether `value` is a module of the same package, by the name that it is imported by."""
    same = value.__name__.partition(".")[0] == module.__name__.partition(".")[0]
    return same and sys.modules.get(value.__name__) is value


def _inside(module: ModuleType) -> list[str]:
    """Return the modules that lie in a package, at any depth, without importing them."""
    found: list[str] = []
    todo = [(module.__name__, list(getattr(module, "__path__", ())))]
    while todo:
        package, folders = todo.pop()
        for finder, name, is_package in pkgutil.iter_modules(folders):
            found.append(f"{package}.{name}")
            if is_package and isinstance(finder, FileFinder):
                todo.append((f"{package}.{name}", [str(Path(finder.path) / name)]))
    return found


def _nested(module: ModuleType) -> list[type]:
    """All classes that the module defines, also private ones and those inside classes."""
    found: list[type] = []
    todo = [value for value in vars(module).values() if _is_here(module, value)]
    while todo:
        cls = todo.pop()
        if cls not in found:
            found.append(cls)
            todo += [value for value in vars(cls).values() if _is_here(module, value)]
    return found


def _is_here(module: ModuleType, value: object) -> bool:
    return isinstance(value, type) and _own(module, value) and value.__module__ == module.__name__


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
    parts = (name.split(".") for name in list(sys.modules))
    lazy = {".".join(part) for part in parts if len(part) == 2 and part[0] in _LAZY and not part[1].startswith("_")}
    return sorted(packages | lazy)


def _is_installed(top: str) -> bool:
    file = getattr(sys.modules.get(top), "__file__", "") or ""
    return any(each in file for each in ("site-packages", "dist-packages", "/packages/"))
