"""What a reference of the guest stands for on the judge's side: looked up in tables of ours, never made of its word."""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, ValuesView
from typing import Any

from sandbox.wall.codec import Malformed, Refused
from sandbox.wall.codec.standard import exception_class
from sandbox.wall.failure import WallBug
from sandbox.wall.judge.callbacks import Loans
from sandbox.wall.judge.handles import Handles
from sandbox.wall.judge.standins import StandIns
from sandbox.wall.raising import Token, checked_tokens, rebuild

_VIEWS = (KeysView, ItemsView, ValuesView, list)


class Resolver:
    """Finds what the references of one session's guest name."""

    def __init__(self, loans: Loans, handles: Handles, standins: StandIns) -> None:
        self._loans = loans
        self._handles = handles
        self._standins = standins

    def resolve(self, kind: str, value: object, site: str) -> object:
        """Return what a reference that came in at `site` stands for; raises Malformed or Refused where for nothing."""
        try:
            return self._resolve(kind, value, site)
        except (Malformed, Refused):
            raise
        except Exception as error:
            raise WallBug(f"a reference of kind {kind!r} could not be resolved") from error

    def admit_loose(self, kind: str, site: str) -> None:
        """Raise Refused for what compares loosely at a place where the reference gave nothing of that kind."""
        self._handles.admit_loose(kind, site)

    def _resolve(self, kind: str, value: object, site: str) -> object:
        match kind:
            case "handle":
                return self._handles.admit(value, site)
            case "callback":
                return self._loans.item(value)
            case "error":
                return rebuild(value, class_of=self._class_of, known=self._loans.known)
            case "class" | "own class":
                own = kind == "own class"
                return self._standins.class_at(site, value) if own else self._class_of(checked_tokens(value))
            case "view" if isinstance(value, _VIEWS):
                return value
            case "not implemented":
                return NotImplemented
            case _:
                raise Malformed("a reference of an unknown kind")

    def _class_of(self, tokens: tuple[Token, ...]) -> type[BaseException]:
        found: list[type[BaseException]] = []
        for index, (origin, home, name) in enumerate(tokens):
            cls = self._known_class(origin, home, name)
            if cls is None:
                continue
            if index == 0:
                return cls
            if not any(issubclass(known, cls) for known in found):
                found.append(cls)
        return self._standins.foreign_exception(tokens[0], tuple(found) or (Exception,))

    def _known_class(self, origin: str, home: Any, name: str) -> type[BaseException] | None:
        if origin == "std":
            return exception_class(str(home), name)
        if origin == "test":
            return self._loans.test_class(home)
        return self._standins.exception(str(home), name)
