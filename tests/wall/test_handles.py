"""Objects of the submission cross by handle, where the interface has them: real kinds that tell the truth."""

from __future__ import annotations

from tests.wall.case import Bench, Case

KINDS = Case(
    solution="""
        import asyncio, dataclasses, enum, functools

        class Index:
            kind = "index"
            _secret = 1
            def __init__(self, *items):
                self.items = list(items)
                self.closed = False
                self.entered = 0
            @property
            def size(self): return len(self.items)
            @size.setter
            def size(self, value): self.items = self.items[:value]
            @staticmethod
            def of(word): return Index(*word)
            @classmethod
            def empty(cls): return cls()
            def add(self, item):
                self.items.append(item)
                return self
            def same(self, other): return other is self
            async def later(self, value):
                await asyncio.sleep(0)
                return value
            def stream(self):
                got = yield "first"
                while got != "stop":
                    try:
                        got = yield got
                    except KeyError as error:
                        got = yield f"caught {error}"
                return "done"
            async def stream_async(self):
                for item in self.items:
                    yield item
            def __len__(self): return len(self.items)
            def __getitem__(self, at): return self.items[at]
            def __setitem__(self, at, value): self.items[at] = value
            def __delitem__(self, at): del self.items[at]
            def __iter__(self): return iter(self.items)
            def __reversed__(self): return reversed(self.items)
            def __contains__(self, item): return item in self.items
            def __eq__(self, other): return isinstance(other, Index) and other.items == self.items
            def __hash__(self): return 7
            def __add__(self, other): return Index(*self.items, *(other.items if isinstance(other, Index) else [other]))
            def __radd__(self, other): return Index(other, *self.items)
            def __iadd__(self, other):
                self.items.append(other)
                return self
            def __lt__(self, other): return len(self) < len(other)
            def __neg__(self): return Index(*self.items[::-1])
            def __call__(self, at): return self.items[at]
            def __bool__(self): return bool(self.items)
            def __str__(self): return "an index"
            def __repr__(self): return "Index()"
            def __int__(self): return 42
            def __float__(self): return 4.5
            def __enter__(self):
                self.entered += 1
                return self
            def __exit__(self, kind, error, trace):
                self.closed = kind.__name__ if kind else True
                return kind is KeyError
            async def __aenter__(self): return self
            async def __aexit__(self, *told): self.closed = "async"
            def __aiter__(self): return self.stream_async()
            def __await__(self):
                yield from asyncio.sleep(0).__await__()
                return "awaited"

        class Sorted(Index):
            class Key:
                def __init__(self, n): self.n = n
            def first(self): return min(self.items)

        class Plain:
            def __init__(self, n): self.n = n
            def key(self): return Sorted.Key(self.n)

        class Color(enum.Enum):
            RED = 1
            BLUE = "b"

        @dataclasses.dataclass
        class Point:
            x: int
            y: int = 2

        SHARED = Index(1)
        LIMIT = 10
        NAMES = ["a", "b"]

        def make(n): return Sorted(*range(n))
        def shared(): return SHARED
        def several(): return [SHARED, {"a": SHARED}, Plain(3)]
        def adder(n): return lambda x: x + n
        def partial(n): return functools.partial(pow, n)
        def count(to):
            for n in range(to): yield n
        def mapped(): return map(str, [1, 2])
        async def wait(value):
            await asyncio.sleep(0)
            return value
        async def acount(to):
            for n in range(to):
                await asyncio.sleep(0)
                yield n
        def coroutine(): return wait(5)
        def is_same(left, right): return left is right
        def sync(x, /, y=2, *rest, z, k="d", **more): return x
    """,
    tests="""
        import asyncio, inspect, sys
        import numpy as np, pytest
        import solution
        from solution import Color, Index, LIMIT, NAMES, Plain, Point, SHARED, Sorted

        def test_identity():
            first, second = solution.shared(), solution.shared()
            assert first is second and first is not Index(1)
            listed = solution.several()
            assert listed[0] is listed[1]["a"] is first
            assert solution.is_same(first, second) and not solution.is_same(first, Index(1))
            assert solution.is_same(SHARED, first)

        def test_types():
            index = solution.make(3)
            assert isinstance(index, Sorted) and isinstance(index, Index) and type(index) is Sorted
            assert issubclass(Sorted, Index) and type(Index()) is Index and not isinstance(index, Plain)
            assert Index.__name__ == "Index" and Index.__module__ == "solution" and inspect.isclass(Index)

        def test_callable():
            assert callable(Index()) and not callable(Plain(1)) and callable(solution.make) and callable(Index().add)

        def test_only_own_operators():
            plain = Plain(1)
            for use in (len, iter, next, int, float, lambda it: it + 1, lambda it: it[0], lambda it: it < it, lambda it: 1 in it):
                with pytest.raises(TypeError):
                    use(plain)
            assert bool(plain) and plain != Plain(1) and plain == plain and plain != 1 and hash(plain) == hash(plain)

        def test_containers():
            index = Index(1, 2, 3)
            assert len(index) == 3 and index[0] == 1 and index[-1] == 3 and index[1:] == [2, 3]
            index[0] = 9
            del index[1]
            assert list(index) == [9, 3] and list(reversed(index)) == [3, 9] and 9 in index and 2 not in index
            with pytest.raises(IndexError):
                index[7]

        def test_operators():
            left, right = Index(1), Index(2)
            assert left + right == Index(1, 2) and (left + 5).items == [1, 5] and (0 + left).items == [0, 1]
            assert (np.float64(0.5) + left).items == [0.5, 1]
            left += 3
            assert left.items == [1, 3] and right < left and (-left).items == [3, 1]
            assert left != right and left == Index(1, 3) and hash(left) == 7 and {left: 1}[Index(1, 3)] == 1
            assert left(1) == 3 and bool(left) and not Index() and int(left) == 42 and float(left) == 4.5
            assert str(left) == "an index" and f"{left}" == "an index"

        def test_attributes():
            index = Index(1, 2)
            assert index.size == 2 and Index.kind == "index" and index.kind == "index"
            index.size = 1
            index.label = "mine"
            assert index.items == [1] and index.label == "mine"
            del index.label
            assert not hasattr(index, "label")
            with pytest.raises(AttributeError):
                index.absent
            index.items.append(5)
            assert index.items == [1]

        def test_members():
            assert Index.of("ab").items == ["a", "b"] and Index.empty().items == [] and type(Sorted.empty()) is Sorted
            index = Index()
            assert index.add(1).add(2) is index and index.same(index)
            assert Index.add(index, 3) is index and index.size == 3
            assert Sorted(3, 1).first() == 1 and index.add == index.add
            assert Plain(4).key().n == 4 and type(Plain(4).key()) is Sorted.Key

        def test_private_names():
            index = Index()
            for name in ("_secret", "__dict__x", "__array_interface__", "__array__", "__array_struct__", "__buffer__",
                         "__reduce_me__", "__wrapped__", "__getstate_it__"):
                with pytest.raises(AttributeError):
                    getattr(index, name)
            with pytest.raises(AttributeError):
                index._secret = 2
            with pytest.raises((TypeError, BufferError)):
                memoryview(index)
            assert np.asarray(Plain(1)).dtype == object

        def test_copies_and_pickles_of_a_handle_are_none():
            import copy, pickle
            with pytest.raises(Exception):
                pickle.loads(pickle.dumps(Plain(1)))

        def test_in_its_own_words():
            import unittest.mock
            text = "%s %s" % (solution.make, solution.count(1))
            assert "solution.make" in text and "generator object" in text
            from _pytest._io.saferepr import saferepr
            assert saferepr(Index()).startswith("<Index handle ")
            assert saferepr(SHARED) == "<Index SHARED>"
            assert repr(Index()) == "Index()"

        def test_iterators():
            assert list(solution.count(3)) == [0, 1, 2] and sum(solution.count(5)) == 10
            stream = solution.count(2)
            assert next(stream) == 0 and next(stream) == 1 and next(stream, "end") == "end" and iter(stream) is stream
            assert inspect.isgenerator(solution.count(1)) and list(solution.mapped()) == ["1", "2"]

        def test_generators():
            stream = Index().stream()
            assert next(stream) == "first" and stream.send("a") == "a" and stream.throw(KeyError("k")) == "caught 'k'"
            with pytest.raises(StopIteration) as stopped:
                stream.send("stop")
            assert stopped.value.value == "done"
            closed = Index().stream()
            next(closed)
            closed.close()
            with pytest.raises(StopIteration):
                next(closed)
            def through():
                return (yield from Index().stream())
            assert next(through()) == "first"
            with pytest.raises(ValueError, match="out"):
                other = Index().stream()
                next(other)
                other.throw(ValueError("out"))

        def test_contexts():
            index = Index()
            with index as entered:
                assert entered is index
            assert index.closed is True and index.entered == 1
            with index:
                raise KeyError("swallowed")
            assert index.closed == "KeyError"
            with pytest.raises(ValueError, match="on"):
                with index:
                    raise ValueError("goes on")

        def test_async():
            async def main():
                assert await solution.wait(3) == 3 and await Index().later(4) == 4
                assert [n async for n in solution.acount(3)] == [0, 1, 2]
                async with Index() as index:
                    pass
                assert index.closed == "async"
                assert [item async for item in Index(1, 2)] == [1, 2]
                assert await solution.coroutine() == 5
                assert await Index() == "awaited"
                return await asyncio.gather(*(solution.wait(n) for n in range(20)))
            assert asyncio.run(main()) == list(range(20))

        def test_functions_by_handle():
            add = solution.adder(2)
            assert callable(add) and add(3) == 5 and list(map(add, [1, 2])) == [3, 4] and solution.partial(2)(3) == 8

        def test_enum():
            assert Color.RED is Color.RED and Color.RED.value == 1 and Color("b") is Color.BLUE and Color.BLUE.name == "BLUE"
            assert list(Color) == [Color.RED, Color.BLUE] and len(Color) == 2 and Color["RED"] is Color.RED
            assert isinstance(Color.RED, Color) and Color.RED in Color and Color.RED != Color.BLUE
            with pytest.raises(ValueError):
                Color(7)
            with pytest.raises(KeyError):
                Color["GREEN"]

        def test_dataclass():
            point = Point(1)
            assert (point.x, point.y) == (1, 2) and point == Point(1, 2) and point != Point(1, 3)
            point.x = 5
            assert point.x == 5
            with pytest.raises(TypeError):
                Point()

        def test_constants():
            assert LIMIT == 10 and NAMES == ["a", "b"] and solution.LIMIT == 10 and list(SHARED) == [1]

        def test_signatures():
            signature = inspect.signature(solution.sync)
            assert str(signature) == "(x, /, y=2, *rest, z, k='d', **more)"
            assert list(inspect.signature(Index().add).parameters) == ["item"]
            assert list(inspect.signature(Point).parameters) == ["x", "y"]

        def test_coroutine_functions():
            assert asyncio.iscoroutinefunction(solution.wait) and not asyncio.iscoroutinefunction(solution.make)
            if sys.version_info >= (3, 12):
                assert inspect.iscoroutinefunction(solution.wait) and not inspect.iscoroutinefunction(solution.make)
                assert inspect.iscoroutinefunction(Index().later) and not inspect.iscoroutinefunction(Index().add)

        def test_no_subclasses():
            class Mine(Index):
                pass
            with pytest.raises(BaseException, match="can't derive"):
                Mine()

        def test_released_handles_are_forgotten():
            for n in range(400):
                solution.make(1)
            first = solution.make(2)
            for n in range(400):
                solution.make(1)
            assert first.first() == 0
    """,  # noqa: E501 -- sources read best a statement a line
)

