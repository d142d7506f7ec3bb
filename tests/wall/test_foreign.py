"""What suites that were written for one process do, and how it fares behind the wall."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

SHELF = """
    from collections.abc import MutableMapping

    class Shelf(MutableMapping):
        def __init__(self):
            self._held = {}

        def __getitem__(self, key):
            return self._held[key]

        def __setitem__(self, key, value):
            self._held[key] = value

        def __delitem__(self, key):
            del self._held[key]

        def __iter__(self):
            return iter(self._held)

        def __len__(self):
            return len(self._held)
"""
SHELF_TESTS = """
    from solution import Shelf

    def full():
        shelf = Shelf()
        shelf["a"] = 1
        shelf["b"] = 1
        return shelf

    def test_keys():
        assert sorted(full().keys()) == ["a", "b"]
        assert full().keys() == {"a": 0, "b": 0}.keys()

    def test_items():
        assert full().items() == {"a": 1, "b": 1}.items()
        assert ("a", 1) in full().items()

    def test_values():
        assert list(full().values()) == [1, 1]

    def test_mapping():
        shelf = full()
        assert dict(shelf) == {"a": 1, "b": 1}
        assert shelf.pop("a") == 1
        assert "a" not in shelf
"""


def test_views_of_a_mapping_of_its_own_cross_as_those_of_a_dict(bench: Bench) -> None:
    bench.check(Case(solution=SHELF, tests=SHELF_TESTS))


def test_a_view_that_yields_a_key_twice_does_not_lose_one_on_the_way(bench: Bench) -> None:
    twice = SHELF.replace("return iter(self._held)", "return iter([*self._held, *self._held])")
    expect = {"test_keys": "failed", "test_items": "failed", "test_values": "failed"}
    bench.check(Case(reference=SHELF, solution=twice, tests=SHELF_TESTS, expect=expect))


@pytest.mark.parametrize("expected", ["TypeError", "Exception", "(TypeError, ValueError)"])
def test_a_test_that_expects_an_error_does_not_pass_on_an_object_that_could_not_cross(
    bench: Bench, expected: str
) -> None:
    tests = f"""
        import pytest
        from solution import measure

        class Stick:
            length = 3

        def test_measure():
            with pytest.raises({expected}):
                measure(Stick())
    """
    lent = "failed: a value of type Stick cannot cross the wall; pass values, or lend methods with expose"
    bench.check(Case(solution="def measure(stick): raise TypeError", tests=tests, expect={"test_measure": lent}))


def test_many_threads_may_ask_at_once(bench: Bench) -> None:
    """Each gets its own answer, and none sleeps on when the one that reads is done; a judge has 64 threads at most."""
    solution = """
        import threading

        class Counter:
            def __init__(self):
                self.count = 0
                self._lock = threading.Lock()

            def add(self, step):
                with self._lock:
                    self.count += step
    """
    tests = """
        import sys
        import threading

        from solution import Counter

        def test_count():
            before = sys.getswitchinterval()
            sys.setswitchinterval(1e-9)
            counter = Counter()

            def work():
                counter.add(2)
                counter.add(-1)

            threads = [threading.Thread(target=work) for _ in range(24)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            sys.setswitchinterval(before)
            assert counter.count == 24
    """
    bench.check(Case(solution=solution, tests=tests))


STACK = """
    from dataclasses import dataclass, field

    class Empty(Exception):
        def __init__(self, stack):
            super().__init__(f"nothing in {stack.name}")
            self.name = stack.name

    @dataclass(order=True)
    class Interval:
        low: int
        high: int

        def __post_init__(self):
            if self.low > self.high:
                raise ValueError("upside down")

        def __contains__(self, value):
            return self.low <= value <= self.high

        def meet(self, other):
            low, high = max(self.low, other.low), min(self.high, other.high)
            return Interval(low, high) if low <= high else None

    class Stack:
        def __init__(self, name="stack"):
            self.name = name
            self._items = []

        def push(self, item):
            self._items.append(item)

        def pop(self):
            if not self._items:
                raise Empty(self)
            return self._items.pop()

        def __len__(self):
            return len(self._items)

    def partition(items, keep):
        return [x for x in items if keep(x)], [x for x in items if not keep(x)]
"""
STACK_TESTS = """
    import pytest
    from hypothesis import assume, event, example, given, note, settings, target
    from hypothesis import strategies as st
    from hypothesis.stateful import (
        Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule, run_state_machine_as_test
    )

    import solution
    from solution import Empty, Interval, Stack, partition

    pairs = st.tuples(st.integers(-50, 50), st.integers(0, 20))
    intervals = pairs.map(lambda p: Interval(p[0], p[0] + p[1]))
    built = st.builds(solution.Interval, low=st.integers(-9, 0), high=st.integers(0, 9))
    placed = st.builds(Interval, st.integers(-9, 0), st.integers(0, 9))
    named = st.builds(Stack, name=st.sampled_from(["left", "right"]))

    @given(intervals, intervals, st.integers(-60, 80))
    def test_meet(one, other, value):
        met = one.meet(other)
        assert (met is not None and value in met) == (value in one and value in other)

    @given(built, placed)
    @example(one=None, other=None)
    def test_built(one, other):
        one, other = one or Interval(0, 0), other or Interval(-1, 1)
        assert 0 in one and 0 in other
        assert one.meet(other) == other.meet(one)
        assert min(one, other) <= max(one, other)
        target(one.high - one.low)
        event("wide" if one.high - one.low > 9 else "narrow")

    @given(st.integers(), st.integers())
    def test_upside_down(low, high):
        assume(low > high)
        note(f"{low} {high}")
        with pytest.raises(ValueError, match="upside down"):
            Interval(low, high)

    @given(st.lists(built, min_size=1, max_size=4), st.data())
    def test_data(several, data):
        one = data.draw(st.sampled_from(several))
        value = data.draw(st.integers(one.low, one.high), label="inside")
        assert value in one

    @given(st.lists(st.integers()), st.functions(like=lambda x: ..., returns=st.booleans(), pure=True))
    def test_functions(items, keep):
        kept, left = partition(items, keep)
        assert sorted(kept + left) == sorted(items)

    @given(named)
    def test_named(stack):
        with pytest.raises(Empty) as caught:
            stack.pop()
        assert caught.value.name == stack.name

    @st.composite
    def stacks(draw):
        stack = draw(named)
        items = draw(st.lists(st.integers(), min_size=1))
        for item in items:
            stack.push(item)
        return stack, items

    @settings(max_examples=20)
    @given(stacks())
    def test_composite(both):
        stack, items = both
        assert len(stack) == len(items)
        assert [stack.pop() for _ in items] == items[::-1]

    class Model(RuleBasedStateMachine):
        made = Bundle("made")

        @initialize(target=made, name=st.text(max_size=3))
        def begin(self, name):
            self.plain = {}
            return self.fresh(name)

        @rule(target=made, name=st.text(max_size=3))
        def another(self, name):
            return self.fresh(name)

        def fresh(self, name):
            stack = Stack(name)
            self.plain[stack] = []
            return stack

        @rule(stack=made, item=st.integers())
        def push(self, stack, item):
            stack.push(item)
            self.plain[stack].append(item)

        @rule(stack=made)
        def pop(self, stack):
            if self.plain[stack]:
                assert stack.pop() == self.plain[stack].pop()
            else:
                with pytest.raises(Empty):
                    stack.pop()

        @rule(stack=consumes(made))
        def drop(self, stack):
            del self.plain[stack]

        @precondition(lambda self: getattr(self, "plain", None))
        @invariant()
        def sizes(self):
            for stack, items in self.plain.items():
                assert len(stack) == len(items)

    Model.TestCase.settings = settings(max_examples=20, stateful_step_count=20)
    TestModel = Model.TestCase

    def test_machine():
        run_state_machine_as_test(Model, settings=settings(max_examples=15, stateful_step_count=20))
"""


def test_properties_and_state_machines_over_classes_of_the_submission(bench: Bench) -> None:
    bench.check(Case(solution=STACK, tests=STACK_TESTS))


def test_a_mistake_is_found_by_them_with_a_counterexample(bench: Bench) -> None:
    wrong = STACK.replace("self._items.append(item)", "self._items.insert(0, item)")
    expect = dict.fromkeys(("test_composite", "TestModel::runTest", "test_machine"), "failed")
    outcome = bench.check(Case(reference=STACK, solution=wrong, tests=STACK_TESTS, expect=expect))
    assert all(it.counterexample for name, it in outcome.decided.items() if it.verdict == "failed"), outcome.decided


STREAM = """
    import itertools

    class Feed:
        size = 2

        def __init__(self, items):
            self._items = iter(items)

        def batch(self):
            return list(itertools.islice(self._items, self.size))

    class Late(Feed):
        pass

    def first(items, default=None):
        return next(iter(items), default)

    def total(items):
        return sum(items)

    def drain(generator):
        got = [next(generator), generator.send(5)]
        generator.close()
        return got

    def same(thing):
        return thing

    def now():
        return clock()

    def clock():
        return 1
"""
STREAM_TESTS = """
    import pickle
    import itertools
    import pytest
    import solution
    from solution import Feed, drain, first, same, total

    def test_generator_is_read_no_further_than_needed():
        read = []

        def numbers():
            for number in itertools.count():
                read.append(number)
                yield number

        feed = Feed(numbers())
        assert feed.batch() == [0, 1]
        assert feed.batch() == [2, 3]
        assert read == [0, 1, 2, 3]

    @pytest.mark.parametrize("kind", [iter, reversed, lambda it: map(abs, it), lambda it: (x for x in it)])
    def test_iterators(kind):
        assert total(kind([1, 2, 3])) == 6

    def test_files_lines_and_pairs():
        assert first(zip("ab", [1, 2])) == ("a", 1)
        assert first(enumerate("ab")) == (0, "a")

    def test_generator_that_is_sent_to():
        log = []

        def echo():
            try:
                log.append((yield "begun"))
                yield "sent"
            finally:
                log.append("closed")

        assert drain(echo()) == ["begun", "sent"]
        assert log == [5, "closed"]

    def test_an_error_in_a_generator_of_the_test_is_the_tests():
        def broken():
            yield 1
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            total(broken())

    def test_sentinel():
        nothing = object()
        assert first([], nothing) is nothing
        assert same([nothing, 1]) == [nothing, 1]

    def test_class_attribute():
        Feed.size = 3
        assert Feed(range(9)).batch() == [0, 1, 2]

    def test_pickled():
        pickle.dumps(Feed([]))

    def test_derived():
        class Mine(Feed):
            pass
        with pytest.raises(TypeError):
            Mine([])

    def test_derived_as_argument():
        class Mine(Feed):
            pass
        same(Mine)

    def test_patched(monkeypatch):
        monkeypatch.setattr(solution, "clock", lambda: 2)

    def test_patched_method(monkeypatch):
        monkeypatch.setattr(Feed, "batch", lambda self: [])
"""
REMEDIES = {
    "test_pickled": "failed: can't be pickled here; let the submission have a function",
    "test_derived": "failed: a test can't derive Mine from Feed, which lives in the submission; use Feed itself",
    "test_derived_as_argument": "failed: a test can't derive Mine from Feed",
    "test_patched": "failed: a test can't replace solution.clock",
    "test_patched_method": "failed: a test can't replace Feed.batch",
}


def test_iterators_of_the_test_are_lent_and_what_cannot_be_done_is_said_with_its_remedy(bench: Bench) -> None:
    bench.check(Case(solution=STREAM, tests=STREAM_TESTS, expect=REMEDIES))


PAINT = """
    import enum

    class Color(enum.Enum):
        RED = 1
        BLUE = 2

        def other(self):
            return Color.BLUE if self is Color.RED else Color.RED

    class Pot:
        def __init__(self, color, litres=1):
            if litres < 0:
                raise ValueError("less than nothing")
            self.color = color
            self.litres = litres

        def __eq__(self, other):
            return self.litres == other.litres and self.color is other.color

        def pour(self, litres):
            self.litres += litres
            return self

    def mix(one, other):
        return Pot(one.color, one.litres + other.litres)
"""
PAINT_TESTS = """
    import pytest
    from hypothesis import example, given, strategies as st
    from solution import Color, Pot, mix

    RED = Pot(Color.RED)
    FULL = Pot(Color.BLUE, 5).pour(4)
    FULL.pour(1)

    @pytest.mark.parametrize("color", list(Color))
    def test_members(color):
        assert color.other().other() is color
        assert color in (Color.RED, Color.BLUE)

    @pytest.mark.parametrize(("pot", "litres"), [(Pot(Color.RED, 2), 2), (FULL, 10), (RED, 1)])
    def test_made_early(pot, litres):
        assert pot.litres == litres

    def test_as_arguments():
        assert mix(RED, FULL) == Pot(Color.RED, 11)
        assert RED == Pot(Color.RED)

    def test_each_test_has_its_own():
        assert RED.pour(5).litres == 6

    def test_each_test_has_its_own_again():
        assert RED.pour(5).litres == 6

    @given(st.integers(0, 9).map(lambda litres: Pot(Color.BLUE, litres)))
    @example(Pot(Color.RED, 3))
    def test_example(pot):
        assert mix(pot, pot).litres == 2 * pot.litres

    @pytest.fixture(scope="module")
    def shared():
        return Pot(Color.RED)

    def test_shared(shared):
        assert shared.litres == 1

    def test_shared_by_another_test(shared):
        mix(Pot(Color.RED), shared)
"""


def test_objects_made_while_the_tests_are_read_can_be_used_in_each_of_them(bench: Bench) -> None:
    gone = {"test_shared_by_another_test": "failed: of an earlier test, whose guest is gone; make it in the test"}
    bench.check(Case(solution=PAINT, tests=PAINT_TESTS, expect=gone))


def test_with_a_guest_per_file_an_object_may_outlive_its_test(bench: Bench) -> None:
    expect = {"test_each_test_has_its_own_again": "failed"}
    bench.check(Case(solution=PAINT, tests=PAINT_TESTS, guest_per="file", expect=expect))
