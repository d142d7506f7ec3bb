"""What suites that were written for one process do, and how it fares behind the wall."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

SHELF = """
    from collections.abc import MutableMapping
    from dataclasses import dataclass, field

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
    """Each waits for its own answer: a thousand that all woke for every frame took minutes."""
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

            threads = [threading.Thread(target=work) for _ in range(600)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            sys.setswitchinterval(before)
            assert counter.count == 600
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
    @example(Interval(0, 0), Interval(-1, 1))
    def test_built(one, other):
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

    Model.TestCase.settings = settings(max_examples=10, stateful_step_count=10)
    TestModel = Model.TestCase

    def test_machine():
        run_state_machine_as_test(Model, settings=settings(max_examples=3, stateful_step_count=5))
"""


def test_properties_and_state_machines_over_classes_of_the_submission(bench: Bench) -> None:
    bench.check(Case(solution=STACK, tests=STACK_TESTS))


def test_a_mistake_is_found_by_them_with_a_counterexample(bench: Bench) -> None:
    wrong = STACK.replace("return self._items.pop()", "return self._items.pop(0)")
    expect = {name: "failed" for name in ("test_composite", "TestModel::runTest", "test_machine")}
    outcome = bench.check(Case(reference=STACK, solution=wrong, tests=STACK_TESTS, expect=expect))
    assert all(it.counterexample for name, it in outcome.decided.items() if it.verdict == "failed"), outcome.decided
