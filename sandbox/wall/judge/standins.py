"""The stand-in modules: what `from solution import attention` finds in the judge.

A name is bound by its path and resolved in the guest when it is used, so a name that the candidate did not write
fails the tests that use it and not the file. What kind of thing each name is, the interface says.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from sandbox.wall.codec import Malformed, Refused
from sandbox.wall.codec.standard import exception_class
from sandbox.wall.failure import CannotCross, FailureKind, WallFailure
from sandbox.wall.interface import TOLD, Interface, NameKind
from sandbox.wall.judge.classes import make_class, make_exception
from sandbox.wall.judge.packages import StandInFinder, StandInModule, standard
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
        self._finder = StandInFinder(self._knows, self._stand_in)
        self._named: tuple[str, ...] = ()

    def module(self, name: str) -> ModuleType:
        """Return the stand-in of a module without installing it: the tests hold it, and import another."""
        return self._stand_in(name)

    def install(self, modules: tuple[str, ...]) -> None:
        """Let stand-ins be found for the modules, and for whatever the reference has in them if they are packages."""
        self._named = modules
        self._finder.install(modules)

    def uninstall(self) -> None:
        """Put back what was there before."""
        self._finder.uninstall()

    def in_test(self, filename: str) -> bool:
        """Whether a file lies among the tests."""
        return filename.startswith(self._tests)

    def lookup(self, module: str, name: str) -> Any:
        """Return the stand-in for a public name of a module; raises AttributeError where the reference has none."""
        description = self._interface.name(module, name)
        if description is None:
            raise AttributeError(f"the reference's module {module!r} has no attribute {name!r}")
        if name.startswith("_") and name not in TOLD:  # none of these is ever frozen: this is the reference's first run
            raise CannotCross(f"{module}.{name} is private and does not cross the wall; test what is public")
        if description["kind"] == NameKind.OTHER:
            raise CannotCross(f"{module}.{name} is a {description['class']}, which does not cross the wall")
        self._interface.used_name(module, name)
        match description["kind"]:
            case NameKind.ALIAS | NameKind.CLASS | NameKind.EXCEPTION:
                return self.class_of(*self._interface.resolved(module, name))
            case NameKind.INSTANCE:
                home = description.get("module", module)
                self._interface.used_name(home, description["class"])
                return make_instance(self.class_of(home, description["class"]), self._far, path=(module, name))
            case NameKind.MODULE:
                return importlib.import_module(description["module"])
            case NameKind.STANDARD:
                return standard(description["module"], description["name"], within=module)
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
            type.__setattr__(made, "_wall_nested", lambda name: self._nested(made, name))
            type.__setattr__(made, "_wall_where", self._where(module, qualname))
        return made

    def exception(self, module: str, qualname: str) -> type[BaseException] | None:
        """Return the local class of an exception of the interface, or None where it names no such class."""
        home = self._interface.home_of(module, qualname, NameKind.EXCEPTION)
        if home is None:
            return None
        self._interface.used_class(*home)
        return self.class_of(*home)

    def class_at(self, site: str, value: object) -> type:
        """Return the local class for a class that came in as a value; raises Refused where none may."""
        match value:
            case (str() as module, str() as name):
                home = self._interface.class_at(site, module, name)
            case _:
                raise Malformed("a class without a name")
        if home is None:
            raise Refused(f"{site} gave the class {name[:60]!a}, where the reference gives none")
        return self.class_of(*home)

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

    def _where(self, module: str, qualname: str) -> tuple[str, str]:
        """Return the module and the name by which the submission must have a class."""
        path = (self._interface.name(module, qualname) or {}).get("path")
        if path is not None:
            return path[0], path[1]
        outer, _, name = qualname.rpartition(".")
        if outer and self._interface.name(module, outer) is not None:
            found, within = self._where(module, outer)
            return found, f"{within}.{name}"
        return module, qualname

    def _nested(self, cls: type | None, name: str) -> type:
        """Return a class that is defined within a class, or within one that it derives from."""
        for base in type.mro(cls) if cls is not None else ():
            qualname = f"{base.__qualname__}.{name}"
            if self._interface.name(base.__module__, qualname) is not None:
                self._interface.used_class(base.__module__, qualname)
                return self.class_of(base.__module__, qualname)
        raise AttributeError(name)

    def _base(self, module: str, name: str) -> type | None:
        home = self._interface.base_of(module, name)
        if home is None:
            known, _, rest = name.rpartition(":")
            return exception_class(known, rest) if known else None
        base = self.class_of(*home)
        return base if issubclass(base, BaseException | RemoteInstance) else None

    def _knows(self, name: str) -> bool:
        """Whether there is such a module to stand in for; in record mode the reference is asked what it has."""
        if self._interface.lacks(name):
            self._interface.learn(self._far.ask(name, "survey", name))
        known = name in self._named or name in self._interface.modules
        if known and name not in self._named:
            self._interface.used_module(name)
        return known

    def _stand_in(self, name: str) -> ModuleType:
        return StandInModule(name, self._interface.names(name), lambda attribute: self.lookup(name, attribute))
