"""Values cross by value in both directions, type kept exactly; subclasses arrive as their base."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

KINDS = Case(
    solution="""
        import collections, datetime, decimal, enum, fractions, random, uuid
        import numpy as np

        Pair = collections.namedtuple("Pair", "left right")

        def same(value):
            return value

        def kind(value):
            return type(value).__name__

        def several(*args, **kwargs):
            return args, kwargs

        def made(name):
            return MAKERS[name]()

        MAKERS = {
            "none": lambda: None,
            "ellipsis": lambda: ...,
            "keys": lambda: {1: 2, 3: 4}.keys(),
            "values": lambda: {1: 2}.values(),
            "items": lambda: {1: 2}.items(),
            "pair": lambda: Pair(1, [2]),
            "cycle": lambda: _cycle(),
            "deep": lambda: _deep(100),
            "colliding": lambda: {n * (2**61 - 1) for n in range(1000)},
            "long int": lambda: 1 << 70_000,
            "long range": lambda: range(10**9),
            "big": lambda: bytes(70 * 2**20),
            "dtype": lambda: np.zeros(3, dtype=[("a", int)]),
            "alias": lambda: [[]] * 2,
        }

        def _cycle():
            looped = []
            looped.append(looped)
            return looped

        def _deep(levels):
            return [_deep(levels - 1)] if levels else []
    """,
    tests="""
        import collections, datetime, decimal, fractions, math, random, struct, uuid, zoneinfo
        import numpy as np, pytest
        from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
        from hypothesis import given, strategies as st
        from solution import several, kind, made, same

        Point = namedtuple("Point", "x y")
        PLAIN = [
            None, True, False, 0, -1, 2**63, -2**64, 10**300, 0.0, 1e-320, float("inf"), 1j, complex(-0.0, 2),
            "", "a\\0b", "\\ud800", "\\u202e", b"", b"\\xff", bytearray(b"x"), [], [1, [2.5, "three"]], (), (1,),
            {}, {(1, "a"): [1], None: 2, frozenset({1}): 3}, set(), {1, "a"}, frozenset({2}), deque([1], maxlen=3),
            OrderedDict(b=1, a=2), Counter("aab"), range(1, 10, 3), slice(1, None, 2), ...,
            datetime.datetime(2026, 1, 2, 3, 4, 5, 6, datetime.UTC), datetime.date(2026, 1, 2),
            datetime.time(1, 2, fold=1), datetime.timedelta(days=-1, microseconds=1),
            datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=2), "X")),
            decimal.Decimal("-0.10"), decimal.Decimal("1E+5"), fractions.Fraction(-1, 3), uuid.UUID(int=5), Point(1, [2]),
        ]

        @pytest.mark.parametrize("value", PLAIN, ids=range(len(PLAIN)))
        def test_plain(value):
            back = same(value)
            assert back == value and type(back) is type(value) or type(value).__name__ == "Point"
            assert repr(back) == repr(value)
            assert kind(value) == type(value).__name__

        def test_float_bits():
            for bits in (0x7FF8000000000001, 0x7FF0000000000001, 0x8000000000000000, 1):
                value = struct.unpack("d", struct.pack("Q", bits))[0]
                assert struct.pack("d", same(value)) == struct.pack("d", value)

        def test_defaultdict():
            back = same(defaultdict(list, a=[1]))
            assert type(back) is defaultdict and back["b"] == [] and back["a"] == [1]

        def test_views():
            assert made("keys") == {1, 3} and list(made("values")) == [2] and list(made("items")) == [(1, 2)]

        def test_namedtuple_of_theirs():
            pair = made("pair")
            assert pair.left == 1 and pair.right == [2] and pair == (1, [2])

        def test_order_of_dicts():
            assert list(same({"z": 1, "a": 2})) == ["z", "a"]

        def test_scalars_of_numpy():
            for value in (np.float32(1.5), np.int8(-3), np.bool_(True), np.complex64(1j), np.datetime64("2026-01-01", "D"),
                          np.timedelta64(5, "s"), np.str_("ab"), np.bytes_(b"ab"), np.float16("nan")):
                back = same(value)
                assert type(back) is type(value) and back.dtype == value.dtype and back.tobytes() == value.tobytes()

        def test_arrays():
            for value in (np.arange(12, dtype=np.int16).reshape(3, 4), np.zeros((0, 3)), np.array(5.0), np.array(["a", "bcd"]),
                          np.array([b"a"]), np.arange(6).reshape(2, 3).T, np.arange(10)[::-2], np.array([1, 2], dtype=">i4"),
                          np.array(["2026-01-01", "NaT"], dtype="M8[ns]"), np.array([True]), np.ones(3, dtype=complex),
                          np.random.default_rng(0).normal(size=(64, 129))):
                back = same(value)
                assert back.dtype == value.dtype and back.shape == value.shape and back.tobytes() == value.tobytes()

        def test_arrays_of_objects():
            value = np.array([1, "a", None, [2]], dtype=object)
            back = same(value)
            assert back.dtype == object and back.tolist() == value.tolist()

        def test_an_array_is_writable():
            back = same(np.zeros(3))
            back[0] = 1
            assert back[0] == 1

        def test_generators_by_state():
            rng = np.random.default_rng(3)
            assert same(rng).integers(1000) == rng.integers(1000)
            own = random.Random(4)
            assert same(own).random() == own.random()

        def test_arguments_of_every_kind():
            assert several(1, *[2], a=3, **{"b": 4}) == ((1, 2), {"a": 3, "b": 4})

        def test_classes_that_both_sides_know():
            assert same(int) is int and same(np.float32) is np.float32 and same(ValueError) is ValueError

        def test_an_alias_is_not_kept():
            value = made("alias")
            value[0].append(1)
            assert value == [[1], []]

        @given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
                            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner)))
        def test_any(value):
            assert repr(same(value)) == repr(value)

        @pytest.mark.parametrize("name", ["cycle", "deep", "colliding", "long int", "long range", "big", "dtype"])
        def test_too_much(name):
            made(name)
    """,  # noqa: E501 -- sources read best a statement a line
    expect={
        "test_too_much[cycle]": "refused: contains itself",
        "test_too_much[deep]": "refused: deeper than 64",
        "test_too_much[colliding]": "refused: hash",
        "test_too_much[long int]": "refused: bits",
        "test_too_much[long range]": "refused: range",
        "test_too_much[big]": "refused: larger than",
        "test_too_much[dtype]": "refused: dtype",
    },
)

LIARS = Case(
    reference="""
        def number(): return 5
        def word(): return "five"
        def items(): return [1, 2]
        def table(): return {"a": 1}
        def array():
            import numpy as np
            return np.arange(3.0)
    """,
    solution="""
        import collections, enum
        import numpy as np

        def equal(self, other): return True
        LIES = {
            "__eq__": equal, "__ne__": lambda s, o: False, "__hash__": lambda s: 0, "__len__": lambda s: 2,
            "__iter__": lambda s: iter([1, 2]), "__contains__": equal, "__getitem__": lambda s, k: 1, "__bool__": equal,
            "__lt__": equal, "__le__": equal, "__gt__": equal, "__ge__": equal, "__sub__": lambda s, o: 0,
            "__rsub__": lambda s, o: 0, "__abs__": lambda s: 0, "__float__": lambda s: 5.0, "__repr__": lambda s: "5",
            "__class__": property(lambda s: int), "__index__": lambda s: 5, "__int__": lambda s: 5,
        }
        def lying(base, *args): return type("Lie", (base,), dict(LIES))(*args)
        def number(): return lying(int, 6)
        def word(): return lying(str, "six")
        def items(): return lying(list, [3])
        def table(): return lying(dict, {"b": 2})
        class Array(np.ndarray):
            def __array_ufunc__(self, *args, **kwargs): return np.bool_(True)
            def __array_function__(self, *args): return True
            def __eq__(self, other): return True
        def array(): return np.zeros(3).view(Array)
    """,
    tests="""
        import numpy as np, pytest
        from solution import array, items, number, table, word
        def test_number(): assert number() == 5
        def test_number_is_near(): assert abs(number() - 5) < 0.1
        def test_number_in(): assert number() in (5, 7)
        def test_word(): assert word() == "five"
        def test_items(): assert items() == [1, 2]
        def test_items_sorted(): assert sorted(items()) == [1, 2]
        def test_table(): assert table() == {"a": 1}
        def test_array(): np.testing.assert_allclose(array(), np.arange(3.0))
        def test_array_equal(): assert (array() == np.arange(3.0)).all()
        def test_types(): assert type(number()) is int and type(word()) is str and type(items()) is list and type(array()) is np.ndarray
    """,  # noqa: E501 -- sources read best a statement a line
    expect={
        "test_number": "failed: assert 6 == 5",
        "test_number_is_near": "failed",
        "test_number_in": "failed",
        "test_word": "failed: 'six'",
        "test_items": "failed: [3]",
        "test_items_sorted": "failed",
        "test_table": "failed",
        "test_array": "failed: Not equal",
        "test_array_equal": "failed",
    },
)

FORBIDDEN = Case(
    solution="""
        import enum
        class Level(enum.IntEnum):
            LOW = 1
        def level(): return Level.LOW
        def take(value): return value
    """,
    tests="""
        import io, pytest, threading, types
        from solution import level, take

        class Own:
            pass

        def test_an_int_enum_is_its_number():
            assert level() == 1 and type(level()) is int

        @pytest.mark.parametrize("value", [Own(), Own, threading.Lock(), io.StringIO(), types, memoryview(b"a")],
                                 ids=["instance", "class", "lock", "file", "module", "memoryview"])
        def test_what_has_no_way_over(value):
            with pytest.raises(BaseException, match="cannot cross the wall.*expose"):
                take(value)

        def test_it_is_told_within_a_container():
            with pytest.raises(BaseException, match="Own cannot cross"):
                take([{"a": Own()}])

        def test_too_deep_or_within_itself():
            looped = []
            looped.append(looped)
            with pytest.raises(BaseException, match="contains itself"):
                take(looped)
            assert take(1) == 1

        def test_it_does_not_pass_for_an_error_of_the_submission():
            with pytest.raises(Exception):
                take(Own())
    """,
    expect={"test_it_does_not_pass_for_an_error_of_the_submission": "failed: Own cannot cross"},
)


def test_every_kind_of_value_crosses_both_ways(bench: Bench) -> None:
    bench.check(KINDS)


def test_a_subclass_that_lies_arrives_as_its_base(bench: Bench) -> None:
    bench.check(LIARS)


def test_what_the_test_may_not_pass_in_is_refused_with_a_clear_error(bench: Bench) -> None:
    bench.check(FORBIDDEN)


@pytest.mark.parametrize("value", ["NaN", "1E+20000"])
def test_a_decimal_is_bounded(bench: Bench, value: str) -> None:
    tests = "from solution import f\ndef test_it(): f()\n"
    reference = "def f(): return 1\n"
    solution = f"from decimal import Decimal\ndef f(): return Decimal({value!r})\n"
    expect = {} if value == "NaN" else {"test_it": "refused: exponent"}
    bench.check(Case(reference=reference, solution=solution, tests=tests, expect=expect))
