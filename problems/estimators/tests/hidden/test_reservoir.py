"""Part 1: samples of a stream, and of two. Every answer of `randbelow` is tried, so chances are exact fractions."""

import itertools
import math
import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from solution import Reservoir, merge

MOST_LEAVES = 20_000


class EveryDraw:
    """Stand in for chance: of all the ways in which a run's draws can come out, each is taken once."""

    def __init__(self, most):
        self.most = most
        self.path = []
        self.sizes = []

    def randbelow(self, n):
        assert isinstance(n, int | np.integer) and 1 <= n <= self.most, "randbelow was asked for what the brief rules out"
        place = len(self.sizes)
        assert place < 40, "the number of draws is not bounded"
        self.sizes.append(int(n))
        if place == len(self.path):
            self.path.append(0)
        return self.path[place]

    def chances(self, run):
        """Return the chance of each result of `run`, a set of items."""
        chances = Counter()
        for _ in range(MOST_LEAVES):
            self.sizes = []
            result = run(self.randbelow)
            chances[result] += Fraction(1, math.prod(self.sizes))
            while self.path and self.path[-1] == self.sizes[len(self.path) - 1] - 1:
                self.path.pop()
            if not self.path:
                return chances
            self.path[-1] += 1
        raise AssertionError("too many ways: draws are wasted")


def whole(items):
    """Return a sample as a set, having checked that nothing is in it twice."""
    assert len(set(items)) == len(items)
    return frozenset(items)


def uniform(items, k):
    subsets = [frozenset(subset) for subset in itertools.combinations(items, k)]
    return dict.fromkeys(subsets, Fraction(1, len(subsets)))


def streamed(randbelow, items, k):
    reservoir = Reservoir(k, randbelow)
    for item in items:
        reservoir.add(item)
    return reservoir


def check_stream(n, k):
    items = [f"call {number}" for number in range(n)]
    draws = EveryDraw(0)

    def run(randbelow):
        reservoir = Reservoir(k, randbelow)
        for seen, item in enumerate(items, 1):
            draws.most = seen
            reservoir.add(item)
        return whole(reservoir.sample())

    assert dict(draws.chances(run)) == uniform(items, min(n, k))


def test_one_of_a_stream():
    """With k = 1 each of the items seen is kept with the same chance."""
    check_stream(4, 1)


def test_two_of_a_stream():
    """With k = 2 every pair of the items seen has the same chance."""
    check_stream(5, 2)
    check_stream(3, 2)


def test_three_of_a_stream():
    """With k = 3 every three of the items seen have the same chance, not just every single item."""
    check_stream(5, 3)


def test_draws_are_among_the_items_seen():
    """Of one or two items no draw asks for one of four, though the sample would hold four."""
    check_stream(2, 4)
    check_stream(4, 4)


def test_a_short_stream_is_kept_whole():
    """Until k items were added the sample is all of them; from none it is empty."""
    generator = random.Random(3)
    reservoir = Reservoir(3, generator.randrange)
    assert list(reservoir.sample()) == []
    for number in range(3):
        assert reservoir.seen() == number
        reservoir.add(("item", number))
        assert set(reservoir.sample()) == {("item", place) for place in range(number + 1)}
    assert reservoir.seen() == 3


def test_looking_changes_nothing():
    """`sample` asks for no draw and may be called between items: the chances stay what they are."""
    items = [10, 20, 30, 40]

    def run(randbelow):
        reservoir = Reservoir(2, randbelow)
        for item in items:
            reservoir.add(item)
            assert Counter(reservoir.sample()) == Counter(reservoir.sample())
        return whole(reservoir.sample())

    assert dict(EveryDraw(4).chances(run)) == uniform(items, 2)


def test_reservoirs_share_nothing():
    """Two reservoirs that are filled in turns are two samples of their own streams."""
    generator = random.Random(4)
    one, other = Reservoir(2, generator.randrange), Reservoir(9, generator.randrange)
    for number in range(6):
        one.add(number)
        other.add(-number - 1)
    assert (one.seen(), other.seen()) == (6, 6)
    assert len(whole(one.sample())) == 2
    assert whole(one.sample()) <= set(range(6))
    assert whole(other.sample()) == set(range(-6, 0))


def test_items_are_not_looked_at():
    """Items may be empty, equal to each other or unhashable: each counts as one."""
    generator = random.Random(5)
    reservoir = streamed(generator.randrange, [None, None, {}, {}, 0], 5)
    assert sorted(map(repr, reservoir.sample())) == ["0", "None", "None", "{}", "{}"]
    always = streamed(generator.randrange, [None] * 30, 4)
    assert list(always.sample()) == [None] * 4
    assert always.seen() == 30


@pytest.mark.limit(memory_mb=90)
def test_memory_does_not_grow_with_the_stream():
    """Of a stream of 240 recordings of a megabyte each, no more is held than the four that are kept."""
    generator = random.Random(6)
    reservoir = Reservoir(4, generator.randrange)
    for number in range(240):
        reservoir.add(bytes([number]) * 1_000_000)
    kept = reservoir.sample()
    assert len({recording[0] for recording in kept}) == 4
    assert {len(recording) for recording in kept} == {1_000_000}


