"""What an object of the judge's side becomes where it is no value: a path, a handle, a loan. Or nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

from sandbox.wall.codec import Refused
from sandbox.wall.judge.callbacks import Borrowed, Loans
from sandbox.wall.judge.classes import RemoteClass, RemoteException, own_subclass
from sandbox.wall.judge.handles import Handles, RawHandle
from sandbox.wall.judge.remote import RemoteFunction, RemoteInstance, RemoteMethod
from sandbox.wall.lending import InOut, Lent

Reference = tuple[str, object]


def references(
    loans: Loans,
    handles: Handles,
    borrowed: Borrowed,
    describe: Callable[[BaseException], tuple[object, ...]],
    *,
    lends: bool = True,
) -> Callable[[object], Reference | None]:
    """Return the function that the encoder asks about objects outside the value table.

    Without `lends` nothing of the test's is lent on the way: an exception that a callback raises carries values, and no
    function that happens to be among its attributes.
    """

    def refer(obj: Any) -> Reference | None:
        remote = _remote(obj, handles)
        if remote is not None:
            return remote
        match obj:
            case InOut():
                return "inout", (borrowed.add(obj), obj.value)
            case Lent() if lends:
                return "lent", loans.lent(obj)
            case BaseException():
                return "error", describe(obj)
            case RemoteClass():
                raise Refused(own_subclass(obj))
            case type() if issubclass(obj, BaseException):
                return "class", tuple(loans.token(cls) for cls in obj.__mro__ if cls is not object)
            case _:
                return _loan(obj, loans, handles) if lends else None

    return refer


def _remote(obj: Any, handles: Handles) -> Reference | None:
    match obj:
        case RawHandle():
            return "handle", obj.number
        case RemoteInstance() | RemoteFunction() if obj._wall_number is not None:
            return "handle", handles.twins.number_of(obj)
        case RemoteInstance():
            return "path", (obj._wall_module, obj._wall_path)
        case RemoteMethod():
            return "member", (obj.__self__, obj.__name__)
        case _ if _has_path(obj):
            return "path", (obj.__module__, obj.__qualname__)
        case _:
            return None


def _has_path(obj: Any) -> bool:
    made = isinstance(obj, RemoteException | RemoteClass) and "_wall_made" in vars(obj)
    return made or isinstance(obj, RemoteFunction)


def _loan(obj: Any, loans: Loans, handles: Handles) -> Reference | None:
    number = handles.number_of(obj)
    if number is not None:
        return "handle", number
    if callable(obj) and not isinstance(obj, type):
        return "callback", loans.callback(obj)
    names = _lendable(obj)
    return None if names is None else ("lent", loans.part(obj, names))


def _lendable(obj: object) -> tuple[str, ...] | None:
    """Return the methods of what a test may pass in unwrapped: a plain iterator, or a bare `object()`, a mere mark."""
    if type(obj) is object:
        return ()
    if isinstance(obj, Generator):
        return ("__next__", "send", "throw", "close")
    plain = type(obj).__module__ in ("builtins", "itertools", "_collections")
    return ("__next__",) if plain and isinstance(obj, Iterator) else None
