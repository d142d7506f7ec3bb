"""What suites do with the submission's objects, functions and classes besides calling them."""

from __future__ import annotations

from tests.wall.case import Bench, Case

SHAPES = """
    import functools
    import operator
    import re
    import time
    from datetime import date

    class Curried:
        def __init__(self, function): self.function = function
        def __call__(self, *args, key=None, **more): return self.function(*args, key=key, **more)

    class Shape:
        sides = 0
        def __init__(self, tags=()): self.tags = list(tags)
        def tag(self, name): self.tags.append(name)

    class Square(Shape):
        sides = 4
        def __copy__(self): return Square([*self.tags, "copied"])

    REGISTRY = {"square": Square, "shape": Shape}

    WORD = re.compile("[a-z]+")

    def class_of(name): return REGISTRY[name]
    def classes(): return list(REGISTRY.values())
    def curry(): return Curried(lambda *args, key, reverse=False: sorted(args, key=key, reverse=reverse))

    def logged(function):
        @functools.wraps(function)
        def logging(*args): return function(*args)
        return logging

    def plain():
        def inner(): return 1
        return inner

    def documented():
        \"\"\"Say what it is.\"\"\"

    def second(): return operator.itemgetter(1)
    def build(factory, items): return list(factory(items))
    def adder(): return functools.partial(operator.add, 1)

    def _hidden(): return 1
"""
SHAPES_TESTS = """
    import copy
    from datetime import date
    import solution
    from solution import Shape, Square, class_of, classes, curry, documented, logged, plain
    from solution import adder, build, second

    def test_called_with_keywords():
        assert curry()(-3, 2, key=abs, reverse=True) == [-3, 2]

    def test_copies():
        one = Shape(["a"])
        shallow, deep = copy.copy(one), copy.deepcopy([one])[0]
        shallow.tag("b")
        assert (one.tags, deep.tags) == (["a", "b"], ["a"])
        assert type(deep) is Shape and deep is not one
        assert copy.copy(Square()).tags == ["copied"]

    def test_classes_that_are_given():
        assert class_of("square") is Square
        assert classes() == [Square, Shape]
        assert class_of("shape")(["x"]).tags == ["x"]

    def test_what_functions_are_called():
        def mine(): "Its words."
        assert logged(mine).__name__ == "mine"
        assert plain().__name__ == "inner" and plain().__doc__ is None
        assert documented.__doc__ == "Say what it is." and documented.__name__ == "documented"

    def test_callables_of_the_standard_library():
        assert second()("abc") == "b" and adder()(2) == 3
        assert sorted(["ab", "ba"], key=second()) == ["ba", "ab"]
        assert build(reversed, [1, 2]) == [2, 1] and build(enumerate, "a") == [(0, "a")] and build(set, [1, 1]) == [1]

    def test_names_of_the_standard_library():
        assert solution.date is date
        assert solution.time.gmtime(0).tm_year == 1970

    def test_fixtures_of_plugins_that_are_left_out(doctest_namespace):
        assert doctest_namespace == {}
"""


def test_copies_classes_names_and_keyword_calls(bench: Bench) -> None:
    bench.check(Case(reference=SHAPES, solution=SHAPES, tests=SHAPES_TESTS))


def test_a_class_comes_in_only_where_the_reference_gave_it(bench: Bench) -> None:
    swapped = SHAPES.replace('{"square": Square, "shape": Shape}', '{"square": Curried, "shape": Square}')
    refused = "refused: class_of gave the class 'Curried', where the reference gives none"
    expect = {"test_classes_that_are_given": refused}
    bench.check(Case(reference=SHAPES, solution=swapped, tests=SHAPES_TESTS, expect=expect))


def test_a_copy_comes_in_only_as_what_the_reference_gave(bench: Bench) -> None:
    swapped = SHAPES.replace('return Square([*self.tags, "copied"])', "return iter([1])")
    expect = {"test_copies": "refused: Square.copy gave a iterator, where the reference gives a value"}
    bench.check(Case(reference=SHAPES, solution=swapped, tests=SHAPES_TESTS, expect=expect))


