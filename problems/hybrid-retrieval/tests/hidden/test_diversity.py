"""Maximal marginal relevance: each choice is checked by the definition, given the choices before it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import diversify


def cosine(one, other):
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0


def values_of(candidates, vectors, chosen, trade_off):
    """The value of each candidate that is not chosen yet."""
    scores = [score for _, score in candidates]
    low, high = min(scores), max(scores)
    values = {}
    for each, score in candidates:
        if each not in chosen:
            relevance = 1.0 if low == high else (score - low) / (high - low)
            redundancy = max((cosine(vectors[each], vectors[other]) for other in chosen), default=0.0)
            values[each] = trade_off * relevance - (1 - trade_off) * redundancy
    return values


def check(candidates, vectors, k, trade_off, tolerance):
    """Each choice has the greatest value; without a tolerance it is the first of those that have."""
    found = diversify(candidates, vectors, k, trade_off)
    plain = {each: list(map(float, vector)) for each, vector in vectors.items()}
    assert len(found) == min(k, len(candidates))
    for number, each in enumerate(found):
        values = values_of(candidates, plain, found[:number], trade_off)
        assert each in values
        assert values[each] >= max(values.values()) - tolerance
        if not tolerance:
            assert each == max(values, key=values.get)


@st.composite
def exact_vectors(draw):
    """Vectors whose cosines are exact: one or four entries of one size, a power of two; or none."""
    size = draw(st.sampled_from([0.5, 1.0, 4.0]))
    if draw(st.booleans()):
        return [size * sign for sign in draw(st.lists(st.sampled_from([-1, 1]), min_size=4, max_size=4))]
    vector = [0.0] * 4
    vector[draw(st.integers(0, 3))] = draw(st.sampled_from([size, -size, size, 0.0]))
    return vector


@pytest.mark.points(2)
@given(
    seed=st.integers(0, 9999),
    count=st.integers(1, 9),
    dim=st.integers(1, 4),
    k=st.integers(1, 10),
    trade_off=st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.8, 1.0]),
    scale=st.sampled_from([0.03, 1.0, 500.0]),
    size=st.sampled_from([1e-6, 1.0, 1e5]),
)
def test_each_choice_by_the_definition(seed, count, dim, k, trade_off, scale, size):
    """Each id that is chosen has the greatest value of those that are left, for scores and vectors of any size."""
    rng = np.random.default_rng(seed)
    directions = rng.standard_normal((count, dim))
    directions *= size / np.linalg.norm(directions, axis=1, keepdims=True) * rng.uniform(1, 9, (count, 1))
    vectors = {f"p{number}": direction for number, direction in enumerate(directions)}
    candidates = [(each, float(score)) for each, score in zip(vectors, rng.normal(0.2, 1, count) * scale, strict=True)]
    check(candidates, vectors, k, trade_off, tolerance=1e-9)


@pytest.mark.points(2)
@given(
    rows=st.lists(st.tuples(exact_vectors(), st.integers(0, 8)), max_size=7),
    k=st.integers(1, 9),
    trade_off=st.sampled_from([0, 0.25, 0.5, 0.75, 1]),
)
def test_equal_values_in_the_order_of_candidates(rows, k, trade_off):
    """Of equal values the candidate further ahead is chosen; zero vectors are similar to nothing."""
    rows = [([2.0, 0.0, 0.0, 0.0], 0), *rows, ([0.0, 1.0, 0.0, 0.0], 8)]
    names = [f"p{90 - number}" for number in range(len(rows))]
    candidates = [(name, float(score)) for name, (_, score) in zip(names, rows, strict=True)]
    vectors = {name: vector for name, (vector, _) in zip(names, rows, strict=True)}
    check(candidates, vectors, k, trade_off, tolerance=0)


def test_all_scores_equal():
    """If all scores are equal every relevance is 1, so that only redundancy decides, and the list's order where it ties."""
    vectors = {"a": [1.0, 0.0], "b": [2.0, 0.0], "c": [-1.0, 0.0], "d": [0.0, 3.0]}
    candidates = [(each, 0.02) for each in "abcd"]
    assert diversify(candidates, vectors, 4, 0.5) == ["a", "c", "d", "b"]
    assert diversify(candidates, vectors, 3, 1.0) == ["a", "b", "c"]


