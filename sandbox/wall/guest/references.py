"""What the judge's references stand for in a guest, and what the guest's own objects become on their way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.wall.codec import Encoder, Refused
from sandbox.wall.codec.standard import exception_class, name_of_exception_class
from sandbox.wall.guest import proxies
from sandbox.wall.guest.handles import Handles, label_of
from sandbox.wall.guest.modules import NameMissing, OwnModules
from sandbox.wall.guest.views import is_view, plain_view
from sandbox.wall.raising import Token, checked_tokens, describe, rebuild


class References:
    """The tables of one guest; `ask` and `ask_async` carry the calls of what the judge lends."""

    def __init__(
        self,
        modules: OwnModules,
        by_reference: frozenset[str],
        ask: proxies.Ask,
        ask_async: proxies.Ask,
    ) -> None:
        self.handles = Handles(modules)
        self._modules = modules
        self._by_reference = by_reference
        self._ask = ask
        self._ask_async = ask_async
        self._callbacks: dict[int, Any] = {}
        self._callback_numbers: dict[int, int] = {}
        self._errors: dict[int, BaseException] = {}
        self._error_numbers: dict[int, int] = {}
        self._classes: dict[int, type[BaseException]] = {}
        self._resolvers: dict[str, Callable[[Any], Any]] = {
            "path": lambda value: self.path(*value.split(":")),
            "handle": self.handles.object,
            "member": _bound,
            "callback": self._callback,
            "lent": self._borrow,
            "error": self.keep_error,
            "class": lambda value: self._class_of(checked_tokens(value)),
        }

    # out

    def is_by_reference(self, value: object) -> bool:
        """Whether a class that the tests name is among those of a value: then it is no mere list or dict."""
        own = self.handles.own
        return any(cls.__qualname__ in self._by_reference for cls in type(value).__mro__ if own(cls))

    def refer(self, obj: Any) -> tuple[str, object] | None:
        """Return the reference for an object outside the value table."""
        number = self._callback_numbers.get(id(obj))
        if number is not None:
            return "callback", number
        match obj:
            case _ if obj is NotImplemented:
                return "not implemented", None
            case BaseException():
                return "error", self._describe(obj)
            case type():
                return self._class(obj)
            case _ if is_view(obj):
                return "view", plain_view(obj)
            case _:
                handle = self.handles.describe(obj)
                return None if handle is None else ("handle", handle)

    def _class(self, cls: type) -> tuple[str, object] | None:
        if issubclass(cls, BaseException):
            return "class", tuple(self._token(base) for base in cls.__mro__ if base is not object)
        return ("own class", (self.handles.home(cls), cls.__qualname__)) if self.handles.own(cls) else None

    def _describe(self, error: BaseException) -> tuple[object, ...]:
        try:
            return describe(error, token=self._token, crosses=self._crosses, ident=self._ident, with_trace=True)
        except Exception as worse:  # noqa: BLE001 -- an exception of the submission may do anything when it is looked at
            raise Refused(f"an exception that can't be described: {type(worse).__name__}") from None

    def _crosses(self, value: object) -> bool:
        if isinstance(value, BaseException):
            return True
        try:
            Encoder(self.refer, by_reference=self.is_by_reference).encode(value)
        except Exception:  # noqa: BLE001 -- an attribute without a way over is left out
            return False
        return not self.handles.own(type(value)) and label_of(value) is None

    def _token(self, cls: type) -> Token:
        known = name_of_exception_class(cls)
        if known is not None:
            return ("std", *known)
        number = next((number for number, made in self._classes.items() if made is cls), None)
        if number is not None:
            return ("test", number, cls.__name__)
        return ("own", self.handles.home(cls), cls.__qualname__[:200])

    def _ident(self, error: BaseException) -> int:
        return self._error_numbers.get(id(error), 0)

    # in

    def resolve(self, kind: str, value: Any) -> Any:
        """Return what a reference of the judge stands for."""
        resolve = self._resolvers.get(kind)
        if resolve is None:
            raise TypeError(f"a reference of an unknown kind: {kind}")
        return resolve(value)

    def path(self, module: str, qualname: str) -> Any:
        """Return what a name of the submission stands for now; raises NameMissing."""
        found: Any = self._modules[module]
        for name in qualname.split("."):
            try:
                found = getattr(found, name)
            except AttributeError:
                raise NameMissing(f"{module} has no {qualname!r}") from None
        return found

    def keep_error(self, value: Any) -> BaseException:
        """Return the exception of a description; one that the judge numbered is the same object each time."""
        error = rebuild(value, class_of=self._class_of, known=self._errors.get)
        number = value[6]
        if number and number not in self._errors:
            self._errors[number] = error
            self._error_numbers[id(error)] = number
        return error

    def _callback(self, value: tuple[int, bool, str]) -> Any:
        number, is_async, name = value
        made = self._callbacks.get(number)
        if made is None:
            made = proxies.function(self._ask, self._ask_async, number, is_async=is_async, name=name)
            self._lend(number, made)
        return made

    def _borrow(self, value: tuple[int, tuple[tuple[str, bool], ...]]) -> Any:
        number, methods = value
        made = self._callbacks.get(number)
        if made is None:
            made = proxies.lent(self._ask, self._ask_async, number, methods)
            self._lend(number, made)
        return made

    def _lend(self, number: int, made: Any) -> None:
        self._callbacks[number] = made
        self._callback_numbers[id(made)] = number

    def _class_of(self, tokens: tuple[Token, ...]) -> type[BaseException]:
        found: list[type[BaseException]] = []
        for index, token in enumerate(tokens):
            cls = self._known_class(token)
            if cls is None:
                continue
            if index == 0:
                return cls
            if not any(issubclass(known, cls) for known in found):
                found.append(cls)
        origin, number, name = tokens[0]
        made: type[BaseException] = type(name, tuple(found) or (Exception,), {"__module__": "tests"})
        if origin == "test":
            self._classes[number] = made
        return made

    def _known_class(self, token: Token) -> type[BaseException] | None:
        origin, home, name = token
        match origin:
            case "std":
                return exception_class(home, name)
            case "test":
                return self._classes.get(home)
            case _:
                cls = self.path(home, name)
                return cls if isinstance(cls, type) and issubclass(cls, BaseException) else None


def _bound(value: tuple[Any, str]) -> Any:
    try:
        return getattr(*value)
    except AttributeError as error:
        raise NameMissing(str(error)) from None
