"""Every exception class of the standard list is raised again as itself, with its arguments, attributes and text."""

from __future__ import annotations

import itertools
import traceback
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sandbox.wall.codec import WALL_CAPS, Decoder, Encoder, Malformed, Refused, exception_class, name_of_exception_class
from sandbox.wall.codec.standard import EXCEPTION_CLASSES
from sandbox.wall.judge.classes import make_exception
from sandbox.wall.raising import Token, checked_tokens, describe, rebuild
from tests.sandbox.wall.codec.crossings import same
from tests.sandbox.wall.codec.strategies import values

# The first of these that a class takes is what it is made with.
ARGUMENTS: tuple[tuple[Any, ...], ...] = (
    ("why",),
    (),
    (3, "command"),
    ("file", 2, "line"),
    ("m", "doc", 1),
    (b"partial", 9),
    ("m", "content"),
    ("http://x", 404, "not found", None, None),
    ("utf-8", b"x", 0, 1, "r"),
    ("utf-8", "x", 0, 1, "r"),
    ("x", 0, 1, "r"),
    ("m", [ValueError(1)]),
    ("a", "b", "c", "d"),
)
PAIRS = list(itertools.permutations([ValueError, RuntimeError, OSError, UnicodeError, KeyError], 2))
_NOBODY: Any = None  # on the other side: nothing here asks
CLASSES = [
    found
    for module, names in EXCEPTION_CLASSES.items()
    for name in names
    if (found := exception_class(module, name)) is not None
]


def token(cls: type) -> Token:
    return ("std", *(name_of_exception_class(cls) or ("builtins", "Exception")))


def class_of(tokens: tuple[Token, ...]) -> type[BaseException]:
    found = exception_class(str(tokens[0][1]), tokens[0][2])
    assert found is not None
    return found


def crosses(value: object) -> bool:
    try:
        encoder().encode(value)
    except Refused:
        return False
    return True


def described(error: BaseException) -> tuple[object, ...]:
    return describe(error, token=token, crosses=crosses, ident=lambda _error: 0, with_trace=False)


def encoder() -> Encoder:
    return Encoder(lambda value: ("error", described(value)) if isinstance(value, BaseException) else None)


def raised_again(error: BaseException) -> BaseException:
    decoder = Decoder(WALL_CAPS, lambda _kind, value: rebuild(value, class_of=class_of, known=lambda _number: None))
    back = decoder.decode(bytearray(b"".join(encoder().encode(error))))
    assert isinstance(back, BaseException)
    return back


def made(cls: type[BaseException]) -> BaseException:
    for arguments in ARGUMENTS:
        try:
            return cls(*arguments)
        except Exception:  # noqa: BLE001 -- whatever a constructor says of arguments that it does not take
            continue
    pytest.fail(f"none of ARGUMENTS makes a {cls}")


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: f"{cls.__module__}.{cls.__qualname__}")
def test_an_exception_of_every_listed_class_is_raised_again_as_it_was(cls: type[BaseException]) -> None:
    error = made(cls)
    back = raised_again(error)
    assert type(back) is type(error)
    assert str(back) == str(error)
    if cls.__name__ != "HTTPError":  # the one class that keeps no arguments, and needs them to be made
        assert_same_arguments(back.args, error.args)
    public = {name: value for name, value in vars(error).items() if not name.startswith("_") and crosses(value)}
    assert {name: getattr(back, name) for name in public} == public


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: f"{cls.__module__}.{cls.__qualname__}")
def test_arguments_that_a_class_does_not_take_give_an_exception_that_can_be_shown(cls: type[BaseException]) -> None:
    """What a hostile guest describes is raised in the judge, where pytest shows it."""
    name = ("std", *(name_of_exception_class(cls) or ()))
    for args in ((), ("why",), (1,) * 7, (None,) * 5):
        back = rebuild(((name,), args, {}, "", "", None, 0), class_of=class_of, known=lambda _number: None)
        assert traceback.format_exception(back)


@pytest.mark.parametrize(
    "token",
    [
        (np.arange(2), "builtins", "ValueError"),
        ("std", 10**5_000, "ValueError"),
        ("std", None, "ValueError"),
        ("own", 3, "Mine"),
        ("test", "0", "Busy"),
        ("else", "builtins", "ValueError"),
        ("std", "builtins", "x" * 300),
        ("std", "builtins", 5),
        ("std", "builtins"),
        5,
    ],
    ids=lambda token: type(token).__name__,
)
def test_a_class_is_named_by_three_words_or_it_is_no_class(token: object) -> None:
    """Whatever else comes is the guest's doing: an error of ours would leave its submission without a grade."""
    with pytest.raises(Malformed, match="a class that"):
        checked_tokens((token,))


def assert_same_arguments(back: tuple[Any, ...], given: tuple[Any, ...]) -> None:
    assert len(back) == len(given)
    for one, other in zip(back, given, strict=True):
        if isinstance(one, BaseException | list):
            assert repr(one) == repr(other)
        else:
            assert same(one, other)


@pytest.mark.parametrize("bases", PAIRS, ids=lambda pair: "-".join(each.__name__ for each in pair))
def test_an_exception_over_two_standard_classes_is_raised_again_over_both(
    bases: tuple[type[BaseException], ...],
) -> None:
    own = make_exception(_NOBODY, "solution", "Own", {}, bases)
    inner = make_exception(_NOBODY, "solution", "Inner", {}, (own,))
    for cls in (own, inner):
        description = ((("own", "solution", cls.__name__),), ("why", 3), {"code": 7}, "", "", None, 0)
        back = rebuild(description, class_of=lambda _tokens, cls=cls: cls, known=lambda _number: None)
        assert type(back) is cls
        assert isinstance(back, bases)
        assert (back.args, back.code) == (("why", 3), 7)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(values)
def test_any_value_is_an_argument_and_an_attribute_of_an_exception(value: object) -> None:
    error = ValueError("why", value)
    error.detail = value
    try:
        back = raised_again(error)
    except Refused:
        return  # more than may cross
    if crosses(value):
        assert same(back.args, error.args)
        assert same(back.detail, value)


def test_causes_are_raised_again_to_the_depth_that_crosses() -> None:
    error: BaseException = ValueError(0)
    for at in range(1, 6):
        outer = KeyError(at)
        outer.__cause__ = error
        error = outer
    back = raised_again(error)
    causes = []
    while back is not None:
        causes.append(back.args[0])
        back = back.__cause__
    assert causes == [5, 4, 3, 2]