def test_what_points_away_is_worth_more_than_nothing_in_common():
    """A cosine below 0 with everything chosen counts for a candidate."""
    vectors = {"best": [1.0, 0.0], "across": [0.0, 1.0], "against": [-1.0, 0.0]}
    assert diversify([("best", 8.0), ("across", 2.0), ("against", 0.0)], vectors, 2, 0.5) == ["best", "against"]


def test_the_nearest_of_all_chosen_counts():
    """Redundancy looks at all that were chosen: neither at the latest alone nor at their mean."""
    vectors = {"n": [1.0, 0.0], "e": [0.0, 1.0], "n2": [1.0, 0.01], "far": [2.0, 0.0], "ne": [1.0, 1.0]}
    candidates = [("n", 9.0), ("e", 8.9), ("n2", 8.8), ("far", 0.0), ("ne", 8.0)]
    assert diversify(candidates, vectors, 4, 0.6) == ["n", "e", "ne", "n2"]


def test_scores_are_scaled():
    """Scores enter after scaling: small ones and large ones choose alike."""
    vectors = {"a": [1.0, 0.0], "b": [1.0, 0.1], "c": [0.0, 1.0]}
    for scale, shift in [(1.0, 0.0), (0.001, 0.03), (1000.0, -70.0)]:
        candidates = [(each, score * scale + shift) for each, score in [("b", 0.9), ("c", 0.0), ("a", 1.0)]]
        assert diversify(candidates, vectors, 2, 0.6) == ["a", "b"]
        assert diversify(candidates, vectors, 2, 0.4) == ["a", "c"]


def test_scores_that_lie_close_together():
    """Only scores that are exactly equal all have relevance 1; others are scaled, however close together they lie."""
    vectors = {"b": [1.0, 0.1], "c": [0.0, 1.0], "a": [1.0, 0.0]}
    for lowest, step in [(0.0, 2.0**-40), (2.0**-40, 2.0**-40), (4096.0, 2.0**-9)]:
        candidates = [(each, lowest + steps * step) for each, steps in [("b", 7), ("c", 0), ("a", 8)]]
        assert diversify(candidates, vectors, 3, 1.0) == ["a", "b", "c"]
        assert diversify(candidates, vectors, 2, 0.6) == ["a", "b"]
        assert diversify(candidates, vectors, 2, 0.4) == ["a", "c"]


def test_vectors_of_whole_numbers():
    """Vectors may be of whole numbers, as lists and as arrays."""
    vectors = {"a": [3, 0], "b": np.array([5, 1]), "c": [0, -2]}
    candidates = [("a", 4.0), ("b", 3.0), ("c", 0.0)]
    assert diversify(candidates, vectors, 2, 0.5) == ["a", "c"]
    assert diversify(candidates, vectors, 2, 1.0) == ["a", "b"]


def test_no_candidates():
    """Without candidates there is nothing to choose."""
    assert diversify([], {}, 3, 0.5) == []


def test_vectors_of_others_do_not_matter():
    """`vectors` may have more ids than there are candidates."""
    vectors = {"x": [9.0, 9.0], "a": [1.0, 0.0], "y": [0.0, 2.0]}
    assert diversify([("a", 1.0)], vectors, 3, 0.5) == ["a"]


def test_candidates_that_repeat():
    """An id that is twice among the candidates raises ValueError."""
    with pytest.raises(ValueError):
        diversify([("a", 1.0), ("b", 0.7), ("a", 0.5)], {"a": [1.0, 0.0], "b": [0.0, 1.0]}, 1, 0.5)


def test_limits_that_are_none():
    """A k below 1 and a trade-off outside [0, 1] raise ValueError."""
    for k, trade_off in [(0, 0.5), (-1, 0.5), (1, -0.01), (1, 1.01)]:
        with pytest.raises(ValueError):
            diversify([("a", 1.0)], {"a": [1.0, 0.0]}, k, trade_off)
    with pytest.raises(ValueError):
        diversify([], {}, 0, 0.5)


def test_arguments_stay_as_they_are(inout):
    """Neither the candidates nor the vectors are changed."""
    candidates, vector = [("a", 1.0), ("b", 3.0), ("c", 2.0)], np.array([3.0, 4.0])
    diversify(inout(candidates), {"a": inout(vector), "b": [1.0, 0.0], "c": [0.0, 1.0]}, 3, 0.5)
    assert candidates == [("a", 1.0), ("b", 3.0), ("c", 2.0)]
    np.testing.assert_array_equal(vector, [3.0, 4.0])
