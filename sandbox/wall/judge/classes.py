"""One local class per remote class: real for `type(x) is C` and `isinstance`, with only its own special methods."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.wall.failure import CannotCross
from sandbox.wall.interface import ASYNC_SPECIALS, CALLABLE_MEMBERS, SPECIALS, is_private
from sandbox.wall.judge.managing import leaving
from sandbox.wall.judge.remote import Far, RemoteFunction, RemoteInstance, signature_of


class RemoteClass(type):
    """The metaclass of remote classes: to construct is to ask, and so is to read a class attribute."""

    _wall_class_far: Far
    _wall_module: str
    _wall_description: dict[str, Any]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Ask the submission to construct an instance."""
        if "_wall_made" not in cls.__dict__:
            raise CannotCross(own_subclass(cls))
        return cls._wall_class_far.ask(cls.__qualname__, "call", cls, args, kwargs)

    def __getattr__(cls, name: str) -> Any:
        if is_private(name) or "_wall_made" not in cls.__dict__:
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return class_attribute(cls, cls._wall_class_far, cls._wall_description, name)

    def __setattr__(cls, name: str, value: object) -> None:
        """Set a class attribute over there; a function is refused, which mock.patch and monkeypatch would set."""
        if is_private(name) or "_wall_made" not in cls.__dict__:
            super().__setattr__(name, value)
        elif callable(value):
            raise CannotCross(
                f"a test can't replace {cls.__name__}.{name}: the submission runs elsewhere; let it take what is to be"
                " replaced as an argument"
            )
        else:
            cls._wall_class_far.ask(f"{cls.__qualname__}.{name}", "set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        """Say the same when mock.patch takes back what it could not replace."""
        raise CannotCross(f"a test can't replace {cls.__name__}.{name}: the submission runs elsewhere")

    def __repr__(cls) -> str:
        return f"<class '{cls.__module__}.{cls.__qualname__}'>"

    @property
    def __signature__(cls) -> inspect.Signature | None:
        return signature_of(cls._wall_class_far, cls, cls.__qualname__)


class RemoteEnum(RemoteClass):
    """The metaclass of remote enumerations, which are iterated and indexed as classes."""

    def __iter__(cls) -> Iterator[Any]:
        return iter([class_attribute(cls, cls._wall_class_far, {}, name) for name in member_names(cls)])

    def __len__(cls) -> int:
        return len(member_names(cls))

    def __getitem__(cls, name: str) -> Any:
        return cls._wall_class_far.ask(f"{cls.__qualname__}.{name}", "item", cls, name)

    def __contains__(cls, member: object) -> bool:
        return isinstance(member, cls)


def member_names(cls: RemoteEnum) -> list[str]:
    """Ask for the names of an enumeration's members, of which nothing is believed but that they are names."""
    names = cls._wall_class_far.ask(cls.__qualname__, "enum names", cls)
    if not isinstance(names, list) or not all(isinstance(name, str) and not is_private(name) for name in names):
        raise TypeError(f"the members of {cls.__qualname__} have no names")
    return names


class RemoteException(type):
    """The metaclass of the submission's exceptions: while a guest lives, it constructs them."""

    _wall_class_far: Far
    _wall_module: str
    _wall_description: dict[str, Any]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Construct over there, so that the class's own constructor runs; here where there is no guest yet."""
        if "_wall_made" in cls.__dict__ and cls._wall_class_far.live():
            return cls._wall_class_far.ask(cls.__qualname__, "call", cls, args, kwargs)
        return super().__call__(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        if is_private(name) or "_wall_made" not in cls.__dict__:
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return class_attribute(cls, cls._wall_class_far, cls._wall_description, name)


def own_subclass(cls: type) -> str:
    """Say why a class that a test derives from one of the submission is of no use."""
    base = next((base.__name__ for base in cls.__mro__ if "_wall_made" in base.__dict__), "a class")
    return f"a test can't derive {cls.__name__} from {base}, which lives in the submission; use {base} itself"


def class_attribute(cls: type, far: Far, description: dict[str, Any], name: str) -> Any:
    """Read a public attribute of a remote class: a function to call, or a value to fetch."""
    kind = description.get("members", {}).get(name)
    if kind == "class":
        return cls._wall_nested(name)  # type: ignore[attr-defined]  # set with the class
    if kind in CALLABLE_MEMBERS:
        module, qualname = cls._wall_where  # type: ignore[attr-defined]  # as above
        return RemoteFunction(
            far,
            module=module,
            qualname=f"{qualname}.{name}",
            is_async=kind == "async method",
            site=f"{cls.__qualname__}.{name}",
        )
    return far.ask(f"{cls.__qualname__}.{name}", "get", cls, name)


def make_class(far: Far, module: str, qualname: str, description: dict[str, Any], bases: tuple[type, ...]) -> type:
    """Make the local class for a class of the submission; `bases` are the local classes of its own bases."""
    specials = [name for name in description.get("specials", {}) if name in SPECIALS and name != "__repr__"]
    namespace: dict[str, Any] = {"__slots__": (), **_names(module, qualname, description)}
    for special in specials:
        namespace[special] = _crossing(special)
    if "__hash__" not in namespace:
        namespace["__hash__"] = object.__hash__
    metaclass = RemoteEnum if description.get("enum") else RemoteClass
    remote_bases = tuple(base for base in bases if issubclass(base, RemoteInstance)) or (RemoteInstance,)
    if any(isinstance(base, RemoteEnum) for base in remote_bases):
        metaclass = RemoteEnum
    made = metaclass(qualname.rpartition(".")[2], remote_bases, namespace)
    made._wall_class_far = far
    return made


def make_exception(
    far: Far, module: str, qualname: str, description: dict[str, Any], bases: tuple[type[BaseException], ...]
) -> type[BaseException]:
    """Make the local class for an exception of the submission over its standard bases."""
    namespace = {**_names(module, qualname, description), "__init__": _keep, "__str__": _text}
    name = qualname.rpartition(".")[2]
    try:
        made: Any = RemoteException(name, bases, namespace)
    except TypeError:
        made = RemoteException(name, bases[:1], namespace)
    made._wall_class_far = far
    local: type[BaseException] = made
    return local


def _names(module: str, qualname: str, description: dict[str, Any]) -> dict[str, Any]:
    return {
        "__module__": module,
        "__qualname__": qualname,
        "_wall_made": True,
        "_wall_module": module,
        "_wall_where": (module, qualname),  # where the submission must have it, unless the tests find it elsewhere
        "_wall_description": description,
    }


def _keep(self: Any, *args: object, **kwargs: object) -> None:
    BaseException.__init__(self, *args)
    for name, value in kwargs.items():
        setattr(self, name, value)


def _text(self: Any) -> str:
    kept = self.__dict__.get("_wall_text")
    if isinstance(kept, str):
        return kept
    standard: Any = next(base for base in type(self).__mro__ if "_wall_made" not in base.__dict__)
    return str(standard.__str__(self))


def _crossing(name: str) -> Callable[..., Any]:
    if name in ("__await__", "__call__"):
        return _await if name == "__await__" else _call
    return _async_special(name) if name in ASYNC_SPECIALS else _special(name)


def _await(self: RemoteInstance) -> Any:
    self._wall_far.used_special(self, "__await__")
    return self._wall_far.ask_async(f"{type(self).__name__}.__await__", "await", self).__await__()


def _call(self: RemoteInstance, *args: object, **kwargs: object) -> Any:
    self._wall_far.used_special(self, "__call__")
    return self._wall_far.ask(f"{type(self).__name__}.__call__", "call", self, args, kwargs)


def _special(name: str) -> Callable[..., Any]:
    def special(self: RemoteInstance, *args: object) -> Any:
        if name != "__exit__":
            return self._wall_far.special(self, name, args)
        told, counts = leaving(args)
        swallows = self._wall_far.special(self, name, told)
        return swallows if counts else False

    special.__name__ = special.__qualname__ = name
    return special


def _async_special(name: str) -> Callable[..., Any]:
    async def special(self: RemoteInstance, *args: object) -> Any:
        self._wall_far.used_special(self, name)
        told, counts = leaving(args) if name == "__aexit__" else (args, True)
        answer = await self._wall_far.ask_async(f"{type(self).__name__}.{name}", "special", self, name, told)
        return answer if counts else False

    special.__name__ = special.__qualname__ = name
    return special
