"""Objects that the tests made while they were read, as in `@example(Point(0, 0))` or `parametrize("it", [Kind.RED])`.

The guest of that time is gone when a test runs. So what was asked then is kept, and asked again in the guest of each
test that meets such an object: every test gets one of its own, as it was when the tests had been read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.wall.failure import CannotCross
from sandbox.wall.judge.remote import Far, RemoteFunction, RemoteInstance

GONE = 'make it in the test that uses it, or set guest_per = "file"'
_CHANGING = frozenset({"call", "invoke", "set", "del", "special"})


@dataclass(frozen=True, slots=True)
class Step:
    """One question that was asked while the tests were read, and what it gave."""

    site: str
    message: tuple[object, ...]
    value: object


class Early:
    """What was asked, by the object that it began with."""

    def __init__(self) -> None:
        self._roots: dict[int, object] = {}
        self._steps: dict[int, list[Step]] = {}
        self._origins: dict[int, Far] = {}

    def note(self, wall: Far, session: Far, step: Step) -> None:
        """Keep a step; what it gave belongs to no guest from now on."""
        root = self._roots.get(id(step.message[1]))
        if root is not None and step.message[0] in _CHANGING:
            self._steps[id(root)].append(step)
        value: Any = step.value
        if not is_remote(value) or id(value) in self._roots:
            return
        if root is None or step.message[0] not in _CHANGING:
            root = value
            self._steps[id(value)] = [step]
        self._roots[id(value)] = root
        self._origins[id(value)] = session
        object.__setattr__(value, "_wall_far", wall)

    def origin(self, obj: object) -> Far | None:
        """Return the session that an early object came from."""
        return self._origins.get(id(obj))

    def steps(self, obj: object) -> tuple[Step, ...]:
        """Return what to ask for an early object; nothing for any other."""
        root = self._roots.get(id(obj))
        return () if root is None else tuple(self._steps[id(root)])


class Twins:
    """The objects of one guest that stand for early ones."""

    def __init__(self, far: Far, early: Early) -> None:
        self._far = far
        self._early = early
        self._twins: dict[int, Any] = {}
        self._originals: dict[int, object] = {}

    def number_of(self, obj: Any) -> int:
        """Return the number that an object has in this guest; raises CannotCross for one of an earlier test."""
        if obj._wall_far is self._far or self._early.origin(obj) is self._far:
            return self._number(obj)
        if id(obj) not in self._twins:
            self._repeat(obj)
        twin = self._twins.get(id(obj))
        if not is_remote(twin):
            raise CannotCross(f"{obj!r} is an object of an earlier test, whose guest is gone; {GONE}")
        return self._number(twin)

    def original(self, number: int) -> object | None:
        """Return the early object that a number of this guest stands for, so that it comes back as itself."""
        return self._originals.get(number)

    def _number(self, obj: Any) -> int:
        number: int = obj._wall_number
        return number

    def _repeat(self, obj: object) -> None:
        for step in self._early.steps(obj):
            given = self._far.ask(step.site, *step.message)
            if is_remote(step.value):
                self._twins.setdefault(id(step.value), given)
                if is_remote(given):
                    self._originals.setdefault(given._wall_number, step.value)


def is_remote(value: object) -> bool:
    """Whether `value` is an object or a function that lives in one guest."""
    return isinstance(value, RemoteInstance | RemoteFunction) and value._wall_number is not None
