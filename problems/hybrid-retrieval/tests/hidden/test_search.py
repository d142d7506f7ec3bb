"""The parts joined. Passages are made so that both rankings are known without a formula.

All passages have as many tokens, so the keyword ranking is by how often they have the word; vectors are on a half circle, so the
dense ranking is by angle.
"""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import HybridIndex

LENGTH = 40


def index_of(frequencies, angles):
    """Passages that have the word "rattle" so many times, with vectors at these angles in degrees, or without one (None)."""
    passages = [(f"p{n}", "rattle " * often + "filler " * (LENGTH - often)) for n, often in enumerate(frequencies)]
    vectors = [[0.0, 0.0] if a is None else [math.cos(math.radians(a)), math.sin(math.radians(a))] for a in angles]
    return HybridIndex(passages, np.array(vectors).reshape(-1, 2))


def fused_of(frequencies, angles, depth, weights):
    """Return the ids and their exact fused scores, in order."""
    numbers = range(len(frequencies))
    keyword = sorted((n for n in numbers if frequencies[n]), key=lambda n: -frequencies[n])[:depth]
    dense = sorted((n for n in numbers if angles[n] is not None), key=lambda n: angles[n])[:depth]
    scores, ranks = {}, {}
    for place, (ranking, weight) in enumerate(zip([keyword, dense], weights, strict=True)):
        for rank, number in enumerate(ranking if weight else [], start=1):
            scores[number] = scores.get(number, Fraction(0)) + Fraction(weight) / (60 + rank)
            ranks.setdefault(number, [math.inf, math.inf])[place] = rank
    order = sorted(scores, key=lambda number: (-scores[number], ranks[number]))
    return [(f"p{number}", float(scores[number])) for number in order]


@st.composite
def shelves(draw):
    """Distinct frequencies and angles, some of them missing."""
    count = draw(st.integers(1, 10))
    frequencies = draw(st.lists(st.integers(1, 20), min_size=count, max_size=count, unique=True))
    angles = draw(st.lists(st.integers(0, 18), min_size=count, max_size=count, unique=True))
    silent = draw(st.sets(st.integers(0, count - 1), max_size=count))
    blind = draw(st.sets(st.integers(0, count - 1), max_size=count))
    return (
        [0 if number in silent else often for number, often in enumerate(frequencies)],
        [None if number in blind else 10 * angle for number, angle in enumerate(angles)],
    )


@pytest.mark.points(3)
@given(
    shelf=shelves(),
    k=st.integers(1, 11),
    depth=st.integers(1, 11),
    weights=st.sampled_from([(1, 1), (2, 2), (0, 1), (5, 0)]),
)
def test_the_best_of_both_rankings(shelf, k, depth, weights):
    """The best `depth` of each ranking are fused, and the best k of at most `depth` returned."""
    expected = [each for each, _ in fused_of(*shelf, depth, weights)][:depth][:k]
    assert index_of(*shelf).search("rattle", [1.0, 0.0], k, depth=depth, weights=weights) == expected


def test_one_weight_more():
    """The first weight is the keyword ranking's, the second the dense one's."""
    index = index_of([3, 2, 1], [40, 20, 10])
    assert index.search("rattle", [1.0, 0.0], 3, weights=(3.0, 1.0)) == ["p0", "p1", "p2"]
    assert index.search("rattle", [1.0, 0.0], 3, weights=(1.0, 3.0)) == ["p2", "p1", "p0"]


@given(shelf=shelves(), k=st.integers(1, 11))
def test_without_a_query_vector(shelf, k):
    """Where the embedder did not answer, the keyword ranking decides alone."""
    keyword = sorted((n for n, often in enumerate(shelf[0]) if often), key=lambda n: -shelf[0][n])
    assert index_of(*shelf).search("rattle", None, k) == [f"p{number}" for number in keyword[:k]]


def test_without_a_word_in_common():
    """Where no passage has a word of the query, the dense ranking decides alone; where neither finds anything, nothing does."""
    index = index_of([3, 0, 2], [70, None, 10])
    assert index.search("knock", [1.0, 0.0], 5) == ["p2", "p0"]
    assert index.search("knock", None, 5) == []
    assert index.search("knock", [0.0, 0.0], 5, trade_off=0.5) == []
    assert HybridIndex([], np.empty((0, 2))).search("rattle", [1.0, 0.0], 3) == []


def test_fifty_unless_told():
    """Without another depth, 50 of each ranking are fused, and 50 are kept."""
    count = 70
    index = index_of([LENGTH] * count, [1 + number * 2 for number in range(count)][::-1])
    expected = [each for each, _ in fused_of([LENGTH] * count, [1 + n * 2 for n in range(count)][::-1], 50, (1, 1))]
    assert index.search("rattle", [1.0, 0.0], 999) == expected[:50]


@pytest.mark.points(2)
@given(
    shelf=shelves(),
    k=st.integers(1, 11),
    depth=st.integers(1, 11),
    trade_off=st.sampled_from([0.0, 0.3, 0.6, 0.9, 1.0]),
)
def test_the_pool_is_thinned_out(shelf, k, depth, trade_off):
    """With a trade-off, ids are chosen one by one from the best `depth` of the fused, by the fused scores and the vectors."""
    pool = fused_of(*shelf, depth, (1, 1))[:depth]
    found = index_of(*shelf).search("rattle", [1.0, 0.0], k, depth=depth, trade_off=trade_off)
    assert len(found) == min(k, len(pool))
    low, high = min((score for _, score in pool), default=0.0), max((score for _, score in pool), default=0.0)

    def cosine(one, other):
        angles = [shelf[1][int(each[1:])] for each in (one, other)]
        return 0.0 if None in angles else math.cos(math.radians(angles[0] - angles[1]))

    for number, each in enumerate(found):
        chosen, values = found[:number], {}
        for candidate, score in pool:
            if candidate not in chosen:
                relevance = 1.0 if low == high else (score - low) / (high - low)
                redundancy = max((cosine(candidate, other) for other in chosen), default=0.0)
                values[candidate] = trade_off * relevance - (1 - trade_off) * redundancy
        assert values[each] >= max(values.values()) - 1e-9


def test_revisions_make_room():
    """Without a trade-off the revisions fill the list; with one, another passage comes among them, without a query vector too."""
    index = index_of([9, 8, 7, 6], [0, 1, 2, 80])
    assert index.search("rattle", [1.0, 0.0], 3) == ["p0", "p1", "p2"]
    assert index.search("rattle", [1.0, 0.0], 3, trade_off=0.3) == ["p0", "p3", "p1"]
    assert index.search("rattle", None, 3, trade_off=0.3) == ["p0", "p3", "p1"]


def test_relevance_is_scaled_over_what_was_kept():
    """With a trade-off, the lowest score that becomes relevance 0 is that of the `depth` kept, not of all that were fused."""
    index = index_of([9, 8, 7, 0, 0, 0], [30, 90, 60, 0, 5, 10])  # kept are p0, p3 and p1
    found = index.search("rattle", [1.0, 0.0], 3, depth=3, weights=(1.0, 0.99), trade_off=0.5)
    assert found == ["p0", "p3", "p1"]


def test_limits_that_are_none():
    """A k or depth below 1, and weights or a trade-off out of range raise ValueError."""
    index = index_of([1, 2], [0, 10])
    for limits in ({"k": 0}, {"k": 1, "depth": 0}, {"k": 1, "trade_off": 1.5}, {"k": 1, "weights": (1.0, -1.0)}):
        with pytest.raises(ValueError):
            index.search("rattle", [1.0, 0.0], **limits)