FORGOTTEN = Case(
    solution="""
        import gc, weakref
        ALIVE = weakref.WeakSet()
        class Item:
            def __init__(self): ALIVE.add(self)
            def n(self): return 5
        KEPT = None
        def make(): return Item()
        def kept():
            global KEPT
            KEPT = KEPT or Item()
            return KEPT
        def swap(drop):
            drop()
            return kept()
        def alive():
            gc.collect()
            return len(ALIVE)
    """,
    tests="""
        import gc, solution
        def test_what_nobody_holds_is_forgotten():
            for _ in range(3):
                items = [solution.make() for _ in range(200)]
                del items
                gc.collect()
                solution.alive()
            assert solution.alive() < 10

        def test_a_handle_given_again_while_it_is_dropped():
            held = [solution.kept()]
            again = solution.swap(held.clear)
            solution.alive()
            assert again.n() == 5 and solution.kept() is again
    """,
)

TEMPTING = """
    class Index:
        def __init__(self): self.items = [1]
        def add(self, item): self.items.append(item)
    class Other: pass
    def make(): return Index()
    def value(): return 5
    def text(): return "five"
    def listed(): return [1, 2]
    def same(value): return value
    def call(tool): return tool(1)
"""

REFUSED_TESTS = """
    import numpy as np, pytest, solution
    from solution import Index, Other
    def test_value(): assert solution.value() == 5
    def test_value_reversed(): assert 5 == solution.value()
    def test_near(): assert solution.value() == pytest.approx(5)
    def test_numpy(): np.testing.assert_allclose(solution.value(), 5)
    def test_listed(): assert solution.listed() == [1, 2]
    def test_swallowed():
        try:
            assert solution.value() == 5
        except BaseException:
            pass
    def test_a_handle_equals_nothing_plain(): assert not solution.make() == 5
    def test_nothing_plain_equals_a_handle(): assert not 5 == solution.make() and solution.make() not in [5]
    def test_a_handle_differs_from_all_that_is_plain(): assert solution.make() != 5 and solution.make() != solution.make()
    def test_any_attribute(): assert solution.make().items
    def test_an_argument_of_a_callback(): assert solution.call(lambda given: given == 1)
    def test_contains(): assert solution.make().items == [1]
    def test_other(): assert type(Other()) is Other
"""  # noqa: E501 -- sources read best a statement a line

