"""Scores, ranking, sizes, errors and untouched arguments, without removals, filters or equal scores."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import VectorIndex

TOLERANCE = 1e-5
SEED = st.integers(0, 10_000)


def cosine(one, other):
    """The definition, number by number."""
    dot = math.fsum(a * b for a, b in zip(one, other, strict=True))
    return dot / math.sqrt(math.fsum(a * a for a in one)) / math.sqrt(math.fsum(b * b for b in other))


def check(found, expected, k):
    """Right scores in the right order; items within the tolerance of each other may stand either way."""
    ranked = sorted(expected.values(), reverse=True)[:k]
    assert isinstance(found, list)
    assert [score for _, score in found] == pytest.approx(ranked, abs=TOLERANCE)
    assert len({item_id for item_id, _ in found}) == len(found)
    for item_id, score in found:
        assert score == pytest.approx(expected[item_id], abs=TOLERANCE), item_id


def filled(vectors, prefix="v"):
    index = VectorIndex(vectors.shape[1])
    index.add([f"{prefix}{number}" for number in range(len(vectors))], vectors)
    return index


@given(seed=SEED, count=st.integers(1, 30), dim=st.integers(1, 9), k=st.integers(1, 35))
def test_the_best_k_by_cosine(seed, count, dim, k):
    """`search` returns the k items with the highest cosine similarity, best first, all of them where there are fewer."""
    rng = np.random.default_rng(seed)
    vectors, query = rng.standard_normal((count, dim)), rng.standard_normal(dim)
    expected = {f"v{number}": cosine(query.tolist(), row) for number, row in enumerate(vectors.tolist())}
    check(filled(vectors).search(query, k), expected, k)


@given(seed=SEED, factor=st.sampled_from([0.03125, 3.0, 700.0]))
def test_lengths_do_not_count(seed, factor):
    """The score is the cosine: neither the query's length nor an item's has an influence."""
    rng = np.random.default_rng(seed)
    vectors, query = rng.standard_normal((12, 4)), rng.standard_normal(4)
    expected = {f"v{number}": cosine(query.tolist(), row) for number, row in enumerate(vectors.tolist())}
    check(filled(vectors * rng.uniform(0.01, 90.0, (12, 1))).search(query * factor, 7), expected, 7)


@pytest.mark.parametrize("k", [1, 4, 5, 6, 1000])
def test_k_below_at_and_above_the_number_of_items(k):
    """Where there are fewer than k items, all of them are returned, and that is no error."""
    rng = np.random.default_rng(11)
    vectors = rng.standard_normal((5, 3))
    assert len(filled(vectors).search(rng.standard_normal(3), k)) == min(k, 5)


def test_an_empty_index_finds_nothing():
    """A search in an empty index returns an empty list, also after an `add` of nothing."""
    index = VectorIndex(3)
    assert index.search([1.0, 2.0, 3.0], 4) == []
    index.add([], np.empty((0, 3)))
    assert index.search([1.0, 2.0, 3.0], 4) == []
    assert len(index) == 0


def test_many_items_one_search():
    """A few thousand items of many numbers are ranked right."""
    rng = np.random.default_rng(12)
    vectors, query = rng.standard_normal((3000, 96)), rng.standard_normal(96)
    scores = vectors @ query / np.linalg.norm(vectors, axis=1) / np.linalg.norm(query)
    expected = {f"v{number}": score for number, score in enumerate(scores.tolist())}
    check(filled(vectors).search(query, 25), expected, 25)


@pytest.mark.parametrize("kind", [np.float64, np.float32, "lists"])
def test_arrays_of_both_widths_and_lists(kind):
    """Vectors and queries may be float64, float32, or lists of numbers, whole ones too."""
    rng = np.random.default_rng(13)
    vectors, query = rng.integers(-9, 10, (8, 3)), np.array([3, -1, 2])
    vectors[:, 0] = np.arange(1, 9)
    index = VectorIndex(3)
    names = [f"v{number}" for number in range(8)]
    expected = {name: cosine(query.tolist(), row) for name, row in zip(names, vectors.tolist(), strict=True)}
    if kind == "lists":
        index.add(names, vectors.tolist())
        found = index.search(query.tolist(), 5)
    else:
        index.add(names, vectors.astype(kind))
        found = index.search(query.astype(kind), 5)
    check(found, expected, 5)


def test_tuples_of_a_text_and_a_number():
    """The result holds tuples of a `str` and a `float`, as numpy's float64 is one too."""
    rng = np.random.default_rng(15)
    for pair in filled(rng.standard_normal((7, 4))).search(rng.standard_normal(4), 3):
        item_id, score = pair
        assert isinstance(pair, tuple)
        assert isinstance(item_id, str)
        assert isinstance(score, float)


def test_len_and_ids():
    """`len` counts the items, and `ids` lists them in the order of adding."""
    index = filled(np.eye(4))
    index.add(["a", "0"], np.ones((2, 4)))
    assert len(index) == 6
    assert index.ids() == ["v0", "v1", "v2", "v3", "a", "0"]
    assert VectorIndex(2).ids() == []


def test_arguments_stay_as_they_are(inout):
    """Neither `add` nor `search` changes what it was given."""
    rng = np.random.default_rng(14)
    vectors, query = rng.standard_normal((6, 3)), rng.standard_normal(3)
    vectors_before, query_before = vectors.copy(), query.copy()
    index = VectorIndex(3)
    index.add([f"v{number}" for number in range(6)], inout(vectors))
    index.search(inout(query), 2)
    np.testing.assert_array_equal(vectors, vectors_before)
    np.testing.assert_array_equal(query, query_before)


def test_indexes_know_nothing_of_each_other():
    """Two indexes share neither items nor ids."""
    one, other = VectorIndex(2), VectorIndex(2)
    one.add(["a"], [[1.0, 0.0]])
    assert len(other) == 0
    other.add(["a"], [[0.0, 1.0]])
    assert one.search([1.0, 0.0], 3)[0][1] == pytest.approx(1.0, abs=TOLERANCE)
    assert other.search([1.0, 0.0], 3)[0][1] == pytest.approx(0.0, abs=TOLERANCE)


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one(k):
    """A k below 1 raises ValueError, in an empty index too."""
    with pytest.raises(ValueError):
        filled(np.eye(2)).search([1.0, 0.0], k)
    with pytest.raises(ValueError):
        VectorIndex(2).search([1.0, 0.0], k)


@pytest.mark.parametrize("query", [[1.0], [1.0, 0.0, 0.0], [[1.0, 0.0]], [1.0, math.nan], [math.inf, 1.0]])
def test_queries_that_are_none(query):
    """A query of another shape, or with a number that is not finite, raises ValueError."""
    with pytest.raises(ValueError):
        filled(np.eye(2)).search(query, 1)


def test_queries_are_looked_at_where_there_is_nothing_to_find():
    """A query that is none raises ValueError in an empty index too, and where no item matches."""
    for query in ([2.0], [2.0, 0.0, 1.0], [2.0, math.nan], [-math.inf, 2.0]):
        with pytest.raises(ValueError):
            VectorIndex(2).search(query, 1)
        with pytest.raises(ValueError):
            filled(np.eye(2)).search(query, 1, where={"lang": "de"})


@pytest.mark.parametrize("dim", [0, -3])
def test_no_index_without_dimensions(dim):
    """A dim below 1 raises ValueError."""
    with pytest.raises(ValueError):
        VectorIndex(dim)
