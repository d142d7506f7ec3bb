"""What a guest does with the judge's requests: find the target, do it, and say what came of it."""

from __future__ import annotations

import inspect
import operator
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NoReturn

from sandbox.wall.channel import Channel, FrameKind
from sandbox.wall.codec import WALL_CAPS, Decoder, Encoder, Refused
from sandbox.wall.codec.standard import exception_class, name_of_exception_class
from sandbox.wall.conversation import Conversation
from sandbox.wall.guest import proxies
from sandbox.wall.guest.survey import describe_target, survey
from sandbox.wall.guest.views import is_view, plain_view
from sandbox.wall.raising import Token, checked_tokens, describe, rebuild
from sandbox.wall.talking import Parts

_PROTOCOL: dict[str, Callable[..., Any]] = {
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__reversed__": reversed,
    "__contains__": operator.contains,
    "__getitem__": operator.getitem,
    "__setitem__": operator.setitem,
    "__delitem__": operator.delitem,
    "__bool__": bool,
    "__str__": str,
    "__repr__": repr,
    "__hash__": hash,
    "__format__": format,
}
_STEPS = {"next": "__next__", "send": "send", "throw": "throw", "close": "close"}
_ASYNC_STEPS = {"next": "__anext__", "send": "asend", "throw": "athrow", "close": "aclose"}


class NameMissing(Exception):
    """The submission has no such name."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message of the judge, with what it lends to be changed."""

    content: Any
    lent: tuple[Any, ...]


