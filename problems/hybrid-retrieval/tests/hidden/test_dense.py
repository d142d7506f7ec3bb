"""The ranking by cosine."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import HybridIndex


def index_of(vectors):
    return HybridIndex([(f"p{number}", "oil") for number in range(len(vectors))], vectors)


def ids(ranking):
    return [passage_id for passage_id, _ in ranking]


def cosine(one, other):
    dot = math.fsum(a * b for a, b in zip(one, other, strict=True))
    return dot / math.sqrt(math.fsum(a * a for a in one)) / math.sqrt(math.fsum(b * b for b in other))


@given(
    seed=st.integers(0, 9999),
    count=st.integers(1, 12),
    dim=st.integers(1, 6),
    limit=st.integers(1, 14),
    size=st.sampled_from([1e-6, 1.0, 1e5]),
    length=st.sampled_from([1e-6, 1.0, 1e6]),
)
def test_the_best_by_cosine(seed, count, dim, limit, size, length):
    """`dense` returns the passages by cosine, whatever the lengths of vectors and query."""
    rng = np.random.default_rng(seed)
    vectors, query = rng.standard_normal((count, dim)), rng.standard_normal(dim)
    vectors *= size / np.linalg.norm(vectors, axis=1, keepdims=True) * rng.uniform(1, 9, (count, 1))
    query *= length / np.linalg.norm(query)
    expected = {f"p{number}": cosine(row, query.tolist()) for number, row in enumerate(vectors.tolist())}
    ranking = index_of(vectors).dense(query, limit)
    assert [score for _, score in ranking] == pytest.approx(sorted(expected.values())[::-1][:limit], abs=1e-9)
    assert len(set(ids(ranking))) == len(ranking)
    for passage_id, score in ranking:
        assert score == pytest.approx(expected[passage_id], abs=1e-9)


def test_lists_do_as_well():
    """Vectors and query may be lists, of whole numbers too."""
    ranking = index_of([[0, 5], [3, 4], [5, 0]]).dense([2, 0], 2)
    assert ids(ranking) == ["p2", "p1"]
    assert [score for _, score in ranking] == pytest.approx([1.0, 0.6], abs=1e-9)


def test_passages_without_an_embedding_are_left_out():
    """A passage whose vector is all zeros is never returned, however few others there are or however bad they score."""
    index = index_of([[0.0, 0.0], [-1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [-2.0, 2.0]])
    assert ids(index.dense([1.0, 0.0], 9)) == ["p3", "p4", "p1"]
    assert ids(index.dense([1.0, 0.0], 1)) == ["p3"]
    assert index_of(np.zeros((3, 2))).dense([1.0, 0.0], 9) == []


def test_a_query_without_direction():
    """A query of all zeros returns an empty list."""
    assert index_of([[1.0, 0.0], [0.0, 1.0]]).dense([0.0, 0.0], 5) == []


def test_equal_scores_in_the_order_of_passages():
    """Passages with equal cosines come in the order in which they were given, and the limit cuts there."""
    vectors = np.zeros((6, 4))
    vectors[[0, 4], 1] = 2.0
    vectors[1], vectors[5] = 0.5, [4.0, -4.0, 4.0, 4.0]
    vectors[[2, 3], 0] = [0.25, 8.0]
    index = HybridIndex([(name, "") for name in "fedcba"], vectors)
    for limit in range(1, 8):
        assert ids(index.dense([2.0, 0.0, 0.0, 0.0], limit)) == ["d", "c", "e", "a", "f", "b"][:limit]


def test_many_equal_scores():
    """Equal cosines come in the order of passages among many as well."""
    kinds = [[0.0, 4.0, 0.0, 0.0], [8.0, 0.0, 0.0, 0.0], [0.5, 0.5, -0.5, 0.5], [-1.0, 0.0, 0.0, 0.0]]
    which = [number * number % 11 % 4 for number in range(90)]
    ranking = index_of([kinds[kind] for kind in which]).dense([2.0, 0.0, 0.0, 0.0], 90)
    cosines = [[0.0, 1.0, 0.5, -1.0][kind] for kind in which]
    assert ids(ranking) == [f"p{number}" for number in sorted(range(90), key=lambda number: -cosines[number])]


def test_queries_that_are_none():
    """A query of another shape, or with a number that is not finite, raises ValueError."""
    index = index_of([[1.0, 0.0], [0.0, 1.0]])
    for query in ([1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [[1.0, 0.0]], [math.nan, 0.0], [math.inf, 0.0]):
        with pytest.raises(ValueError):
            index.dense(query, 1)
    with pytest.raises(ValueError):
        index_of([[1.0], [2.0]]).dense([[1.0]], 1)


def test_limits_below_one():
    """A limit below 1 raises ValueError, also for a query of zeros."""
    index = index_of([[1.0, 0.0]])
    for query, limit in [([1.0, 0.0], 0), ([1.0, 0.0], -1), ([0.0, 0.0], 0)]:
        with pytest.raises(ValueError):
            index.dense(query, limit)


def test_an_index_without_passages_looks_at_what_it_is_asked():
    """Without passages nothing is found, and queries and limits that are none raise ValueError all the same."""
    index = HybridIndex([], np.empty((0, 3)))
    assert index.dense([1.0, 0.0, 2.0], 4) == []
    for query, limit in [([1.0], 1), ([1.0, math.nan, 0.0], 1), ([1.0, 0.0, 2.0], 0)]:
        with pytest.raises(ValueError):
            index.dense(query, limit)


def test_arguments_stay_as_they_are(inout):
    """Neither the passages nor the vectors nor the query are changed."""
    vectors, query = np.array([[3.0, 4.0], [0.0, 0.0], [1.0, 7.0]]), np.array([5.0, 12.0])
    before, query_before = vectors.copy(), query.copy()
    passages = [("a", ""), ("b", ""), ("c", "")]
    index = HybridIndex(inout(passages), inout(vectors))
    index.dense(inout(query), 2)
    assert passages == [("a", ""), ("b", ""), ("c", "")]
    np.testing.assert_array_equal(vectors, before)
    np.testing.assert_array_equal(query, query_before)