LYING = """
    from types import FunctionType
    SAW = []
    class Lie:
        def __eq__(self, other):
            SAW.append(other)
            return True
        __ne__ = lambda self, other: False
        __hash__ = lambda self: 0
        __contains__ = __eq__
        __rsub__ = __sub__ = __radd__ = lambda self, other: 0
        __abs__ = lambda self: 0
        __float__ = lambda self: 5.0
        __len__ = lambda self: 2
        __iter__ = lambda self: iter([1, 2])
        __getattr__ = lambda self, name: Lie()
        __array_interface__ = {"shape": (1,), "typestr": "<f8", "data": (4096, False), "version": 3}
        __class__ = property(lambda self: int)
        items = [1]
        def add(self, item): pass
    class Index(Lie):
        def __init__(self): pass
    class Other(Lie):
        def __init__(self): pass
    def make(): return Index()
    def value(): return Lie()
    def text(): return Lie()
    def listed(): return (n for n in [1, 2])
    def same(value): return value
    def call(tool): return tool(Lie())
"""

LIES = Case(
    reference=TEMPTING,
    solution=LYING,
    tests=REFUSED_TESTS,
    expect={
        "test_value": "refused: where the reference gives none",
        "test_value_reversed": "refused: 'Lie'",
        "test_near": "refused",
        "test_numpy": "refused",
        "test_listed": "refused: gave a generator",
        "test_swallowed": "refused",
        "test_an_argument_of_a_callback": "refused: 'Lie'",
    },
)
UNDECLARED_REFERENCE = """
    class Bag:
        def __init__(self): self.items = []
        def __len__(self): return 0
        def size(self): return 1
    def make(): return Bag()
    def make_other(): return 3
    class Sack:
        def __contains__(self, item): return item == 1
        def __eq__(self, other): return isinstance(other, Sack)
        def __sub__(self, other): return 0
    def sack(): return Sack()
"""
UNDECLARED = Case(
    reference=UNDECLARED_REFERENCE,
    solution="""
        class Bag:
            def __init__(self): self.items = []
            def size(self): return 1
            def __eq__(self, other): return True
            def __contains__(self, item): return True
            def __rsub__(self, other): return 0
            def __sub__(self, other): return 0
        class Wide(Bag):
            pass
        def make(): return Wide()
        def make_other(): return 3
        class Sack(Bag): pass
        def sack(): return Sack()
    """,
    tests="""
        import solution, pytest
        def test_an_operator_that_theirs_lacks(): assert len(solution.make()) == 0
        def test_their_equality_is_not_asked(): assert solution.make() != solution.make()
        def test_their_contains_is_not_asked():
            with pytest.raises(TypeError):
                2 in solution.make()
        def test_their_arithmetic_is_not_asked():
            with pytest.raises(TypeError):
                solution.make() - 5
            with pytest.raises(TypeError):
                5 - solution.make()
        def test_a_class_that_the_reference_has_not_stands_in(): assert type(solution.make()).__name__ == "Bag" and solution.make().size() == 1
        def test_the_reference_uses_the_members(): assert solution.make().items == []
        def test_between_handles(): assert solution.sack() == solution.sack()
        def test_declared_and_used(): assert 1 in solution.sack() and solution.sack() - 1 == 0
    """,  # noqa: E501 -- sources read best a statement a line
    expect={"test_an_operator_that_theirs_lacks": "failed: TypeError"},
)


def test_handles_are_real_kinds(bench: Bench) -> None:
    bench.check(KINDS)


def test_a_guest_forgets_what_the_judge_holds_no_more(bench: Bench) -> None:
    bench.check(FORGOTTEN)


def test_a_handle_where_the_reference_gives_a_value_is_refused(bench: Bench) -> None:
    bench.check(LIES)


def test_operators_that_the_reference_lacks_are_not_asked(bench: Bench) -> None:
    bench.check(UNDECLARED)
