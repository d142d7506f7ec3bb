"""What `add` and `remove` leave behind, after success and after failure."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import VectorIndex

TOLERANCE = 1e-5
DIM = 3
NAMES = [f"item {number}" for number in range(12)]
EYE = np.eye(DIM)


def vector_of(rng):
    return rng.standard_normal(DIM)


def state(index, query):
    """Return everything that can be seen of an index from outside."""
    return len(index), index.ids(), [name for name, _ in index.search(query, 100)]


def check(index, model, query):
    """Compare an index with a dictionary of id -> vector."""
    assert len(index) == len(model)
    assert index.ids() == list(model)
    found = index.search(query, 100)
    assert sorted(name for name, _ in found) == sorted(model)
    for name, score in found:
        vector = model[name]
        expected = vector @ query / np.linalg.norm(vector) / np.linalg.norm(query)
        assert score == pytest.approx(expected, abs=TOLERANCE), name
    scores = [score for _, score in found]
    assert all(one >= other - TOLERANCE for one, other in zip(scores, scores[1:], strict=False))


@pytest.mark.points(3)
@given(seed=st.integers(0, 10_000), steps=st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_any_sequence_of_additions_and_removals(seed, steps):
    """After any sequence of `add` and `remove`, the index holds and finds exactly what a dictionary would hold."""
    rng = np.random.default_rng(seed)
    index, model = VectorIndex(DIM), {}
    for size in steps:
        absent = [name for name in NAMES if name not in model]
        if model and (rng.random() < 0.45 or len(absent) < size):
            gone = [str(name) for name in rng.permutation(list(model))[:size]]
            index.remove(gone)
            for name in gone:
                del model[name]
        else:
            new = [str(name) for name in rng.permutation(absent)[:size]]
            vectors = rng.standard_normal((len(new), DIM))
            index.add(new, vectors)
            model.update(zip(new, vectors, strict=True))
        if rng.random() < 0.7:
            check(index, model, vector_of(rng))
    check(index, model, vector_of(rng))


def test_what_was_removed_is_not_found():
    """A removed item is neither counted, nor listed, nor found, however similar it is."""
    index = VectorIndex(DIM)
    index.add(["a", "b", "c"], EYE)
    index.remove(["b"])
    assert state(index, np.array([0.25, 1.0, 0.5])) == (2, ["a", "c"], ["c", "a"])


def test_removed_items_do_not_take_places_of_the_k():
    """`search` returns k items where as many are left, whatever was removed before."""
    rng = np.random.default_rng(20)
    index = VectorIndex(DIM)
    near = rng.standard_normal((40, DIM)) * 0.01 + EYE[0]
    index.add([f"near {number}" for number in range(40)], near)
    index.add(["far", "farther"], [[1.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])
    index.remove([f"near {number}" for number in range(40)])
    assert [name for name, _ in index.search(EYE[0], 2)] == ["far", "farther"]


def test_a_removed_id_may_come_back_with_another_vector():
    """An id that was removed may be added again, and only its new vector and metadata count."""
    index = VectorIndex(DIM)
    index.add(["a", "b"], EYE[:2], [{"colour": "red"}, {"colour": "red"}])
    index.remove(["a"])
    index.add(["a"], EYE[2:], [{"colour": "blue"}])
    assert dict(index.search(EYE[2], 5)) == pytest.approx({"a": 1.0, "b": 0.0}, abs=TOLERANCE)
    assert [name for name, _ in index.search(EYE[0], 5, where={"colour": "red"})] == ["b"]


def test_emptied_and_filled_again():
    """An index from which everything was removed is as good as a new one."""
    index = VectorIndex(DIM)
    index.add(["a", "b", "c"], EYE)
    index.remove(["c", "a", "b"])
    assert len(index) == 0
    assert index.search(EYE[0], 3) == []
    index.add(["b"], [[0.0, 2.0, 0.0]])
    assert state(index, EYE[1]) == (1, ["b"], ["b"])


def test_one_by_one_and_all_at_once():
    """Items that were added one by one are found as if they had been added in one call, however many there are."""
    rng = np.random.default_rng(21)
    vectors, query = rng.standard_normal((300, DIM)), vector_of(rng)
    names = [f"v{number}" for number in range(300)]
    one_by_one, at_once = VectorIndex(DIM), VectorIndex(DIM)
    at_once.add(names, vectors)
    for name, vector in zip(names, vectors, strict=True):
        one_by_one.add([name], vector[np.newaxis])
    expected = [score for _, score in at_once.search(query, 300)]
    assert [score for _, score in one_by_one.search(query, 300)] == pytest.approx(expected, abs=TOLERANCE)


FAULTY_ADDITIONS = [
    (["new", "b"], np.ones((2, DIM)), None),
    (["new", "newer", "new"], np.ones((3, DIM)), None),
    (["new", "newer"], np.ones((3, DIM)), None),
    (["new"], np.ones((1, DIM + 1)), None),
    (["new"], np.ones(DIM), None),
    (["new", "newer"], np.array([[1.0, 2.0, 3.0], [1.0, math.nan, 3.0]]), None),
    (["new"], np.array([[1.0, -math.inf, 3.0]]), None),
    (["new", "newer"], np.ones((2, DIM)), [{"colour": "red"}]),
    (["new"], np.ones((1, DIM)), [{}, {}]),
    (["new"], np.ones((1, DIM)), []),
    ([], np.ones((2, DIM)), None),
    ([], np.empty((0, DIM)), [{}]),
]
FAULTS = [
    "known",
    "repeated",
    "count",
    "width",
    "flat",
    "nan",
    "infinite",
    "metadata missing",
    "metadata left over",
    "no metadata at all",
    "vectors without ids",
    "metadata of nothing",
]


@pytest.mark.parametrize(("ids", "vectors", "metadata"), FAULTY_ADDITIONS, ids=FAULTS)
def test_an_addition_that_fails_adds_nothing(ids, vectors, metadata):
    """An `add` that can't be done as a whole raises ValueError, and nothing of it is in the index."""
    index = VectorIndex(DIM)
    index.add(["a", "b"], EYE[:2])
    before = state(index, np.array([3.0, 2.0, 1.0]))
    with pytest.raises(ValueError):
        index.add(ids, vectors, metadata)
    assert state(index, np.array([3.0, 2.0, 1.0])) == before
    index.add(["new", "newer"], np.array([[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]))
    assert state(index, np.array([3.0, 2.0, 1.0])) == (4, ["a", "b", "new", "newer"], ["a", "b", "new", "newer"])


@pytest.mark.parametrize(
    ("ids", "error"),
    [(["a", "unknown"], KeyError), (["unknown", "b"], KeyError), (["a", "b", "a"], ValueError)],
    ids=["unknown last", "unknown first", "repeated"],
)
def test_a_removal_that_fails_removes_nothing(ids, error):
    """A `remove` with an unknown id raises KeyError, with a repeated one ValueError, and everything is still there.

    With a filter, too.
    """
    index = VectorIndex(DIM)
    index.add(["a", "b", "c"], EYE, [{"year": 1}, {"year": 1}, {"year": 2}])
    query = np.array([3.0, 2.0, 1.0])
    before = state(index, query)
    with pytest.raises(error):
        index.remove(ids)
    assert state(index, query) == before
    assert [found for found, _ in index.search(query, 3, where={"year": 1})] == ["a", "b"]
    index.remove(["a"])
    assert [found for found, _ in index.search(query, 3, where={"year": [1, 2]})] == ["b", "c"]


def test_removing_twice():
    """What was removed is unknown from then on."""
    index = VectorIndex(DIM)
    index.add(["a", "b"], EYE[:2])
    index.remove(["a"])
    with pytest.raises(KeyError):
        index.remove(["a"])


def test_nothing_to_remove():
    """An empty list of ids removes nothing."""
    index = VectorIndex(DIM)
    index.add(["a"], EYE[:1])
    index.remove([])
    assert len(index) == 1
