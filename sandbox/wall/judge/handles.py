"""Handles that a guest gave out: the same number is the same local object, and a number is admitted place by place."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.wall.codec import Malformed, Refused
from sandbox.wall.interface import Interface
from sandbox.wall.judge import iterating
from sandbox.wall.judge.early import Twins
from sandbox.wall.judge.managing import AsyncContextManager, ContextManager
from sandbox.wall.judge.remote import Far, RemoteFunction, awaited, make_instance
from sandbox.wall.judge.standins import StandIns

MAX_HANDLES = 50_000
INSTANCE = "instance"
_RELEASE_AT_ONCE = 1_000
_LOOSE = {"empty": "an array without elements", "half": "a number of half precision"}


class HandleFar(Far, iterating.Steps):
    """What a handle needs of its session."""


@dataclass(frozen=True, slots=True)
class RawHandle:
    """A handle's number on its way back to the guest."""

    number: int


class Handles:
    """The table of one guest's handles; local objects are held weakly, and the guest is told what nobody holds."""

    def __init__(self, far: Any, interface: Interface, standins: StandIns, twins: Twins) -> None:
        self._far = far
        self._interface = interface
        self._standins = standins
        self.twins = twins
        self._objects: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._sites: dict[int, str] = {}
        self._received: dict[int, int] = {}
        self._kinds: dict[int, str] = {}
        self.dropped: deque[int] = deque()  # numbers whose local object nobody holds any more
        self._makers: dict[str, Callable[[int, str], Any]] = {
            "function": lambda number, site: self._function(number, site, is_async=False),
            "async function": lambda number, site: self._function(number, site, is_async=True),
            "context manager": lambda number, site: ContextManager(self._far, RawHandle(number), site),
            "async context manager": lambda number, site: AsyncContextManager(self._far, RawHandle(number), site),
            "generator": lambda number, _: iterating.generator(far, number),
            "iterator": lambda number, _: iterating.RemoteIterator(far, number),
            "async generator": lambda number, _: iterating.async_generator(far, number),
            "async iterator": lambda number, _: iterating.RemoteAsyncIterator(far, number),
            "coroutine": lambda number, _: awaited(far, RawHandle(number)),
        }

    def admit(self, value: object, site: str) -> Any:
        """Return the local object for a handle as the guest described it; raises Refused where none may come in."""
        match value:
            case (int() as number, str() as label, str() as module, tuple() as lineage) if all(
                isinstance(name, str) for name in lineage
            ):
                return self._admit(number, label, module, lineage, site)
            case _:
                raise Malformed("a handle that is none")

    def admit_loose(self, kind: str, site: str) -> None:
        """Raise Refused for an array without elements, or a number of half precision, where none may come in."""
        if not self._interface.admits_loose(site, kind):
            raise Refused(f"{site} gave {_LOOSE[kind]}, {self._interface.why_not}")

    def raw(self, number: int) -> RawHandle:
        """Return what stands for a handle in a message."""
        return RawHandle(number)

    def number_of(self, obj: object) -> int | None:
        """Return the number of a generator or iterator that this table made."""
        try:
            return self._numbers.get(obj)
        except TypeError:
            return None

    def site_of(self, number: int) -> str:
        """Return the place where a handle came in."""
        return self._sites.get(number, "")

    def unheld(self, *, but: int | None = None) -> list[tuple[tuple[int, int], ...]]:
        """Return batches of (number, times received) of handles that nobody holds any more; `but` waits for later."""
        pairs = []
        dropped = [self.dropped.popleft() for _ in range(len(self.dropped))]
        self.dropped.extend(number for number in dropped if number == but)
        for number in dropped:
            if number == but:
                continue
            if number not in self._objects and number in self._received:  # it may have come in again meanwhile
                pairs.append((number, self._received.pop(number)))
                del self._sites[number], self._kinds[number]
        return [tuple(pairs[at : at + _RELEASE_AT_ONCE]) for at in range(0, len(pairs), _RELEASE_AT_ONCE)]

    def _admit(self, number: int, label: str, module: str, lineage: tuple[str, ...], site: str) -> Any:
        home = self._label(label, module, lineage, site)
        kind = label if home is None else INSTANCE
        if self._kinds.setdefault(number, kind) != kind:
            raise Malformed("a handle that was given before as another kind of object")
        early = self.twins.original(number)
        known = self._objects.get(number) if early is None else early
        self._received[number] = self._received.get(number, 0) + 1
        if known is not None:
            return known if home is None else self._as_known(known, home)
        if len(self._received) > MAX_HANDLES:
            raise Refused(f"the submission handed out more than {MAX_HANDLES} objects")
        self._sites[number] = site
        if home is not None:
            made = make_instance(self._standins.class_of(*home), self._far, number=number)
        else:
            made = self._makers[label](number, site)
        self._objects[number] = made
        if not isinstance(made, RemoteFunction) and home is None:
            self._numbers[made] = number
        weakref.finalize(made, self.dropped.append, number).atexit = False
        return made

    def _as_known(self, known: Any, home: tuple[str, str]) -> Any:
        """Return an object that is known already, if it may come in as an instance of the class `home` as well."""
        cls = self._standins.class_of(*home)
        if not (isinstance(known, cls) or issubclass(cls, type(known))):
            raise Refused(f"an object of class {type(known).__name__} came in again as one of class {cls.__name__}")
        return known

    def _label(self, label: str, module: str, lineage: tuple[str, ...], site: str) -> tuple[str, str] | None:
        """Check that the place admits such a handle; returns the class for an instance."""
        if label == INSTANCE:
            home = self._interface.label_of(site, module, lineage)
            if home is None:
                what = lineage[0][:60] if lineage else "object"
                raise Refused(f"{site} gave an object of class {what!a}, {self._interface.why_not}")
            return home
        if label not in self._makers:
            raise Malformed("a handle of an unknown kind")
        if not self._interface.admits(site, label):
            raise Refused(f"{site} gave a {label}, where the reference gives a value")
        return None

    def _function(self, number: int, site: str, *, is_async: bool) -> RemoteFunction:
        return RemoteFunction(
            self._far, module="solution", qualname=f"{site}()", is_async=is_async, number=number, site=f"{site}()"
        )
