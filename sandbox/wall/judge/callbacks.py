"""What the judge lends to one guest: functions, objects, exceptions; each under a number that the guest may name."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable
from typing import Any

from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.standard import name_of_exception_class
from sandbox.wall.lending import Lent
from sandbox.wall.raising import Token

MAX_LENT = 10_000
MAX_ERRORS = 1_000
_CONTROL_MODULES = ("_pytest", "pytest", "hypothesis", "unittest")
_WHERE_DEFINED = re.compile(r"(?:[\w<>]+\.)+(?=[\w<>]+\(\))")  # "test_it.<locals>.Tool." of "...ask() takes 1 ..."
_NAMED_WITHIN = 500


class Loans:
    """The tables of one guest: a number that is not in them reaches nothing."""

    def __init__(self) -> None:
        self._objects: list[object] = []
        self._numbers: dict[int, int] = {}
        self._parts: dict[int, tuple[str, ...]] = {}
        self._errors: dict[int, BaseException] = {}
        self._error_numbers: dict[int, int] = {}
        self._classes: list[type[BaseException]] = []

    def callback(self, function: Callable[..., object]) -> tuple[int, bool, str]:
        """Lend a function of the test: (number, whether it is asynchronous, its name)."""
        called = inspect.getattr_static(type(function), "__call__", None)
        is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)
        name = getattr(function, "__name__", type(function).__name__)
        return self._number(function), is_async, name if isinstance(name, str) else "callback"

    def lent(self, lent: Lent) -> tuple[int, tuple[tuple[str, bool], ...]]:
        """Lend the named methods of an object."""
        methods = tuple((name, inspect.iscoroutinefunction(getattr(lent._wall_obj, name))) for name in lent._wall_names)
        return self._number(lent), methods

    def part(self, obj: object, names: tuple[str, ...]) -> tuple[int, tuple[tuple[str, bool], ...]]:
        """Lend the named methods of an object that needs no wrapping: it comes back as itself."""
        number = self._number(obj)
        self._parts[number] = names
        return number, tuple((name, False) for name in names)

    def item(self, number: object) -> Any:
        """Return what was lent under a number; raises Malformed for one that was never given."""
        if type(number) is not int or not 0 <= number < len(self._objects):
            raise Malformed("a callback that was never lent")
        return self._objects[number]

    def perform(self, message: tuple[Any, ...]) -> object:
        """Do what a request of the guest asks: call a function that was lent, or a method that was exposed."""
        match message:
            case ("call", number, tuple() as args, dict() as kwargs):
                function = self.item(number)
                if isinstance(function, Lent) or number in self._parts:
                    raise Malformed("an exposed object that was called")
                return _called(function, args, kwargs)
            case ("invoke", number, str() as name, tuple() as args, dict() as kwargs):
                lent = self.item(number)
                wrapped = isinstance(lent, Lent)
                if name not in (lent._wall_names if wrapped else self._parts.get(number, ())):
                    raise Malformed("a method that was never exposed")
                return _called(getattr(lent._wall_obj if wrapped else lent, name), args, kwargs)
            case _:
                raise Malformed("a request that is none")

    # exceptions

    def token(self, cls: type) -> Token:
        """Name a class for the guest: a standard one, one of the submission, or one that the test made."""
        known = name_of_exception_class(cls)
        if known is not None:
            return ("std", *known)
        if "_wall_made" in vars(cls):
            where: tuple[str, str] = vars(cls)["_wall_where"]
            return ("own", *where)
        if cls not in self._classes:
            self._classes.append(cls)
        return ("test", self._classes.index(cls), cls.__name__)

    def test_class(self, number: object) -> type[BaseException] | None:
        """Return the test's own exception class under a number."""
        if type(number) is int and 0 <= number < len(self._classes):
            return self._classes[number]
        return None

    def ident(self, error: BaseException) -> int:
        """Number an exception of the judge's side, so that it comes back as the same object."""
        known = self._error_numbers.get(id(error))
        if known is not None:
            return known
        if len(self._errors) >= MAX_ERRORS:
            return 0
        number = len(self._errors) + 1
        self._errors[number] = error
        self._error_numbers[id(error)] = number
        return number

    def known(self, number: int) -> BaseException | None:
        """Return the exception that was numbered so."""
        return self._errors.get(number)

    def gave(self, error: BaseException) -> bool:
        """Whether an exception is of the judge's side, and was given to the guest."""
        return self._errors.get(self._error_numbers.get(id(error), 0)) is error

    def _number(self, obj: object) -> int:
        number = self._numbers.get(id(obj))
        if number is None:
            if len(self._objects) >= MAX_LENT:
                raise Refused(f"more than {MAX_LENT} functions were lent in one test")
            number = self._numbers[id(obj)] = len(self._objects)
            self._objects.append(obj)
        return number


def _called(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    """Call a function of the test; a call that does not fit says so without naming the test that a function is in."""
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        told = error.args[0] if error.args else None
        if isinstance(told, str):
            named = _WHERE_DEFINED.sub("", told[:_NAMED_WITHIN])  # the rest may be long, and of the submission's making
            error.args = (named + told[_NAMED_WITHIN:], *error.args[1:])
        raise


def is_control(error: BaseException) -> bool:
    """Whether an exception is the test's own word (a failed assertion, a skip, a rejected example), not the tool's."""
    if isinstance(error, AssertionError):
        return True
    if isinstance(error, BaseExceptionGroup):  # a task group of the test fails with what its tasks failed with
        return any(is_control(each) for each in error.exceptions)
    if type(error).__module__.split(".")[0] in _CONTROL_MODULES:
        return True
    passing = (Exception, SystemExit, GeneratorExit, asyncio.CancelledError)
    return not isinstance(error, passing)
