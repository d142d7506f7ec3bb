"""The stand-in modules: what `from solution import attention` finds in the judge.

A name is bound by its path and resolved in the guest when it is used, so a name that the candidate did not write
fails the tests that use it and not the file. What kind of thing each name is, the interface says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from sandbox.wall.codec.standard import exception_class
from sandbox.wall.failure import CannotCross, FailureKind, WallFailure
from sandbox.wall.interface import Interface, NameKind
from sandbox.wall.judge.classes import make_class, make_exception
from sandbox.wall.judge.remote import Far, RemoteFunction, RemoteInstance, make_instance
from sandbox.wall.judge.unavailable import Unavailable
from sandbox.wall.raising import Token

MAX_FOREIGN_CLASSES = 200


class StandIns:
    """Makes and keeps the local ends of names, classes and exceptions of the submission."""

    def __init__(
        self,
        far: Far,
        interface: Interface,
        tests: Path,
        failed: Callable[[FailureKind | None, str], WallFailure],
    ) -> None:
        self._far = far
        self._failed = failed
        self._interface = interface
        self._tests = str(tests)
        self._classes: dict[tuple[str, str], type] = {}
        self._foreign: dict[tuple[Token, tuple[type, ...]], type[BaseException]] = {}
        self._shadowed: dict[str, ModuleType | None] = {}

    def install(self, modules: tuple[str, ...]) -> None:
        """Put a stand-in for each module (and its parent packages) into `sys.modules`."""
        for name in modules:
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                self._install(".".join(parts[:end]), parent=".".join(parts[: end - 1]))

    def uninstall(self) -> None:
        """Put back what was there before."""
        for name, earlier in self._shadowed.items():
            if earlier is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = earlier
        self._shadowed.clear()

    def in_test(self, filename: str) -> bool:
        """Whether a file lies among the tests."""
        return filename.startswith(self._tests)

    def lookup(self, module: str, name: str) -> Any:
        """Return the stand-in for a public name of a module; raises AttributeError where the reference has none."""
        description = self._interface.name(module, name)
        if description is None or (name.startswith("_") and not name.startswith("__version")):
            raise AttributeError(f"the reference's module {module!r} has no attribute {name!r}")
        self._interface.used_name(module, name)
        match description["kind"]:
            case NameKind.CLASS | NameKind.EXCEPTION:
                return self.class_of(module, name)
            case NameKind.INSTANCE:
                cls = self.class_of(module, description["class"])
                self._interface.used_name(module, description["class"])
                return make_instance(cls, self._far, path=name)
            case NameKind.VALUE:
                return self._value(module, name)
            case kind:
                is_async = kind == NameKind.ASYNC_FUNCTION
                return RemoteFunction(self._far, module=module, qualname=name, is_async=is_async)

    def class_of(self, module: str, qualname: str) -> type:
        """Return the local class of a class of the interface, making it at first use."""
        made = self._classes.get((module, qualname))
        if made is None:
            made = self._classes[module, qualname] = self._make(module, qualname)
            type.__setattr__(made, "_wall_nested", lambda name: self._nested(module, made, name))
        return made

    def exception(self, module: str, qualname: str) -> type[BaseException] | None:
        """Return the local class of an exception of the interface, or None where it names no such class."""
        description = self._interface.name(module, qualname)
        if description is None or description.get("kind") != NameKind.EXCEPTION:
            return None
        self._interface.used_name(module, qualname)
        return self.class_of(module, qualname)

    def foreign_exception(self, token: Token, bases: tuple[type[BaseException], ...]) -> type[BaseException]:
        """Return a local class for an exception that the interface does not name, under its own name."""
        key = (token, bases)
        made = self._foreign.get(key)
        if made is None:
            if len(self._foreign) >= MAX_FOREIGN_CLASSES:
                return bases[0]
            name = token[2].rpartition(".")[2]
            name = name if name.isidentifier() and len(name) <= 60 else "SubmissionError"
            home = token[1] if token[1] in self._interface.modules else next(iter(self._interface.modules), "solution")
            made = self._foreign[key] = make_exception(self._far, str(home), name, {}, bases)
        return made

    def _value(self, module: str, name: str) -> Any:
        try:
            return self._far.ask(name, "value", module, name)
        except WallFailure as failure:
            kind, reason = failure.kind, failure.reason

        def fail() -> NoReturn:
            raise self._failed(kind, reason)

        return Unavailable(fail)

    def _make(self, module: str, qualname: str) -> type:
        description = self._interface.name(module, qualname) or {}
        bases = tuple(self._base(module, base) for base in description.get("bases", ()))
        known = tuple(base for base in bases if base is not None)
        if description.get("kind") == NameKind.EXCEPTION:
            errors = tuple(base for base in known if issubclass(base, BaseException))
            return make_exception(self._far, module, qualname, description, errors or (Exception,))
        return make_class(self._far, module, qualname, description, known)

    def _nested(self, module: str, cls: type | None, name: str) -> type:
        """Return a class that is defined within a class, or within one that it derives from."""
        for base in type.mro(cls) if cls is not None else ():
            qualname = f"{base.__qualname__}.{name}"
            if self._interface.name(module, qualname) is not None:
                self._interface.used_name(module, qualname)
                return self.class_of(module, qualname)
        raise AttributeError(name)

    def _base(self, module: str, name: str) -> type | None:
        home, _, rest = name.rpartition(":")
        if home:
            return exception_class(home, rest)
        if self._interface.name(module, name) is None:
            return None
        base = self.class_of(module, name)
        return base if issubclass(base, BaseException | RemoteInstance) else None

    def _install(self, name: str, *, parent: str) -> None:
        if name in self._shadowed:
            return
        self._shadowed[name] = sys.modules.get(name)
        stand_in = StandInModule(name, self._interface.names(name), lambda attribute: self.lookup(name, attribute))
        sys.modules[name] = stand_in
        if parent:
            setattr(sys.modules[parent], name.rpartition(".")[2], stand_in)


class StandInModule(ModuleType):
    """A module whose names are looked up when they are asked for."""

    def __init__(self, name: str, names: tuple[str, ...], lookup: Callable[[str], Any]) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__all__ = list(names)
        self.__file__ = f"<the submission's {name}>"
        self._wall_lookup = lookup
        self._wall_found: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._wall_found:
            self._wall_found[name] = self._wall_lookup(name)
        return self._wall_found[name]

    def __setattr__(self, name: str, value: object) -> None:
        """Keep a test from replacing a name, as mock.patch and monkeypatch do: the submission would not see it."""
        if not name.startswith("_") and not isinstance(value, ModuleType):
            raise CannotCross(
                f"a test can't replace {self.__name__}.{name}: the submission runs elsewhere and would not see"
                " it; let it take what is to be replaced as an argument"
            )
        super().__setattr__(name, value)