class GuestSide:
    """The tables of one guest and its half of the conversation."""

    def __init__(
        self,
        channel: Channel,
        modules: dict[str, ModuleType],
        by_reference: frozenset[str],
        leave: Callable[[], NoReturn],
    ) -> None:
        self.conversation = Conversation(channel, self, guarded=False)
        self._modules = modules
        self._by_reference = by_reference
        self._leave = leave
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._given: dict[int, int] = {}
        self._callbacks: dict[int, Any] = {}
        self._callback_numbers: dict[int, tuple[str, int]] = {}
        self._errors: dict[int, BaseException] = {}
        self._error_numbers: dict[int, int] = {}
        self._classes: dict[int, type[BaseException]] = {}
        self._resolvers: dict[str, Callable[[Any], Any]] = {
            "path": lambda value: self._path(*value),
            "handle": self._objects.__getitem__,
            "member": lambda value: _bound(*value),
            "callback": lambda value: self._callback(*value),
            "lent": lambda value: self._borrow(*value),
            "error": self._keep_error,
            "class": lambda value: self._class_of(checked_tokens(value)),
        }
        self._lent_with: tuple[BaseException | None, tuple[Any, ...]] = (None, ())

    # Side

    def encode(self, message: object) -> Parts:
        """Encode a value for the judge; objects of the submission become handles."""
        return Encoder(self._refer, by_reference=self._is_by_reference).encode(message)

    def decode(self, payload: memoryview, _context: object) -> Any:
        """Decode what the judge sent, with paths and handles resolved to the objects themselves."""
        lent: list[Any] = []
        message = Decoder(WALL_CAPS, lambda kind, value: self._resolve(kind, value, lent)).decode(payload)
        return Received(message, tuple(lent))

    def serve(self, message: Any) -> object:
        """Do one request; the answer carries the state of what was lent to be changed."""
        try:
            value = self._perform(*message.content)
        except BaseException as error:
            self._lend_with(error, message.lent)
            raise
        return (value, message.lent)

    async def coroutine(self, message: Any) -> object:
        """Do one request and await what it gives."""
        try:
            value = self._perform(*message.content)
            if message.content[0] in ("call", "invoke", "await") and not inspect.isawaitable(value):
                raise TypeError(f"object {type(value).__name__} can't be used in 'await' expression")
            return (await value if inspect.isawaitable(value) else value, message.lent)
        except BaseException as error:
            self._lend_with(error, message.lent)
            raise

    def _lend_with(self, error: BaseException, lent: tuple[Any, ...]) -> None:
        """Remember what goes back together with an error, until `outgoing_error` asks for it."""
        if lent and not isinstance(error, NameMissing):
            self._lent_with = (error, lent)

    def outgoing_error(self, error: BaseException) -> object:
        """Describe what was raised; `missing` and `refused` are told apart from the submission's own exceptions."""
        kept, self._lent_with = self._lent_with, (None, ())
        lent = kept[1] if kept[0] is error else ()
        if isinstance(error, NameMissing):
            return (("missing", str(error)), lent)
        if isinstance(error, Refused):
            return (("refused", error.reason), lent)
        return (error, lent)

    def incoming(self, kind: FrameKind, message: Any, _context: object) -> object:
        """Return or raise what a callback of the test gave."""
        if kind is FrameKind.REPLY:
            return message.content
        error = message.content[0]
        raise self._keep_error(error) if isinstance(error, tuple) else error

    def released(self, message: Any) -> None:
        """Forget handles that the judge no longer holds, unless they were given out again meanwhile."""
        for number, received in message.content:
            if self._given.get(number) == received:
                obj = self._objects.pop(number, None)
                self._given.pop(number, None)
                self._numbers.pop(id(obj), None)

    def broken(self, _error: Exception) -> NoReturn:
        """The judge is gone: nothing is left to do."""
        self._leave()

    # requests

    def _perform(self, op: str, target: Any, *rest: Any) -> Any:
        do = _DEEDS.get(op)
        return self._inspect(op, target, rest) if do is None else do(target, *rest)

    def _inspect(self, op: str, target: Any, rest: tuple[Any, ...]) -> Any:
        match op:
            case "survey":
                return survey(self._modules[target])
            case "value":
                return self._path(target, rest[0])
            case _:
                raise TypeError(f"a request of an unknown kind: {op}")

    # references out

    def _is_by_reference(self, value: object) -> bool:
        return any(cls.__qualname__ in self._by_reference for cls in type(value).__mro__ if self._own(cls))

    def _refer(self, obj: Any) -> tuple[str, object] | None:
        lent = self._callback_numbers.get(id(obj))
        if lent is not None:
            return "callback", lent[1]
        match obj:
            case _ if obj is NotImplemented:
                return "not implemented", None
            case BaseException():
                return "error", self._describe(obj)
            case type():
                errors = obj.__mro__ if issubclass(obj, BaseException) else ()
                return ("class", tuple(self._token(cls) for cls in errors if cls is not object)) if errors else None
            case _:
                return self._handle(obj)

    def _handle(self, obj: Any) -> tuple[str, object] | None:
        if is_view(obj):
            return "view", plain_view(obj)
        label = None if self._own(type(obj)) else _label(obj)
        if label is None and not self._is_instance(obj):
            return None
        return "handle", (self._give(obj), label or "instance", *self._lineage(obj, label))

    def _describe(self, error: BaseException) -> tuple[object, ...]:
        try:
            return describe(error, token=self._token, crosses=self._crosses, ident=self._ident, with_trace=True)
        except Exception as worse:  # noqa: BLE001 -- an exception of the submission may do anything when it is looked at
            raise Refused(f"an exception that can't be described: {type(worse).__name__}") from None

    def _is_instance(self, obj: object) -> bool:
        return not isinstance(obj, ModuleType) and type(obj).__module__ != "builtins"

    def _lineage(self, obj: Any, label: str | None) -> tuple[str, tuple[str, ...]]:
        if label is not None:
            return "", ()
        cls = type(obj)
        own = [base.__qualname__ for base in cls.__mro__ if self._own(base)]
        return self._home(cls), tuple(own) or (cls.__qualname__,)

    def _own(self, cls: type) -> bool:
        return cls.__module__.partition(".")[0] in {name.partition(".")[0] for name in self._modules}

    def _home(self, cls: type) -> str:
        return cls.__module__ if cls.__module__ in self._modules else next(iter(self._modules))

    def _give(self, obj: Any) -> int:
        number = self._numbers.get(id(obj))
        if number is None:
            number = self._numbers[id(obj)] = self._next()
            self._objects[number] = obj
        self._given[number] = self._given.get(number, 0) + 1
        return number

    _last = 0

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _crosses(self, value: object) -> bool:
        if isinstance(value, BaseException):
            return True
        try:
            Encoder(self._refer, by_reference=self._is_by_reference).encode(value)
        except Exception:  # noqa: BLE001 -- an attribute without a way over is left out
            return False
        return not self._own(type(value)) and _label(value) is None

    def _token(self, cls: type) -> Token:
        known = name_of_exception_class(cls)
        if known is not None:
            return ("std", *known)
        number = next((number for number, made in self._classes.items() if made is cls), None)
        if number is not None:
            return ("test", number, cls.__name__)
        return ("own", self._home(cls), cls.__qualname__[:200])

    def _ident(self, error: BaseException) -> int:
        return self._error_numbers.get(id(error), 0)

    # references in

    def _resolve(self, kind: str, value: Any, lent: list[Any]) -> Any:
        if kind == "inout":
            lent.append(value[1])
            return value[1]
        resolve = self._resolvers.get(kind)
        if resolve is None:
            raise TypeError(f"a reference of an unknown kind: {kind}")
        return resolve(value)

    def _path(self, module: str, qualname: str) -> Any:
        found: Any = self._modules[module]
        for name in qualname.split("."):
            try:
                found = getattr(found, name)
            except AttributeError:
                raise NameMissing(f"{module} has no {qualname!r}") from None
        return found

    def _callback(self, number: int, is_async: bool, name: str) -> Any:  # noqa: FBT001 -- as it came
        made = self._callbacks.get(number)
        if made is None:
            made = proxies.function(self._ask, self._ask_async, number, is_async=is_async, name=name)
            self._lend(number, made)
        return made

    def _borrow(self, number: int, methods: tuple[tuple[str, bool], ...]) -> Any:
        made = self._callbacks.get(number)
        if made is None:
            made = proxies.lent(self._ask, self._ask_async, number, methods)
            self._lend(number, made)
        return made

    def _lend(self, number: int, made: Any) -> None:
        self._callbacks[number] = made
        self._callback_numbers[id(made)] = ("callback", number)

    def _keep_error(self, value: Any) -> BaseException:
        error = rebuild(value, class_of=self._class_of, known=self._errors.get)
        number = value[6]
        if number and number not in self._errors:
            self._errors[number] = error
            self._error_numbers[id(error)] = number
        return error

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
                cls = self._path(home, name)
                return cls if isinstance(cls, type) and issubclass(cls, BaseException) else None

    def _ask(self, *message: object) -> Any:
        return self.conversation.ask(message)

    async def _ask_async(self, *message: object) -> Any:
        return await self.conversation.ask_async(message)


