"""What the judge holds of the far side: functions, methods, instances. None of them runs the candidate's code here.

Every one asks its `Far` (the wall, or the session of one guest) and gets values back. They print in the wall's own
words, so that rendering a failure never calls the candidate.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
from typing import Any, NoReturn, Protocol

from sandbox.wall.interface import CALLABLE_MEMBERS, NameKind, is_private


class Far(Protocol):
    """Who carries a question to the guest."""

    def ask(self, site: str, *message: object) -> Any:
        """Send a request and return its value; raises what the submission raised, or a WallFailure."""
        ...

    async def ask_async(self, site: str, *message: object) -> Any:
        """The same for a coroutine."""
        ...

    def live(self) -> bool:
        """Whether a question can be asked now."""
        ...

    def special(self, owner: RemoteInstance, name: str, args: tuple[object, ...]) -> Any:
        """Apply an operator."""
        ...

    def admit_member(self, owner: RemoteInstance, name: str) -> None:
        """Refuse an attribute that may not be asked for."""
        ...

    def used_special(self, owner: RemoteInstance, name: str) -> None:
        """Note an operator that a test used."""
        ...

    def in_test(self, filename: str) -> bool:
        """Whether this is the file of a test."""
        ...


_PRIVATE = "that crosses the wall; test what is public"
_LONGEST_NAME = 200


class RemoteFunction:
    """A function of the submission: by its path (module, qualname), or by a handle's number."""

    def __init__(
        self, far: Far, *, module: str, qualname: str, is_async: bool, number: int | None = None, site: str = ""
    ) -> None:
        self._wall_far = far
        self._wall_number = number
        self._wall_site = site or qualname
        self._wall_async = is_async
        self.__module__ = module
        self.__qualname__ = qualname

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Ask for a call of the submission's function; a coroutine function gives a coroutine."""
        if self._wall_async:
            return self._wall_far.ask_async(self._wall_site, "call", self, args, kwargs)
        return self._wall_far.ask(self._wall_site, "call", self, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if is_private(name) or not self._wall_far.live():
            raise AttributeError(name)
        return self._wall_far.ask(f"{self._wall_site}.{name}", "get", self, name)

    def __repr__(self) -> str:
        handle = "" if self._wall_number is None else f" handle {self._wall_number}"
        return f"<{self.__module__}.{self.__qualname__}{handle}>"

    @property
    def __name__(self) -> str:
        """The name that the submission's function has, where a test asks for it; else the one it was asked for by."""
        told = self._told("name", _caller())
        return told if told is not None and len(told) <= _LONGEST_NAME else self.__qualname__.rpartition(".")[2]

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]  # of the submission's function, not of this class
        """The docstring that the submission's function has, where a test asks for it."""
        return self._told("doc", _caller())

    def _told(self, what: str, asker: str) -> str | None:
        """Return what the submission's function says of itself; nothing to pytest and others that only show it."""
        if not self._wall_far.live() or not self._wall_far.in_test(asker):
            return None
        told = self._wall_far.ask(self._wall_site, "describe", self).get(what)
        return told if type(told) is str else None

    @property
    def __signature__(self) -> inspect.Signature | None:
        """The signature that the submission's function has."""
        return signature_of(self._wall_far, self, self.__name__)

    @property
    def _is_coroutine(self) -> object:
        # what asyncio.iscoroutinefunction looks for, as inspect looks for the marker below
        return None if self._is_coroutine_marker is None else getattr(asyncio.coroutines, "_is_coroutine", None)

    @property
    def _is_coroutine_marker(self) -> object:
        is_async = self._wall_async
        if self._wall_far.live():
            is_async = self._wall_far.ask(self._wall_site, "describe", self).get("kind") == NameKind.ASYNC_FUNCTION
        return coroutine_mark() if is_async else None


class RemoteMethod:
    """A method of an instance on the far side, bound to it."""

    __slots__ = ("__name__", "__self__", "_wall_async")

    __name__: str
    __self__: RemoteInstance

    def __init__(self, owner: RemoteInstance, name: str, *, is_async: bool) -> None:
        self.__self__ = owner
        self.__name__ = name
        self._wall_async = is_async

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Ask for a call of the submission's method."""
        owner = self.__self__
        site = f"{type(owner).__name__}.{self.__name__}"
        if self._wall_async:
            return owner._wall_far.ask_async(site, "invoke", owner, self.__name__, args, kwargs)
        return owner._wall_far.ask(site, "invoke", owner, self.__name__, args, kwargs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RemoteMethod):
            return NotImplemented
        return other.__self__ is self.__self__ and other.__name__ == self.__name__

    def __hash__(self) -> int:
        return hash((id(self.__self__), self.__name__))

    def __repr__(self) -> str:
        return f"<method {self.__name__} of {self.__self__!r}>"

    @property
    def __signature__(self) -> inspect.Signature | None:
        """The signature that the submission's method has."""
        return signature_of(self.__self__._wall_far, self, self.__name__)

    @property
    def _is_coroutine_marker(self) -> object:
        return coroutine_mark() if self._wall_async else None


