"""Zero vectors, and vectors that are very short or very long."""

import numpy as np
import pytest
from solution import VectorIndex

TOLERANCE = 1e-5
DIM = 4


def cosines(vectors, query):
    wide, query = vectors.astype(np.float64), query.astype(np.float64)
    return wide @ query / np.linalg.norm(wide, axis=1) / np.linalg.norm(query)


def check_scores(vectors, query, scaled_vectors, scaled_query):
    """The scores of scaled vectors are those of the plain ones."""
    index = VectorIndex(DIM)
    index.add([f"v{number}" for number in range(len(vectors))], scaled_vectors)
    found = dict(index.search(scaled_query, len(vectors)))
    assert len(found) == len(vectors)
    for number, expected in enumerate(cosines(vectors, query)):
        assert found[f"v{number}"] == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("size", [1e-30, 1e-12, 1e-6, 1e12, 1e30])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_short_and_long_items(dtype, size):
    """Items of any length between 1e-30 and 1e30 score as their direction says, in both widths."""
    rng = np.random.default_rng(40)
    vectors, query = rng.standard_normal((9, DIM)), rng.standard_normal(DIM)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    check_scores(vectors, query, (vectors * size).astype(dtype), query.astype(dtype))


@pytest.mark.parametrize("size", [1e-30, 1e-12, 1e-6, 1e12, 1e30])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_short_and_long_queries(dtype, size):
    """Queries of any length between 1e-30 and 1e30 score as their direction says, in both widths."""
    rng = np.random.default_rng(41)
    vectors, query = rng.standard_normal((9, DIM)), rng.standard_normal(DIM)
    query /= np.linalg.norm(query)
    check_scores(vectors, query, vectors.astype(dtype), (query * size).astype(dtype))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_short_and_long_on_both_sides(dtype):
    """Items and queries may both be very short, both very long, or one this and the other that."""
    rng = np.random.default_rng(43)
    vectors, query = rng.standard_normal((9, DIM)), rng.standard_normal(DIM)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query /= np.linalg.norm(query)
    for item_size, query_size in [(1e-30, 1e-30), (1e30, 1e30), (1e-30, 1e30), (1e30, 1e-30)]:
        check_scores(vectors, query, (vectors * item_size).astype(dtype), (query * query_size).astype(dtype))


@pytest.mark.parametrize("size", [10**10, 10**20])
def test_large_whole_numbers(size):
    """Lists of whole numbers are vectors like others, also if their squares, or they themselves, are beyond 64 bits."""
    index = VectorIndex(2)
    index.add(["along", "between", "across", "against"], [[size, 1], [size, size], [0, size], [-size, 1]])
    expected = {"along": 1.0, "between": 0.5**0.5, "across": 0.0, "against": -1.0}
    for query in ([size, 0], [5, 0]):
        found = index.search(query, 4)
        assert dict(found) == pytest.approx(expected, abs=TOLERANCE)
        assert [item_id for item_id, _ in found] == list(expected)


def test_lengths_side_by_side():
    """Short and long items rank by direction alone."""
    index = VectorIndex(2)
    index.add(["long", "short", "middle"], [[1e20, 1e20], [1e-20, 0.0], [1.0, 0.5]])
    assert [item_id for item_id, _ in index.search([1.0, 0.0], 3)] == ["short", "middle", "long"]


def test_a_zero_item_scores_zero():
    """A zero vector scores 0 against every query, between what is along and what is against."""
    index = VectorIndex(2)
    index.add(["nothing", "against", "along"], [[0.0, 0.0], [-1.0, 0.5], [1.0, 0.5]])
    found = index.search([1.0, 0.0], 3)
    assert [item_id for item_id, _ in found] == ["along", "nothing", "against"]
    assert found[1][1] == pytest.approx(0.0, abs=TOLERANCE)
    assert [item_id for item_id, _ in index.search([1.0, 0.0], 1)] == ["along"]


def test_a_zero_query_scores_zero_everywhere():
    """For a zero query every item scores 0."""
    index = VectorIndex(3)
    index.add(["a", "b", "c"], [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [-5.0, 1.0, 0.0]])
    found = index.search([0.0, 0.0, 0.0], 3)
    assert [item_id for item_id, _ in found] == ["a", "b", "c"]
    assert [score for _, score in found] == pytest.approx([0.0] * 3, abs=TOLERANCE)


def test_zero_items_among_many():
    """Zero vectors among many others disturb neither the scores nor the order of the rest."""
    rng = np.random.default_rng(42)
    vectors, query = rng.standard_normal((200, DIM)), rng.standard_normal(DIM)
    vectors[::7] = 0.0
    index = VectorIndex(DIM)
    index.add([f"v{number}" for number in range(200)], vectors)
    found = index.search(query, 200)
    places = [int(item_id[1:]) for item_id, _ in found]
    assert sorted(places) == list(range(200))
    lengths = np.linalg.norm(vectors, axis=1)
    expected = vectors @ query / np.where(lengths > 0, lengths, 1.0) / np.linalg.norm(query)
    assert [score for _, score in found] == pytest.approx(expected[places].tolist(), abs=TOLERANCE)
    assert np.diff(expected[places]).max() <= TOLERANCE