def _bound(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name)
    except AttributeError as error:
        raise NameMissing(str(error)) from None


def _label(obj: Any) -> str | None:
    """Return the kind of handle for what is no instance of a class of one's own."""
    kinds: tuple[tuple[str, bool], ...] = (
        ("async function", inspect.iscoroutinefunction(obj)),
        ("function", inspect.isroutine(obj) or type(obj).__name__ in ("partial", "_lru_cache_wrapper")),
        ("generator", isinstance(obj, Generator)),
        ("coroutine", inspect.isawaitable(obj) and not hasattr(type(obj), "__next__")),
        ("async generator", isinstance(obj, AsyncGenerator)),
        ("iterator", isinstance(obj, Iterator) and type(obj).__module__ in ("builtins", "itertools", "_collections")),
        ("async iterator", isinstance(obj, AsyncIterator) and type(obj).__module__ == "builtins"),
    )
    return next((label for label, holds in kinds if holds), None)


def _special(target: Any, name: str, args: tuple[Any, ...]) -> Any:
    protocol = _PROTOCOL.get(name)
    if protocol is not None:
        return protocol(target, *args)
    method = getattr(type(target), name, None)
    if method is None:
        raise TypeError(f"{type(target).__name__!r} object does not support {name}")
    return method(target, *args)


def _resume(target: Any, step: str, value: Any) -> Any:
    asynchronous = hasattr(type(target), "__anext__")
    name = (_ASYNC_STEPS if asynchronous else _STEPS)[step]
    method = getattr(target, name)
    return method() if step in ("next", "close") else method(value)


_DEEDS: dict[str, Callable[..., Any]] = {
    "call": lambda target, args, kwargs: target(*args, **kwargs),
    "invoke": lambda target, name, args, kwargs: getattr(target, name)(*args, **kwargs),
    "special": _special,
    "get": getattr,
    "set": setattr,
    "del": delattr,
    "resume": _resume,
    "item": operator.getitem,
    "await": lambda target: target,
    "describe": describe_target,
    "enum names": lambda target: list(target.__members__),
}
