"""What an object of the judge's side becomes where it is no value: a path, a handle, a loan. Or nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from sandbox.wall.codec import Encoder, Refused
from sandbox.wall.failure import CannotCross
from sandbox.wall.judge.callbacks import Loans, is_control
from sandbox.wall.judge.classes import RemoteClass, RemoteException, own_subclass
from sandbox.wall.judge.handles import Handles, RawHandle
from sandbox.wall.judge.remote import RemoteFunction, RemoteInstance, RemoteMethod
from sandbox.wall.lending import InOut, Lent
from sandbox.wall.raising import describe

Reference = tuple[str, object]


class Referrer:
    """Says of each object outside the value table how it is referred to, for the guest of one session."""

    def __init__(self, loans: Loans, handles: Handles) -> None:
        self._loans = loans
        self._handles = handles

    def refer(self, obj: Any, lent: list[object]) -> Reference | None:
        """Return the reference for an object; what the message lends to be changed is added to `lent`."""
        if type(obj) is RemoteFunction and obj._wall_number is None:  # in nearly every question: what it calls
            return "path", f"{obj.__module__}:{obj.__qualname__}"
        if type(obj) is InOut:
            lent.append(obj.value)
            return "inout", (len(lent) - 1, obj.value)
        return self._referred(obj) or self._loan(obj)

    def describe(self, error: BaseException) -> tuple[object, ...]:
        """Describe an exception of the judge's side.

        Nothing of the test's is lent on the way: an exception that a callback raises carries values, and no function
        that happens to be among its attributes.
        """
        return describe(
            error, token=self._loans.token, crosses=self._crosses, ident=self._loans.ident, with_trace=False
        )

    def _referred(self, obj: Any) -> Reference | None:
        """Return the reference for what needs no loan."""
        remote = _remote(obj, self._handles)
        if remote is not None:
            return remote
        match obj:
            case InOut():
                return "inout", (0, obj.value)
            case BaseException():
                return "error", self.describe(obj)
            case RemoteClass():
                raise Refused(own_subclass(obj))
            case type() if issubclass(obj, BaseException):
                return "class", tuple(self._loans.token(cls) for cls in obj.__mro__ if cls is not object)
            case _:
                return None

    def _loan(self, obj: Any) -> Reference | None:
        if isinstance(obj, Lent):
            return "lent", self._loans.lent(obj)
        number = self._handles.number_of(obj)
        if number is not None:
            return "handle", number
        if callable(obj) and not isinstance(obj, type):
            return "callback", self._loans.callback(obj)
        names = _lendable(obj)
        return None if names is None else ("lent", self._loans.part(obj, names))

    def _crosses(self, value: object) -> bool:
        try:
            Encoder(self._told).encode(value)
        except (Refused, CannotCross):
            return False
        return True

    def _told(self, obj: Any) -> Reference | None:
        """Return the reference for what an exception of a callback carries, at any depth."""
        if isinstance(obj, BaseException) and is_control(obj):
            raise Refused("the test's own word, whose text would tell what the test expected")
        return self._referred(obj)


def _remote(obj: Any, handles: Handles) -> Reference | None:
    match obj:
        case RawHandle():
            return "handle", obj.number
        case RemoteInstance() | RemoteFunction() if obj._wall_number is not None:
            return "handle", handles.twins.number_of(obj)
        case RemoteInstance():
            return "path", ":".join(obj._wall_path)
        case RemoteMethod():
            return "member", (obj.__self__, obj.__name__)
        case _:
            where = _where(obj)
            return None if where is None else ("path", ":".join(where))


def _where(obj: Any) -> tuple[str, str] | None:
    if isinstance(obj, RemoteFunction):
        return obj.__module__, obj.__qualname__
    made = isinstance(obj, RemoteException | RemoteClass) and "_wall_made" in vars(obj)
    return obj._wall_where if made else None


def _lendable(obj: object) -> tuple[str, ...] | None:
    """Return the methods of what a test may pass in unwrapped: a plain iterator, or a bare `object()`, a mere mark."""
    if type(obj) is object:
        return ()
    if isinstance(obj, Generator):
        return ("__next__", "send", "throw", "close")
    plain = type(obj).__module__ in ("builtins", "itertools", "_collections")
    return ("__next__",) if plain and isinstance(obj, Iterator) else None
