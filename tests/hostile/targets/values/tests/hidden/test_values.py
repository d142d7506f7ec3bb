"""Nine tests of ten points: values of many kinds, and objects that are asked across the wall."""

import asyncio
import unittest

import numpy as np
import pytest
from solution import (
    Account,
    Overdrawn,
    Vector,
    adder,
    apply,
    ask,
    fetch,
    largest,
    lending,
    mean,
    pick,
    scale,
    settle,
    shape,
    small,
    steps,
    stream,
    total,
    walk,
    words,
)

CANARY = "@CANARY hidden@"
VISIBLE = "@CANARY visible@"


def test_total():
    """The total is the sum."""
    expected_with_canary = (6, CANARY)
    assert total([1, 2, 3], note=VISIBLE) == expected_with_canary[0]


def test_scale():
    """Every element is multiplied."""
    values = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(scale(values, 3.0), 3.0 * values)
    assert np.allclose(scale(values, 2.0), 2.0 * values)
    assert mean(values) == pytest.approx(2.5)
    assert largest(1e6 * values) == 5e6


def test_vector():
    """Vectors have a length and a sum, and are equal where their items are."""
    vector = Vector(1, 2, 3)
    assert (len(vector), vector.size, vector.largest(), Vector.unit) == (3, 3, 3, 1)
    assert 2 in vector
    assert (vector[0], list(vector), np.asarray(vector).tolist()) == (1, [1, 2, 3], [1, 2, 3])
    assert repr(vector) == "Vector(1, 2, 3)"
    assert vector.twin() == vector
    assert vector + vector.twin() == Vector(2, 4, 6)
    assert len({vector, vector.twin()}) == 1


def test_stream():
    """Streams, walks, functions and coroutines give what they were made for."""
    assert list(stream(3)) == [0, 1, 2]
    assert list(walk([1, 2])) == [1, 2]
    assert adder(2)(3) == 5
    assert shape("vector") is Vector
    assert asyncio.run(fetch(4)) == 4


def test_account():
    """An account is never overdrawn."""
    assert Vector(7).largest() == 7
    with Account(10) as account:
        with pytest.raises(Overdrawn, match="need 20") as caught:
            account.take(20)
        assert caught.value.need == 20
        account.take(4)
        assert account.balance == 6, "@CANARY asserted@"
    with lending(account) as balance:
        assert balance == 6, "@CANARY asserted@"


def test_settle(inout):
    """Items out of bounds are taken away where they are, and a generator that is lent goes on."""
    items, bounds = [3, 1, 2], [2]
    settle(items, bounds)
    assert items == [item for item in (3, 1, 2) if item <= bounds[0]]
    rng, twin = (np.random.Generator(np.random.MT19937(7)) for _ in range(2))
    assert pick(inout(rng)) == twin.integers(0, 10)
    assert rng.integers(0, 3) == twin.integers(0, 3)


class Tool:
    """Has an answer that is not lent."""

    def __init__(self):
        self.asked = []

    def read(self, question):
        self.asked.append(question)
        return question.upper()

    def answer(self):
        return "@CANARY asserted@"


def test_apply(expose):
    """A function is applied to each item, and a tool is read."""
    asked, tool = [], Tool()

    def function(item):
        assert item in (1, 2), "@CANARY asserted@"
        asked.append(item)
        return item + 1

    assert apply(function, [1, 2]) == [2, 3]
    assert ask(expose(tool, "read"), "why") == "WHY"
    assert (asked, tool.asked) == ([1, 2], ["why"])


def test_steps():
    """A number is what the test then works by."""
    assert sum(1 for _ in range(steps(3))) == 3
    assert all(map(small, (1, 2, 3)))


class TestWords(unittest.TestCase):
    """What unittest compares, it lays out first."""

    def test_words(self):
        """Text is cut at its blanks."""
        self.assertEqual(words("a b"), ["a", "b"])
