"""A subclass that lies is written as what it is: none of its methods is called."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import numpy as np
import pytest

from tests.sandbox.wall.codec.crossings import crossed, same

SPECIALS = """
    __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __len__ __iter__ __index__ __int__ __float__ __complex__ __bool__
    __str__ __repr__ __bytes__ __getitem__ __contains__ __add__ __neg__ __abs__ __hash__ __copy__ __deepcopy__
    __reduce__ __reduce_ex__ __getstate__ __getattribute__ __array__ __array_ufunc__ __array_function__
    __array_finalize__ __array_wrap__ __buffer__ __format__ __missing__ __reversed__ __class_getitem__ __sizeof__
    items keys values copy isoformat utcoffset as_tuple tobytes tolist encode bit_length numerator denominator
    real imag year month day hour tzinfo days seconds maxlen default_factory dtype shape flags T view reshape
    astype item ravel int hex bytes __class__ __dict__ __array_interface__
"""


ARMED: list[bool] = []  # a failed test must be shown without tripping over the liar


def crossed_armed(value: object) -> object:
    ARMED.append(True)
    try:
        return crossed(value)
    finally:
        ARMED.clear()


def liar(base: type) -> type:
    """Return a subclass of `base` each of whose methods and properties says that it was asked."""

    def told(self: object, *args: object, **named: object) -> object:
        if ARMED:
            raise AssertionError("a method of the subclass was called")

    body = {name: property(told) if name == "__class__" else told for name in SPECIALS.split()}
    body["__new__"] = base.__new__

    class Meta(type(base)):
        def __getattribute__(cls, name: str) -> object:
            if ARMED and name in ("__mro__", "__name__", "_fields", "__dict__", "__module__"):
                raise AssertionError(f"{name} was asked of the class")
            return super().__getattribute__(name)

    return Meta("Liar", (base,), body)


def filled(kind: type, base: object) -> object:  # noqa: C901 -- one case per kind
    """Return an instance of the lying class that holds what `base` holds."""
    made = type(base).__new__
    match base:
        case list() | deque():
            instance = made(kind)
            for item in base:
                type(base).append(instance, item)
        case OrderedDict():
            instance = made(kind)
            for key, item in base.items():
                OrderedDict.__setitem__(instance, key, item)
        case dict():
            instance = made(kind)
            for key, item in base.items():
                dict.__setitem__(instance, key, item)
        case set():
            instance = made(kind)
            set.update(instance, base)
        case bytearray():
            instance = made(kind)
            bytearray.extend(instance, base)
        case np.ndarray():
            instance = np.ndarray.__new__(kind, base.shape, base.dtype, base.tobytes())
        case datetime():
            instance = made(kind, 2020, 1, 2, 3, 4, 5, 6)
        case date():
            instance = made(kind, 2020, 1, 2)
        case time():
            instance = made(kind, 3, 4)
        case timedelta():
            instance = made(kind, 3, 4)
        case Fraction():
            instance = object.__new__(kind)
            Fraction._numerator.__set__(instance, 3)
            Fraction._denominator.__set__(instance, 4)
        case UUID():
            instance = object.__new__(kind)
            UUID.__dict__["int"].__set__(instance, 9)
        case _:
            instance = made(kind, base)
    return instance


HONEST = [
    7,
    2**100,
    1.5,
    1 + 2j,
    "text",
    b"bytes",
    bytearray(b"ba"),
    [1, "a"],
    (1, "a"),
    {1: 2},
    {1, 2},
    frozenset({1, 2}),
    deque([1, 2]),
    OrderedDict([(2, 1), (1, 2)]),
    defaultdict(None, {1: 2}),
    Counter({1: 2}),
    datetime(2020, 1, 2, 3, 4, 5, 6),
    date(2020, 1, 2),
    time(3, 4),
    timedelta(3, 4),
    Decimal("1.50"),
    Fraction(3, 4),
    UUID(int=9),
    np.arange(6.0).reshape(2, 3),
    np.float64(2.5),
    np.str_("text"),
]


@pytest.mark.parametrize("base", HONEST, ids=lambda base: type(base).__name__)
def test_a_lying_subclass_arrives_as_its_base_and_is_never_asked(base):
    assert same(crossed_armed(filled(liar(type(base)), base)), base)


def test_a_lying_class_inside_a_container_is_never_asked():
    assert same(crossed_armed([filled(liar(int), 7)] * 5), [7] * 5)
    assert same(crossed_armed({"a": (filled(liar(str), "b"),)}), {"a": ("b",)})


def test_a_refusal_names_the_real_type_and_no_more_than_a_line_of_it():
    from sandbox.wall.codec import Refused
    from tests.sandbox.wall.codec.crossings import encoded

    kind = type("\x1b[31m" + "x" * 500, (), {"__class__": property(lambda self: int)})
    with pytest.raises(Refused) as caught:
        encoded(kind())
    assert "\\x1b" in caught.value.reason and "\x1b" not in caught.value.reason and len(caught.value.reason) < 120