def test_what_tests_must_not_replace_or_see_is_said_in_one_sentence(bench: Bench) -> None:
    tests = """
        from unittest.mock import patch
        import solution
        from solution import Shape

        def test_patched_function():
            with patch("solution.plain", return_value=1):
                pass

        def test_patched_library(monkeypatch):
            monkeypatch.setattr("solution.time.sleep", lambda _: None)

        def test_patched_import(monkeypatch):
            monkeypatch.setattr(solution, "time", None)

        def test_patched_class_attribute():
            with patch.object(Shape, "tag"):
                pass

        def test_private_name():
            solution._hidden()

        def test_private_attribute():
            Shape()._cache

        def test_pattern():
            solution.WORD
    """
    expect = {
        "test_patched_function": "failed: a test can't replace solution.plain: the submission runs elsewhere",
        "test_patched_library": "failed: a test can't replace time.sleep of solution: the submission runs elsewhere",
        "test_patched_import": "failed: a test can't replace solution.time: the submission runs elsewhere",
        "test_patched_class_attribute": "failed: a test can't replace Shape.tag: the submission runs elsewhere",
        "test_private_name": "failed: solution._hidden is private and does not cross the wall; test what is public",
        "test_pattern": "failed: solution.WORD is a Pattern, which does not cross the wall",
        "test_private_attribute": "failed: 'Shape' object has no attribute '_cache' that crosses the wall",
    }
    recorded = bench.recorded(Case(solution=SHAPES, tests=tests))
    assert Case(solution=SHAPES, tests=tests, expect=expect).mismatches(recorded) == {}


SORTS = """
    import numpy as np

    class Heap:
        def drain(self, into, items):
            while items: into.append(items.pop(items.index(min(items))))

    def sort(items): items.sort()
    def rotate(matrix):
        matrix[:] = [list(row) for row in zip(*matrix[::-1])]
        if len(matrix) > 2: raise ValueError("too large")
    def count(word, into): into[word] = into.get(word, 0) + 1
    def scale(array, by): array *= by
    def total(items): return sum(items)
"""
SORTS_TESTS = """
    import numpy as np
    import pytest
    from solution import Heap, count, rotate, scale, sort, total

    def test_lists():
        items = [3, 1, 2]
        assert sort(items) is None
        assert items == [1, 2, 3]
        matrix = [[1, 2], [3, 4]]
        rotate(matrix)
        assert matrix == [[3, 1], [4, 2]]

    def test_what_was_changed_before_an_error():
        matrix = [[1], [2], [3]]
        rotate(matrix)
        assert matrix == [[3, 2, 1]]
        matrix = [[1, 2, 3]]
        with pytest.raises(ValueError):
            rotate(matrix)
        assert matrix == [[1], [2], [3]]

    def test_other_kinds_and_names():
        words = {}
        count("a", into=words)
        count("a", into=words)
        assert words == {"a": 2}
        array = np.arange(3.0)
        scale(array, by=2)
        assert array.tolist() == [0, 2, 4]

    def test_methods():
        into, items = [], [2, 3, 1]
        Heap().drain(into, items)
        assert (into, items) == ([1, 2, 3], [])

    def test_unchanged():
        items = [3, 1]
        assert (total(items), items) == (4, [3, 1])
"""


def test_arguments_that_the_reference_changes_in_place_are_copied_back(bench: Bench) -> None:
    case = Case(reference=SORTS, solution=SORTS, tests=SORTS_TESTS)
    bench.check(case)
    changes = {"Heap.drain": ["0", "1"], "count": ["into"], "rotate": ["0"], "scale": ["0"], "sort": ["0"]}
    assert bench.recorded(case).recorded["changes"] == changes


def test_where_the_reference_changes_nothing_neither_can_a_submission(bench: Bench) -> None:
    meddling = SORTS.replace("return sum(items)", "items.reverse(); return sum(items)")
    bench.check(Case(reference=SORTS, solution=meddling, tests=SORTS_TESTS))
    copying = SORTS.replace("def sort(items): items.sort()", "def sort(items): items = sorted(items)")
    bench.check(Case(reference=SORTS, solution=copying, tests=SORTS_TESTS, expect={"test_lists": "failed"}))


