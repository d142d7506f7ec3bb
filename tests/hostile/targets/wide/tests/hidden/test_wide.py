"""Eight tests of ten points: coroutines, operators, steps, managers, changes in place, errors, tools."""

import asyncio
import json
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from unittest import TestCase

import numpy as np
import pytest
from solution import (
    AsyncGuard,
    Guard,
    Knot,
    Ring,
    Stopped,
    ask_all,
    call,
    counts,
    double,
    either,
    even,
    fill,
    guarded,
    guarded_async,
    hand_on,
    largest,
    letters,
    listed,
    lookup,
    nest,
    read,
    rings,
    scale,
    session,
    session_async,
    sort,
    steps,
    stop,
    supports,
    total,
    use,
    walk,
)

CANARY = "@CANARY hidden@"
EXPECTED = json.loads(Path(__file__).with_name("expected.json").read_text())


def test_totals():
    """The total is the sum, and every element is multiplied."""
    assert total([1, 2, 3], note="@CANARY visible@") == 6
    assert scale(np.arange(3.0), 2.0).tolist() == [0.0, 2.0, 4.0]
    TestCase().assertEqual(listed(300), "\n".join(f"line {each} of it" for each in range(300)))


def test_coroutines():
    """Coroutines overlap, and what they give is looked at in the task that awaits them."""

    async def tool(n):
        await asyncio.sleep(0.002)
        assert n < 10, "@CANARY asserted@"
        return 10 * n

    async def work(n):
        assert await double(n) == 2 * n

    async def main():
        async with asyncio.TaskGroup() as group:
            for n in range(3):
                group.create_task(work(n))
        assert await ask_all(tool, [1, 2]) == [10, 20]
        passed_over = asyncio.ensure_future(asyncio.gather(double(8), return_exceptions=True))
        assert await hand_on(tool, 3) == 30
        await passed_over
        await asyncio.sleep(0.02)

    asyncio.run(main())


def test_rings():
    """Rings compare with one another."""
    one, other = Ring([1, 2]), Ring([2, 1])
    assert len(one) == 2
    assert list(one) == [1, 2]
    assert 1 in one
    assert one.items() == [1, 2]
    assert repr(one) == "Ring(1, 2)"
    assert one.turned() == other
    assert min(one.turned(), one) == one
    assert np.asarray(one).shape == ()
    assert [len(ring) for ring in rings(3)] == [1, 1, 1]
    assert len(either(1)) == 1
    knot = either(0)
    assert type(knot) is Knot
    assert knot.ring() is None


def test_walks():
    """Steps come one after another."""
    assert all(map(even, [2, 4]))
    assert not even(7)
    assert list(walk(3)) == [0, 1, 2]
    assert list(counts(3)) == [0, 1, 2]
    one, two = steps(1), steps(0)
    assert list(one) == list(two) == [0]


def test_managers():
    """What is entered gives its value."""
    with contextmanager(session)() as value:
        assert value == 5, "@CANARY asserted@"
    with guarded() as value:
        assert value == 6, "@CANARY asserted@"
    with Guard() as guard:
        assert guard.level() == 7, "@CANARY asserted@"

    async def main():
        async with asynccontextmanager(session_async)() as value:
            assert value == 5, "@CANARY asserted@"
        async with guarded_async() as value:
            assert value == 6, "@CANARY asserted@"
        async with AsyncGuard() as value:
            assert value == 8, "@CANARY asserted@"

    asyncio.run(main())


def test_places(inout):
    """What is to be changed is changed, and nothing else."""
    items = [3, 1, 2]
    sort(items)
    assert items == [1, 2, 3]
    word = ["c"]
    letters(inout(word))
    assert word == ["a", "b"]
    values = np.zeros(3)
    fill(inout(values), 7.0)
    assert values.tolist() == [7.0, 7.0, 7.0]
    numbers = [4, 9]
    assert largest(numbers) == max(numbers)


def test_errors():
    """Errors are what they are, with what they hold."""
    with pytest.raises(Stopped) as stopped:
        stop(3)
    assert stopped.value.code == 3

    class Busy(Exception):
        def wait(self):
            return 2 * self.args[0]

    def busy():
        raise Busy(2)

    call(lambda: 4)
    with pytest.raises(Busy) as caught:
        call(busy)
    assert caught.value.wait() == 4
    if not supports("skips"):
        pytest.skip("not supported")
    if not supports("failures"):
        pytest.xfail("not supported")
    with pytest.raises(Exception):  # noqa: B017 -- as suites write it
        lookup("nowhere")


def test_lent(expose):
    """A tool is called, and what it is to be called with is looked at."""

    class Tool:
        def __call__(self):
            return "@CANARY hidden@"

        def ask(self, question):
            def found(name):
                return name

            if question == "fits not":
                return found()
            if question == "carries":
                error = LookupError([AssertionError("@CANARY asserted@")])
                error.held = (AssertionError("@CANARY asserted@"),)
                error.helper = lambda: "@CANARY hidden@"
                raise error
            return found(question)

    def tool(n):
        assert n >= 0, "@CANARY asserted@"
        return (lambda: n) if n == 1 else n

    def back(n):
        return nest(back, n)

    assert read(expose(Tool(), "ask")) == "name"
    assert use(tool, 2) == 2
    assert nest(back, 3) == 3
