"""The stand-in modules themselves, and how they are found: `import pkg.sub` gives one, if the reference has it."""

from __future__ import annotations

import importlib
import operator
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from sandbox.wall.failure import CannotCross
from sandbox.wall.interface import TOLD


class StandInFinder(MetaPathFinder, Loader):
    """Finds stand-ins for the submission's modules, and keeps what was in `sys.modules` under their names before."""

    def __init__(self, known: Callable[[str], bool], make: Callable[[str], ModuleType]) -> None:
        self._known = known
        self._make = make
        self._roots: set[str] = set()
        self._earlier: dict[str, ModuleType] = {}

    def install(self, roots: Sequence[str]) -> None:
        """Answer for these packages and modules from now on, ahead of all other finders."""
        self._roots.update(roots)
        self._earlier.update({name: sys.modules.pop(name) for name in self._ours()})
        sys.meta_path.insert(0, self)

    def uninstall(self) -> None:
        """Put back what was there before; again is harmless."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
            for name in self._ours():
                del sys.modules[name]
        sys.modules.update(self._earlier)
        self._roots.clear()
        self._earlier.clear()

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a stand-in, or None for what is no module of the reference."""
        if fullname.partition(".")[0] not in self._roots or not self._known(fullname):
            return None
        return ModuleSpec(fullname, self, origin=f"<the submission's {fullname}>", is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the stand-in."""
        return self._make(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: a stand-in asks when it is asked."""

    def _ours(self) -> list[str]:
        return [name for name in sys.modules if name.partition(".")[0] in self._roots]


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
        if name.startswith("__") and name not in TOLD:
            raise AttributeError(name)
        if name not in self._wall_found:
            self._wall_found[name] = self._wall_lookup(name)
        return self._wall_found[name]

    def __setattr__(self, name: str, value: object) -> None:
        """Keep a test from replacing a name, as mock.patch and monkeypatch do: the submission would not see it.

        Importing a module of a package sets it here, which must not hide a function of that name.
        """
        imported = isinstance(value, ModuleType) and value.__name__ == f"{self.__name__}.{name}"
        if imported and name in self.__all__:
            return
        if not name.startswith("_") and not imported:
            raise not_replaced(f"{self.__name__}.{name}")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        """Say the same when mock.patch takes back what it could not replace."""
        raise not_replaced(f"{self.__name__}.{name}")


class StandInLibrary(ModuleType):
    """A module of Python's own library, as the submission's module has it: it can be used, and not be changed."""

    def __init__(self, name: str, *, within: str) -> None:
        super().__init__(name)
        vars(self)["_wall_within"] = within

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)

    def __setattr__(self, name: str, value: object) -> None:
        """Keep a test from replacing what the submission would still have as it was."""
        raise not_replaced(f"{self.__name__}.{name} of {vars(self)['_wall_within']}")

    def __delattr__(self, name: str) -> None:
        """Say the same when mock.patch takes back what it could not replace."""
        raise not_replaced(f"{self.__name__}.{name} of {vars(self)['_wall_within']}")


def standard(module: str, name: str, *, within: str) -> Any:
    """Return a class of Python's own library, or for an empty name what stands for the whole module."""
    library = StandInLibrary(module, within=within)
    return operator.attrgetter(name)(library) if name else library


def not_replaced(what: str) -> CannotCross:
    """Say why a test can't patch what the submission uses."""
    return CannotCross(
        f"a test can't replace {what}: the submission runs elsewhere and would not see it; let it take what is to be"
        " replaced as an argument"
    )