def test_only_the_argument_that_the_reference_changes_is_copied_back(bench: Bench) -> None:
    reference = "def move(items, log): items.clear()\n"
    tests = """
        from solution import move
        def test_move():
            items, log = [1], ["a"]
            move(items, log)
            assert (items, log) == ([], ["a"])
    """
    bench.check(Case(reference=reference, solution="def move(items, log): items.clear(), log.clear()\n", tests=tests))


def test_an_argument_that_comes_back_as_something_else_is_left_as_it_was_or_refused(bench: Bench) -> None:
    anything = "class Anything:\n        def __eq__(self, other): return True\n\n    "
    worse = f"{anything}def sort(items): items[:] = [Anything()] * 3"
    lying = SORTS.replace("def sort(items): items.sort()", worse)
    expect = {"test_lists": "refused: sort gave an object of class 'Anything', where the reference gives none"}
    bench.check(Case(reference=SORTS, solution=lying, tests=SORTS_TESTS, expect=expect))


MANAGERS = """
    from contextlib import asynccontextmanager, contextmanager, suppress

    class Account:
        def __init__(self): self.log = []
        @contextmanager
        def transaction(self, name):
            self.log.append(f"begin {name}")
            try:
                yield self
            except ValueError as error:
                self.log.append(f"undo {error}")
                raise KeyError("undone") from None
            finally:
                self.log.append("end")

    class Amount:
        def __init__(self, value): self.value = value
        def __eq__(self, other): return self.value == other.value if isinstance(other, Amount) else NotImplemented
        def __lt__(self, other): return self.value < other.value if isinstance(other, Amount) else NotImplemented

    def forgiving(): return suppress(ZeroDivisionError)

    @asynccontextmanager
    async def opened(value):
        yield [value]
"""
MANAGERS_TESTS = """
    import asyncio
    import pytest
    from solution import Account, Amount, forgiving, opened

    def test_entered_and_left():
        account = Account()
        with account.transaction("one") as same:
            assert same is account and account.log == ["begin one"]
        assert account.log == ["begin one", "end"]

    def test_errors_go_through():
        account = Account()
        with pytest.raises(KeyError, match="undone"), account.transaction("two"):
            raise ValueError("mine")
        assert account.log == ["begin two", "undo mine", "end"]
        with pytest.raises(TypeError), account.transaction("three"):
            raise TypeError("passes")

    def test_errors_that_are_swallowed():
        with forgiving():
            raise ZeroDivisionError

    def test_asynchronous():
        async def main():
            async with opened(3) as items:
                return items
        assert asyncio.run(main()) == [3]

    def test_operators_that_decline():
        assert Amount(1) != "one" and not Amount(1) == "one"
        assert Amount(1) == Amount(1) and Amount(1) < Amount(2)
        with pytest.raises(TypeError):
            Amount(1) < 3
"""


def test_context_managers_of_contextlib_and_operators_that_decline(bench: Bench) -> None:
    case = Case(reference=MANAGERS, solution=MANAGERS, tests=MANAGERS_TESTS)
    bench.check(case)
    assert bench.recorded(case).recorded["sites"]["Account.transaction"] == ["context manager"]


def test_a_context_manager_can_neither_read_nor_swallow_a_failed_assertion(bench: Bench) -> None:
    honest = """
        from contextlib import contextmanager

        class Guard:
            def __enter__(self): return self
            def __exit__(self, kind, error, trace): return False

        @contextmanager
        def guarded(): yield
    """
    swallowing = """
        class Guard:
            def __enter__(self): return self
            def __exit__(self, kind, error, trace):
                print("seen:", error)
                return True

        class Manager:
            def __enter__(self): pass
            __exit__ = Guard.__exit__

        Manager.__module__ = "contextlib"

        def guarded(): return Manager()
    """
    tests = """
        import pytest
        from solution import Guard, guarded

        def test_class():
            with Guard():
                assert 41 == 42, "told"

        def test_function():
            with guarded():
                pytest.fail("told")
    """
    recorded = bench.recorded(Case(solution=honest, tests=tests))
    case = Case(solution=swallowing, tests=tests, expect="failed: told")
    outcome = bench.run(case.job(swallowing, recorded.recorded, tuple(test.id for test in recorded.collected)))
    assert case.mismatches(outcome) == {}
    assert [it.output for it in outcome.decided.values()] == ["seen: \n", "seen: \n"]
