"""Exceptions as plain values: how one side describes what was raised, and how the other raises it again.

A description is a tuple (tokens, args, attributes, text, trace, cause, ident):

    tokens      one per class of the method resolution order, most derived first: ("std", module, name) for a class
                of the standard list, ("own", module, qualname) for one the submission made, ("test", number, name)
                for one the test made
    args        the exception's arguments, by value; what can't cross is replaced by its type's name
    attributes  public attributes that can cross, by name
    text        str() of the exception, where its class was not from the standard list
    trace       the traceback as text; empty from the judge, whose frames would tell of the tests
    cause       the description of `__cause__`, or None
    ident       a number the judge gave to an exception of its own, so that it comes back as the same object; else 0
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import Any

from sandbox.wall.codec.refusal import Malformed

Token = tuple[str, Any, str]

MAX_CAUSES = 4
MAX_TEXT = 4_000
MAX_TOKENS = 32
MAX_NAME = 200
_TRACE = "_wall_trace"  # no note: `pytest.raises(match=...)` reads those, and would find lines of the source there
_ARGS_OF = BaseException.__dict__["args"]
_CAUSE_OF = BaseException.__dict__["__cause__"]
# Attributes of standard classes that are set as they come; any other of theirs follows from the arguments.
_PLAIN_MEMBERS = ("name", "path", "errno", "strerror", "filename", "filename2", "code", "value")
_HOMES = {"std": str, "own": str, "test": int}  # what stands for its module, by where a class is from
_RESPONSE = ("fp", "file")  # what an HTTPError was made of: an object of that side


def describe(
    error: BaseException,
    *,
    token: Callable[[type], Token],
    crosses: Callable[[object], bool],
    ident: Callable[[BaseException], int],
    with_trace: bool,
    causes: int = MAX_CAUSES,
) -> tuple[object, ...]:
    """Describe `error`; `token` names a class for the other side, `crosses` tells whether a value may go."""
    kind = type(error)
    cause = _CAUSE_OF.__get__(error)
    tokens = [token(cls) for cls in kind.__mro__ if cls is not object][:MAX_TOKENS]
    args = tuple(arg if crosses(arg) else f"<{type(arg).__name__}>" for arg in _args_of(error))
    return (
        tuple(tokens),
        args,
        {name: value for name, value in _public_attributes(error).items() if crosses(value)},
        "" if tokens[0][0] == "std" else _text_of(error),
        _trace_of(error) if with_trace else "",
        None
        if cause is None or causes <= 1 or not crosses(cause)
        else describe(
            cause, token=token, crosses=crosses, ident=ident, with_trace=False, causes=causes - 1
        ),
        ident(error),
    )


def rebuild(
    description: object,
    *,
    class_of: Callable[[tuple[Token, ...]], type[BaseException]],
    known: Callable[[int], BaseException | None],
    causes: int = MAX_CAUSES,
) -> BaseException:
    """Make the exception that `description` tells of; raises Malformed where it is not a description."""
    if not (isinstance(description, tuple) and len(description) == 7):
        raise Malformed("an exception that is not described as one")
    tokens, args, attributes, text, trace, cause, ident = description
    if type(ident) is int and ident:
        same = known(ident)
        if same is not None:
            return same
    if not (isinstance(args, tuple) and isinstance(attributes, dict) and isinstance(text, str)):
        raise Malformed("an exception whose arguments are not described")
    error = _instance(class_of(checked_tokens(tokens)), args)
    for name, value in attributes.items():
        if isinstance(name, str) and name.isidentifier() and not name.startswith("_") and _is_settable(error, name):
            _set(error, name, value)
    if text:
        _set(error, "_wall_text", text[:MAX_TEXT])
    if isinstance(trace, str) and trace:
        _set(error, _TRACE, trace[:MAX_TEXT])
    if cause is not None and causes > 1:
        error.__cause__ = rebuild(cause, class_of=class_of, known=known, causes=causes - 1)
    return error


def told_trace(error: BaseException) -> str:
    """Return where the submission raised an exception, as text; "" for one of this side."""
    held = _held_by(error).get(_TRACE)
    return held if isinstance(held, str) else ""


def checked_tokens(tokens: object) -> tuple[Token, ...]:
    """Return `tokens` if they are tokens of classes; raises Malformed otherwise."""
    if not isinstance(tokens, tuple) or not 0 < len(tokens) <= MAX_TOKENS:
        raise Malformed("a class without a name")
    for token in tokens:
        if not isinstance(token, tuple) or len(token) != 3 or not isinstance(token[2], str) or len(token[2]) > MAX_NAME:
            raise Malformed("a class that is not named as one")
        origin, home, _ = token
        if not isinstance(origin, str) or origin not in _HOMES:
            raise Malformed("a class that comes from nowhere")
        if not isinstance(home, _HOMES[origin]):
            raise Malformed("a class that is not in a module")
    return tokens


def _args_of(error: BaseException) -> tuple[Any, ...]:
    """Return the arguments as the class's base keeps them, whatever `args` is in the class; with an OSError's files.

    An HTTPError keeps none, and can't be made without: they are taken from its attributes, without the response.
    """
    args: tuple[Any, ...] = _ARGS_OF.__get__(error)
    if _is_http_error(error) and not args:
        return (*(_held_by(error).get(name) for name in ("filename", "code", "msg", "hdrs")), None)
    if isinstance(error, OSError) and len(args) == 2:
        name, second = (OSError.__dict__[each].__get__(error) for each in ("filename", "filename2"))
        args += () if name is None else (name,) if second is None else (name, None, second)
    return args


def _is_http_error(error: BaseException) -> bool:
    urllib = sys.modules.get("urllib.error")
    return urllib is not None and isinstance(error, urllib.HTTPError)


def _is_settable(error: BaseException, name: str) -> bool:
    """Whether an attribute may be set: nothing that the class computes, and no method that others will call."""
    for cls in type(error).__mro__:
        if name in vars(cls):
            found = vars(cls)[name]
            computed = hasattr(type(found), "__set__") and name not in _PLAIN_MEMBERS
            return not computed and not callable(found)
    return True


def _public_attributes(error: BaseException) -> dict[str, object]:
    """Collect what an exception holds; what its own class makes of that may raise, and then there is nothing."""
    found: dict[str, object] = {}
    if isinstance(error, ImportError | NameError | AttributeError):
        found["name"] = error.name
    for cls in type(error).__mro__:
        if cls.__module__ == "builtins":
            break
        for name, member in vars(cls).items():
            if isinstance(member, property) and not name.startswith("_"):
                try:
                    found[name] = getattr(error, name)
                except Exception:  # noqa: BLE001, S112 -- a property that raises has no value to send
                    continue
    left_out = _RESPONSE if _is_http_error(error) else ()
    found.update(
        (name, value)
        for name, value in _held_by(error).items()
        if isinstance(name, str) and not name.startswith("_") and name not in left_out
    )
    return found


def _held_by(error: BaseException) -> dict[str, object]:
    try:
        return dict(error.__dict__)
    except Exception:  # noqa: BLE001 -- a class of their own may say anything when it is asked
        return {}


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:MAX_TEXT]
    except BaseException:  # noqa: BLE001 -- a __str__ that raises, or exits, has no text to send
        return ""


def _trace_of(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return ("\n" + "".join(traceback.format_exception_only(error)))[:MAX_TEXT]
    frames = traceback.extract_tb(error.__traceback__, limit=-20)
    own = [frame for frame in frames if "sandbox/wall/" not in frame.filename.replace("\\", "/")]
    return ("\nin the submission:\n" + "".join(traceback.format_list(own[-6:])))[:MAX_TEXT] if own else ""


def _instance(cls: type[BaseException], args: tuple[object, ...]) -> BaseException:
    try:
        error = _allocated(cls, *args)
        standard = _standard_base(cls).__mro__
        initialise: Callable[..., None] = next(vars(base)["__init__"] for base in standard if "__init__" in vars(base))
        initialise(error, *args)
    except Exception:  # noqa: BLE001 -- a class with a constructor of its own: its arguments are set as they are
        error = _bare(cls)
    error.args = args
    return error


def _allocated(cls: type[BaseException], *args: object) -> BaseException:
    """Make an instance that is not initialised, past the metaclass, which would ask the other side to construct it.

    `__new__` is that of the base that lays the instance out: a class over RuntimeError and OSError has two in its
    order of resolution, and the first is not safe for it.
    """
    base: Any = cls
    while "_wall_made" in vars(base):
        base = base.__base__
    error: BaseException = base.__new__(cls, *args)
    return error


def _standard_base(cls: type[BaseException]) -> type:
    return next(base for base in cls.__mro__ if "_wall_made" not in vars(base) and base.__module__ != "tests")


def _bare(cls: type[BaseException]) -> BaseException:
    """Make an instance without its arguments, or a plain exception that says so where the class insists on some."""
    try:
        error = _allocated(cls)
        getattr(error, "__notes__", None)  # an HTTPError that is not initialised fails even at that
    except Exception:  # noqa: BLE001 -- groups of exceptions, and whatever else has a constructor of its own
        return Exception(f"an exception of class {cls.__name__} that could not be rebuilt")
    return error


def _set(error: BaseException, name: str, value: object) -> None:
    try:
        setattr(error, name, value)
    except Exception:  # noqa: BLE001 -- read-only attributes of a standard class keep what its arguments gave
        return
