import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from solution import cosine, nearest, normalise, ranks, top_k

VECTOR = st.lists(st.floats(0.125, 100), min_size=4, max_size=4)
MATRIX = st.lists(VECTOR, min_size=1, max_size=8)


def cosines(matrix, query):
    """The oracle: the cosine of each row to the query."""
    return matrix @ query / (np.linalg.norm(matrix, axis=1) * np.linalg.norm(query))


@settings(max_examples=60, deadline=None)
@given(VECTOR)
def test_normalised_vectors_have_length_one(vector):
    """Normalising keeps the direction and makes the length one."""
    assert np.isclose(np.linalg.norm(normalise(np.array(vector))), 1.0)


@settings(max_examples=60, deadline=None)
@given(VECTOR, VECTOR)
def test_cosine_is_symmetric_and_bounded(a, b):
    """The cosine of two vectors does not depend on their order and lies within [-1, 1]."""
    one, other = cosine(np.array(a), np.array(b)), cosine(np.array(b), np.array(a))
    assert np.isclose(one, other)
    assert -1.000001 <= one <= 1.000001


@settings(max_examples=60, deadline=None)
@given(MATRIX)
def test_a_row_is_nearest_to_itself(rows):
    """No row is nearer to a row than that row itself."""
    matrix = np.array(rows)
    index = nearest(matrix, matrix[0])
    assert np.isclose(cosines(matrix, matrix[0])[index], 1.0)


@settings(max_examples=60, deadline=None)
@given(MATRIX, st.integers(1, 8))
def test_top_k_is_sorted_by_score(rows, k):
    """The k best come best first, and no more than there are."""
    matrix = np.array(rows)
    found = top_k(matrix, matrix[0], k)
    scores = cosines(matrix, matrix[0])[found]
    assert len(found) == min(k, len(rows))
    assert bool(np.all(np.diff(scores) <= 1e-9))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-50, 50), max_size=20))
def test_ranks_order_like_the_values(values):
    """A larger value never has a smaller rank."""
    got = ranks(values)
    assert len(got) == len(values)
    for a, ra in zip(values, got, strict=True):
        for b, rb in zip(values, got, strict=True):
            assert (a < b) <= (ra < rb)
