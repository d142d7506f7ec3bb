"""Equal scores: the item that was added earlier comes first.

Every vector here has 1, 4 or 16 entries that are not zero, all of one size, a power of two. Lengths, unit vectors and
scores of such vectors are exact in float32 and float64 in whatever order one computes, so equal scores are equal.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import VectorIndex

DIM = 16


@st.composite
def exact_vectors(draw):
    """Draw a vector whose unit vector is exact: signs on 1, 4 or 16 places, times a power of two."""
    count = draw(st.sampled_from([1, 1, 4, 4, 16]))
    begin = draw(st.integers(0, DIM // count - 1)) * count
    signs = draw(st.lists(st.sampled_from([-1.0, 1.0, 1.0]), min_size=count, max_size=count))
    vector = [0.0] * DIM
    size = 2.0 ** draw(st.integers(-3, 3))
    vector[begin : begin + count] = [sign * size for sign in signs]
    return vector


def exact_score(one, other):
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return float(np.dot(one, other) / lengths)


def ids(found):
    return [item_id for item_id, _ in found]


@pytest.mark.points(2)
@given(vectors=st.lists(exact_vectors(), min_size=1, max_size=20), query=exact_vectors(), k=st.integers(1, 22))
def test_equals_in_the_order_of_adding(vectors, query, k):
    """Of items with equal scores the one added earlier comes first, and the cut at k goes by the same rule."""
    index = VectorIndex(DIM)
    index.add([f"v{number}" for number in range(len(vectors))], vectors)
    scores = [exact_score(vector, query) for vector in vectors]
    expected = sorted(range(len(vectors)), key=lambda number: (-scores[number], number))
    assert ids(index.search(query, k)) == [f"v{number}" for number in expected[:k]]


@pytest.mark.parametrize("k", [1, 2, 7, 99, 100, 101, 300])
def test_the_cut_goes_through_many_equals(k):
    """Where many items share the k-th score, the earliest of them are returned."""
    index = VectorIndex(DIM)
    rows = np.zeros((300, DIM))
    rows[:, 0] = 1.0
    rows[100:200, 0] = 2.0
    rows[[5, 250], :2] = [0.0, 1.0]
    index.add([f"v{number}" for number in range(300)], rows)
    query = np.zeros(DIM)
    query[0] = 4.0
    expected = [number for number in range(300) if number not in (5, 250)] + [5, 250]
    assert ids(index.search(query, k)) == [f"v{number}" for number in expected[:k]]


def test_removals_leave_the_order_of_the_others():
    """Removing items does not change the order of those that stay."""
    index = VectorIndex(DIM)
    index.add([f"v{number}" for number in range(12)], np.ones((12, DIM)))
    index.remove(["v1", "v0", "v5"])
    index.remove(["v7"])
    expected = ["v2", "v3", "v4", "v6", "v8", "v9", "v10", "v11"]
    assert ids(index.search(np.ones(DIM), 20)) == expected
    assert ids(index.search(np.ones(DIM), 3)) == expected[:3]


def test_an_id_that_comes_back_is_the_latest():
    """An id that was removed and added again counts as added then; what is added later comes after it."""
    index = VectorIndex(DIM)
    index.add(["a", "b", "c"], np.ones((3, DIM)))
    index.remove(["a"])
    index.add(["a"], np.ones((1, DIM)))
    index.add(["0"], np.ones((1, DIM)))
    for k in (1, 2, 3, 9):
        assert ids(index.search(np.ones(DIM), k)) == ["b", "c", "a", "0"][:k]


@given(
    arrivals=st.lists(st.tuples(st.integers(0, 5), exact_vectors()), min_size=4, max_size=12),
    query=exact_vectors(),
    k=st.integers(1, 6),
)
def test_equals_that_went_and_came_back(arrivals, query, k):
    """However often items went and came back, of equals those that were added earlier are returned, and in that order."""
    index, model = VectorIndex(DIM), {}
    for number, vector in arrivals:
        name = f"v{number}"
        if name in model:
            index.remove([name])
            del model[name]
        index.add([name], [vector])
        model[name] = exact_score(vector, query)
    expected = sorted(model, key=model.get, reverse=True)
    assert ids(index.search(query, k)) == expected[:k]


def test_equals_among_what_matches():
    """With a filter, equal scores are in the order of adding as well."""
    index = VectorIndex(DIM)
    names = ["z", "y", "x", "w", "v", "u"]
    index.add(names, np.ones((6, DIM)), [{"kind": kind} for kind in "abbaab"])
    index.remove(["z"])
    assert ids(index.search(np.ones(DIM), 9, where={"kind": "a"})) == ["w", "v"]
    assert ids(index.search(np.ones(DIM), 2, where={"kind": "b"})) == ["y", "x"]


def test_zero_scores_are_equal_too():
    """Zero vectors and orthogonal ones score the same, 0, and are in the order of adding."""
    index = VectorIndex(DIM)
    eye = np.eye(DIM)
    names = ["across", "nothing", "against", "along", "nothing again"]
    index.add(names, [eye[1], 0 * eye[0], -eye[0], eye[0], 0 * eye[1]])
    assert ids(index.search(eye[0], 5)) == ["along", "across", "nothing", "nothing again", "against"]
    assert ids(index.search(0 * eye[0], 3)) == ["across", "nothing", "against"]