def test_merging_does_not_look_at_items():
    """Items of the samples may be empty, equal to each other or unhashable: each counts as one."""
    generator = random.Random(10)
    merged = merge([{}, None, {}], 3, [None, 0], 2, 5, generator.randrange)
    assert sorted(map(repr, merged)) == ["0", "None", "None", "{}", "{}"]
    assert list(merge([None] * 3, 10, [None] * 3, 4, 3, generator.randrange)) == [None] * 3
    assert list(merge([[1], [1]], 9, [[1], [1]], 5, 2, generator.randrange)) == [[1], [1]]
    for _ in range(50):  # zero and one in three types each: what is equal is not the same
        merged = merge([0, False, 0.0], 3, [1, True, 1.0], 3, 3, generator.randrange)
        assert len({repr(item) for item in merged}) == 3


def test_merged_samples_stay_as_they_are(inout):
    """`merge` takes nothing out of the samples that it is given, and puts nothing in."""
    first, second = ["a", "b", "c"], ["x", "y"]
    merge(inout(first), 7, inout(second), 2, 3, random.Random(11).randrange)
    assert (first, second) == (["a", "b", "c"], ["x", "y"])


def check_merge(n_first, n_second, k):
    """Let both samples be any that their streams may give, each as likely as the others."""
    first, second = ([f"{name}{number}" for number in range(n)] for name, n in (("a", n_first), ("b", n_second)))
    total = Counter()
    pairs = [
        (one, other)
        for one in itertools.combinations(first, min(k, n_first))
        for other in itertools.combinations(second, min(k, n_second))
    ]
    for one, other in pairs:
        draws = EveryDraw(n_first + n_second)
        result = draws.chances(
            lambda randbelow, one=one, other=other: whole(merge(list(one), n_first, list(other), n_second, k, randbelow))
        )
        for subset, chance in result.items():
            total[subset] += chance / len(pairs)
    assert dict(total) == uniform([*first, *second], min(k, n_first + n_second))


def test_merge_of_one_each():
    """With k = 1 the merged item is from the longer stream as often as that is longer."""
    check_merge(3, 1, 1)
    check_merge(2, 4, 1)


def test_merge_of_two_each():
    """With k = 2 every pair of the items of both streams has the same chance."""
    check_merge(3, 2, 2)


def test_merge_with_a_stream_that_was_short():
    """If a stream had fewer than k items, every subset of both still has the same chance."""
    check_merge(1, 3, 2)
    check_merge(3, 1, 3)


def test_merge_of_all_there_is():
    """If both streams together had at most k items the merged sample is all of them."""
    check_merge(2, 1, 4)
    check_merge(0, 2, 2)
    check_merge(0, 0, 2)


def test_merge_of_three_each():
    """With k = 3 every three have the same chance, be it one, two or all three of a sample that are taken."""
    check_merge(3, 2, 3)


def test_merge_of_four_each():
    """With k = 4 any four of six items may come together: a right answer lacks one such set once in 10**10 times."""
    generator = random.Random(12)
    merged = {whole(merge(["a", "b", "c", "d"], 4, ["x", "y"], 2, 4, generator.randrange)) for _ in range(400)}
    assert merged == set(uniform("abcdxy", 4))


def test_the_order_of_a_sample_tells_nothing():
    """Which items of one sample come into the merged one is drawn: a place in the list is no advantage."""
    for order in (["new", "old"], ["old", "new"]):
        draws = EveryDraw(8)
        chances = draws.chances(lambda randbelow, order=order: whole(merge(order, 6, ["x", "y"], 2, 2, randbelow)))
        with_item = {item: sum(c for subset, c in chances.items() if item in subset) for item in ("new", "old", "x", "y")}
        assert with_item == {"new": Fraction(3, 4), "old": Fraction(3, 4), "x": Fraction(1, 4), "y": Fraction(1, 4)}


def test_merge_after_very_many_items():
    """Streams may have had a million million items: only the samples are in memory."""
    generator = random.Random(8)
    first, second = [("first", n) for n in range(100)], [("second", n) for n in range(100)]
    merged = merge(first, 10**12, second, 3 * 10**12, 100, generator.randrange)
    assert len(whole(merged)) == 100
    assert whole(merged) <= {*first, *second}
    from_first = sum(stream == "first" for stream, _ in merged)
    assert 1 <= from_first <= 52  # 25 are expected, with a spread of 4.3: a right answer is outside once in 10**9


def test_every_set_after_very_many_items():
    """How many come from each of two very long streams is drawn: all sets come up, and a right answer lacks one once in 10**10."""
    generator = random.Random(13)
    merged = {whole(merge(["a", "b"], 10**13, ["x", "y"], 10**13, 2, generator.randrange)) for _ in range(200)}
    assert merged == set(uniform("abxy", 2))


def test_what_no_stream_gives_is_an_error():
    """A k below 1, and a sample that is neither k items nor all its stream had, raise ValueError."""
    generator = random.Random(9)
    for k in (0, -2):
        with pytest.raises(ValueError):
            Reservoir(k, generator.randrange)
    for first, first_seen in ((["a"], 5), (["a", "b", "c"], 3), (["a"], 0), ([], 1)):
        with pytest.raises(ValueError):
            merge(first, first_seen, ["x", "y"], 2, 2, generator.randrange)
        with pytest.raises(ValueError):
            merge(["x", "y"], 2, first, first_seen, 2, generator.randrange)
