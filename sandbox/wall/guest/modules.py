"""The modules of the submission: those it must have, and what lies in its packages, imported when it is asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType


class NameMissing(Exception):
    """The submission has no such name."""


class OwnModules(Mapping[str, ModuleType]):
    """Modules by their dotted name; iterating gives those that the problem names, which are there from the start.

    `files` are the submission's, by their path: a class that one of them makes is its own as well.
    """

    def __init__(self, named: dict[str, ModuleType], files: Iterable[str]) -> None:
        self._named = named
        beside = (path.partition("/")[0].removesuffix(".py") for path in files)
        self._roots = frozenset([*(name.partition(".")[0] for name in named), *beside])

    def __getitem__(self, name: str) -> ModuleType:
        """Return a module, importing it first where need be; NameMissing where that can't be done."""
        found = self._named.get(name)
        if found is not None:
            return found
        if name not in self:
            raise KeyError(name)
        loaded = sys.modules.get(name)
        return loaded if isinstance(loaded, ModuleType) else _imported(name)

    def __contains__(self, name: object) -> bool:
        """Whether a module of this name would be the submission's own."""
        return isinstance(name, str) and name.partition(".")[0] in self._roots

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise NameMissing(f"there is no module {name!r}") from None
        raise NameMissing(_why(name, error)) from None
    except BaseException as error:  # noqa: BLE001 -- also what exits: the module is of no use to the test
        raise NameMissing(_why(name, error)) from None


def _why(name: str, error: BaseException) -> str:
    try:
        text = str(error)[:300]
    except Exception:  # noqa: BLE001 -- a text of theirs may raise as well
        text = ""
    return f"the module {name!r} could not be imported: {type(error).__name__}: {text}"
