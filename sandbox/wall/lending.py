"""What a test wraps to lend more than values: `expose` lends methods of an object, `inout` copies a change back."""

from __future__ import annotations

import random
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Mapping, MutableMapping, MutableSequence, MutableSet
from typing import Any, TypeVar

from sandbox.wall.codec.refusal import Refused
from sandbox.wall.failure import CannotCross
from sandbox.wall.interface import is_private

T = TypeVar("T")
_CHANGEABLE: tuple[type, ...] = (list, dict, set, bytearray, deque, OrderedDict, defaultdict, Counter)


class Lent:
    """An object of the test of which the submission may call the named methods, and nothing else."""

    __slots__ = ("_wall_names", "_wall_obj")

    def __init__(self, obj: object, names: tuple[str, ...]) -> None:
        self._wall_obj = obj
        self._wall_names = names

    def __getattr__(self, name: str) -> Any:
        """To the test it is the object itself, as in plain pytest, where nothing is wrapped."""
        return getattr(self._wall_obj, name)


class InOut:
    """A mutable value whose state after the call is copied back into the test's own object."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def expose(obj: object, *names: str) -> Any:
    """Lend exactly the methods `names` of `obj` to the submission; raises CannotCross for what may not be lent."""
    if not names:
        raise CannotCross("expose() needs the names of the methods to lend: expose(obj, 'read', 'write')")
    for name in names:
        if is_private(name) or not callable(getattr(obj, name, None)):
            raise CannotCross(f"expose() can lend public methods only, and {name!r} is none of {type(obj).__name__}")
    return Lent(obj, names)


def inout(value: T) -> T:
    """Wrap a list, dict, set, deque, bytearray, array or generator that the submission changes in place."""
    numpy = sys.modules.get("numpy")
    kinds: tuple[type, ...] = (MutableSequence, MutableMapping, MutableSet, bytearray, deque, random.Random)
    if numpy is not None:
        kinds += (numpy.ndarray, numpy.random.Generator)
    if not isinstance(value, kinds):
        raise CannotCross(f"inout() takes a value that can be changed in place, not a {type(value).__name__}")
    return InOut(value)  # type: ignore[return-value]  # stands for the value where it is passed on


def changeable(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[int | str, Any]:
    """Return the arguments, by number or name, of kinds that functions often change in place."""
    places: dict[int | str, Any] = dict(enumerate(args))
    places.update(kwargs.items())
    return {place: value for place, value in places.items() if type(value) in _CHANGEABLE or is_array(value)}


def is_array(value: object) -> bool:
    """Whether a value is a numpy array, and no subclass of one."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and type(value) is numpy.ndarray


def copy_back(original: Any, changed: Any) -> None:
    """Give `original` the state of `changed`; raises Refused where the two are not of one kind."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(original, numpy.ndarray):
        _copy_array(original, changed)
    elif numpy is not None and isinstance(original, numpy.random.Generator):
        _need(isinstance(changed, numpy.random.Generator))
        original.bit_generator.state = changed.bit_generator.state
    elif isinstance(original, random.Random):
        _need(isinstance(changed, random.Random))
        original.setstate(changed.getstate())
    elif isinstance(original, MutableMapping):
        _need(isinstance(changed, MutableMapping))
        original.clear()
        original.update(changed)
    elif isinstance(original, MutableSet):
        _need(isinstance(changed, MutableSet))
        original.clear()
        original |= changed
    else:
        _need(isinstance(changed, MutableSequence | deque))
        original.clear()
        original.extend(changed)


def _copy_array(original: Any, changed: Any) -> None:
    shape = getattr(changed, "shape", None)
    _need(shape == original.shape and getattr(changed, "dtype", None) == original.dtype)
    original[...] = changed


def _need(holds: bool) -> None:  # noqa: FBT001 -- a condition is what it is
    if not holds:
        raise Refused("an argument lent by inout() came back as another kind of value")