class RemoteInstance:
    """An instance on the far side; each remote class gets a local subclass with its own special methods only."""

    __slots__ = ("__weakref__", "_wall_far", "_wall_number", "_wall_path")
    __array_ufunc__ = None  # numpy must leave operators to the class, not read the object as an array
    _wall_description: dict[str, Any] = {}  # noqa: RUF012 -- set once per class when it is made, then read only
    _wall_module = ""

    _wall_far: Far
    _wall_number: int | None
    _wall_path: tuple[str, str]  # the module and the name of one that the submission has from the start

    def __getattr__(self, name: str) -> Any:
        if is_private(name) or name in ("_wall_far", "_wall_number", "_wall_path"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r} {_PRIVATE}")
        self._wall_far.admit_member(self, name)
        kind = self._wall_description.get("members", {}).get(name)
        if kind in CALLABLE_MEMBERS:
            return RemoteMethod(self, name, is_async=kind == "async method")
        return self._wall_far.ask(f"{type(self).__name__}.{name}", "get", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        if is_private(name):
            raise AttributeError(f"{name!r} is private and does not cross the wall")
        self._wall_far.admit_member(self, name)
        self._wall_far.ask(f"{type(self).__name__}.{name}", "set", self, name, value)

    def __delattr__(self, name: str) -> None:
        if is_private(name):
            raise AttributeError(f"{name!r} is private and does not cross the wall")
        self._wall_far.admit_member(self, name)
        self._wall_far.ask(f"{type(self).__name__}.{name}", "del", self, name)

    def __copy__(self) -> Any:
        return self._wall_far.ask(f"{type(self).__name__}.copy", "copy", self, "shallow")

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self._wall_far.ask(f"{type(self).__name__}.copy", "copy", self, "deep")

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(
            f"{self!r} is an object of the submission and can't be pickled here; let the submission have a function"
            " that saves and restores it, and test that"
        )

    def __repr__(self) -> str:
        # pytest and Hypothesis render what they show by repr(): only a test's own call of it may ask the candidate
        if "__repr__" in self._wall_description.get("specials", {}) and self._wall_far.in_test(_caller()):
            text = self._wall_far.special(self, "__repr__", ())
            if type(text) is str:
                return text
        handle = f"handle {self._wall_number}" if self._wall_number is not None else self._wall_path[1]
        return f"<{type(self).__name__} {handle}>"


def _caller() -> str:
    frame = sys._getframe(2)
    return frame.f_code.co_filename


def make_instance(
    cls: type[Any], far: Far, *, number: int | None = None, path: tuple[str, str] = ("", "")
) -> RemoteInstance:
    """Make the local end of an instance: a handle's number, or module and name of a module-level object."""
    instance: RemoteInstance = object.__new__(cls)
    object.__setattr__(instance, "_wall_far", far)
    object.__setattr__(instance, "_wall_number", number)
    object.__setattr__(instance, "_wall_path", path)
    return instance


def coroutine_mark() -> object:
    """Return what `inspect` looks for on a callable object that is to count as a coroutine function."""
    return getattr(inspect, "_is_coroutine_mark", True)


def signature_of(far: Far, target: object, site: str) -> inspect.Signature | None:
    """Rebuild the far function's signature: names, kinds and which have defaults; None where there is none."""
    if not far.live():
        return None
    parameters = far.ask(site, "describe", target).get("signature")
    if not isinstance(parameters, list | tuple):
        return None
    try:
        return inspect.Signature(
            [
                inspect.Parameter(
                    name,
                    kind=inspect._ParameterKind(kind),
                    default=default if has_default else inspect.Parameter.empty,
                )
                for name, kind, has_default, default in parameters
            ]
        )
    except (TypeError, ValueError):
        return None


async def awaited(far: Far, handle: object) -> Any:
    """Await a coroutine that lives on the far side."""
    return await far.ask_async("await", "await", handle)

