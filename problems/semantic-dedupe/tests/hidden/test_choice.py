"""What is kept by quality, and what is chosen as different; each step is checked by the definition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import diverse_subset, prune


def cosine(one, other):
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0


def kept(vectors, quality, threshold):
    return [int(place) for place in prune(vectors, quality, threshold)]


def chosen(vectors, k, **start):
    return [int(place) for place in diverse_subset(vectors, k, **start)]


@st.composite
def exact_vectors(draw):
    """Vectors whose cosines are exact: one or four entries of one size, a power of two; or none."""
    size = draw(st.sampled_from([0.5, 1.0, 4.0]))
    if draw(st.booleans()):
        return [size * sign for sign in draw(st.lists(st.sampled_from([-1, 1]), min_size=4, max_size=4))]
    vector = [0.0] * 4
    vector[draw(st.integers(0, 3))] = draw(st.sampled_from([size, -size, size, 0.0]))
    return vector


@pytest.mark.points(3)
@given(
    rows=st.lists(st.tuples(exact_vectors(), st.sampled_from([0.1, 0.5, 0.5, 0.9])), min_size=1, max_size=9),
    threshold=st.sampled_from([0.3, 0.7, 0.999]),
)
def test_what_is_kept(rows, threshold):
    """The better ones are kept first, of equals the earlier one, unless they are too similar to one that is kept."""
    vectors, quality = [vector for vector, _ in rows], [value for _, value in rows]
    expected = []
    for place in sorted(range(len(rows)), key=lambda place: (-quality[place], place)):
        if all(cosine(vectors[place], vectors[other]) < threshold for other in expected):
            expected.append(place)
    assert kept(vectors, quality, threshold) == sorted(expected)


def test_no_chains():
    """What is similar only to an item that was dropped is kept."""
    angles = np.radians([0, 20, 40, 60, 80])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert kept(vectors, [5, 4, 3, 2, 1], math.cos(math.radians(30))) == [0, 2, 4]
    assert kept(vectors, [1, 9, 1, 9, 1], math.cos(math.radians(30))) == [1, 3]
    assert kept(vectors, [1, 1, 5, 1, 1], math.cos(math.radians(50))) == [2]


def test_lengths_do_not_count():
    """Cosines are of directions: long and short copies are copies, and opposite ones are none."""
    assert kept([[3.0, 4.0], [0.003, 0.004], [-3.0, -4.0], [300.0, 400.0]], [0, 2, 1, 0], 0.99) == [1, 2]
    assert kept([[3.0, 4.0], [3e-9, 4e-9], [-3e-9, -4e-9]], [1, 2, 3], 0.99) == [1, 2]
    assert kept([[3e-80, 4e-80], [3e80, 4e80], [-3e80, 4e80]], [1, 2, 3], 0.99) == [1, 2]
    assert chosen([[3.0, 4.0], [3e-9, 4e-9], [4.0, -3.0]], 2) == [0, 2]


def test_vectors_of_zeros_are_kept():
    """A vector of zeros is similar to nothing, not to another one either."""
    assert kept([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0], [1.0, 0.0]], [1, 1, 1, 1], 0.1) == [0, 1, 2]


def test_a_threshold_of_one():
    """The highest threshold is one that can be given; it lets pass whatever differs."""
    assert kept([[1.0, 0.0], [0.8, 0.6], [0.0, 2.0], [0.0, 0.0]], [1, 2, 3, 4], 1) == [0, 1, 2, 3]


def test_equals_among_many():
    """Of many with the same quality the earlier ones are kept."""
    directions = np.eye(50)[np.arange(600) % 50]
    assert kept(directions, [0.5] * 600, 0.9) == list(range(50))
    assert kept(directions, [0.5] * 300 + [0.7] * 300, 0.9) == list(range(300, 350))


def test_many_items():
    """Thousands of items are pruned right."""
    rng = np.random.default_rng(3)
    centres = rng.standard_normal((40, 24))
    vectors = np.repeat(centres, 50, axis=0) + 0.01 * rng.standard_normal((2000, 24))
    quality = rng.permutation(2000)
    best = [50 * group + int(np.argmax(quality[50 * group : 50 * group + 50])) for group in range(40)]
    assert kept(vectors, quality.tolist(), 0.97) == best


def test_what_cannot_be_pruned():
    """Another shape, numbers that are not finite, another number of qualities and thresholds out of range raise ValueError."""
    good = [[1.0, 0.0], [0.0, 1.0]]
    for vectors, quality, threshold in (
        ([1.0, 0.0], [1, 1], 0.5),
        ([[[1.0], [0.0]]], [1], 0.5),
        ([[1.0, math.nan], [0.0, 1.0]], [1, 1], 0.5),
        ([[1.0, 0.0], [-math.inf, 1.0]], [1, 1], 0.5),
        (good, [1], 0.5),
        (good, [1, 1, 1], 0.5),
        (good, [1, 1], 0.0),
        (good, [1, 1], -0.5),
        (good, [1, 1], 1.1),
        ([[1.0, 0.0], [1.0]], [1, 1], 0.5),
    ):
        with pytest.raises(ValueError):
            prune(vectors, quality, threshold)


def check_steps(vectors, found, tolerance):
    for number in range(1, len(found)):
        values = {
            place: max(cosine(vectors[place], vectors[other]) for other in found[:number])
            for place in range(len(vectors))
            if place not in found[:number]
        }
        assert found[number] in values
        assert values[found[number]] <= min(values.values()) + tolerance
        if not tolerance:
            assert found[number] == min(values, key=values.get)


@pytest.mark.points(2)
@given(seed=st.integers(0, 9999), count=st.integers(1, 12), dim=st.integers(2, 5), k=st.integers(1, 14), data=st.data())
def test_each_choice_by_the_definition(seed, count, dim, k, data):
    """Each place is that of the item whose greatest cosine with what is chosen is the smallest."""
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((count, dim)) * rng.uniform(0.1, 30, (count, 1))
    start = data.draw(st.integers(0, count - 1))
    found = chosen(vectors, k, start=start)
    assert found[0] == start
    assert len(found) == len(set(found)) == min(k, count)
    check_steps(vectors.tolist(), found, 1e-9)


@pytest.mark.points(2)
@given(vectors=st.lists(exact_vectors(), min_size=1, max_size=8), k=st.integers(1, 9))
def test_equals_by_their_place(vectors, k):
    """Of equals the one with the smaller place is chosen; the first place is 0 unless told; zeros are similar to nothing."""
    found = chosen(vectors, k)
    assert found[0] == 0
    assert len(found) == min(k, len(vectors))
    check_steps(vectors, found, 0)


def test_small_differences():
    """Values that differ by more than 1e-9 are different."""
    assert chosen([[1.0, 0.0], [0.5, math.sqrt(0.75)], [0.5 - 1e-8, math.sqrt(0.75)]], 2) == [0, 2]


def test_all_of_them():
    """With k at or above their number all items are chosen once, copies last."""
    vectors = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [2.0, 0.0]]
    assert chosen(vectors, 5) == [0, 3, 2, 1, 4]
    assert chosen(vectors, 99, start=4) == [4, 3, 2, 0, 1]


def test_all_chosen_count():
    """The nearest of all chosen items counts: neither the latest alone nor their mean."""
    vectors = [[1.0, 0.0], [-1.0, 0.0], [0.9, 0.1], [0.1, 1.0], [-0.8, -0.6]]
    found = chosen(vectors, 4)
    assert found[:2] == [0, 1]
    check_steps(vectors, found, 1e-9)
    assert chosen([[4.0, 0.0], [4.0, 1.0], [-4.0, 2.0], [1.0, -4.0]], 3) == [0, 2, 3]


def test_what_cannot_be_chosen():
    """A k below 1, a start that is no place, another shape and numbers that are not finite raise ValueError."""
    good = [[1.0, 0.0], [0.0, 1.0]]
    for vectors, k, start in (
        (good, 0, 0),
        (good, -1, 0),
        (good, 1, 2),
        (good, 1, -1),
        ([1.0, 0.0], 1, 0),
        ([[math.inf, 1.0]], 1, 0),
        ([[1.0, 0.0], [math.nan, 1.0]], 1, 0),
        ([[[1.0, 0.0]], [[0.0, 1.0]]], 1, 0),
        ([[1.0, 0.0], [1.0]], 1, 0),
    ):
        with pytest.raises(ValueError):
            diverse_subset(vectors, k, start)


def test_arguments_stay_as_they_are(inout):
    """Neither the vectors nor the qualities are changed."""
    vectors, quality = np.array([[3.0, 4.0], [0.0, 0.0], [4.0, 3.0]]), [0.2, 0.9, 0.4]
    before = vectors.copy()
    prune(inout(vectors), inout(quality), 0.5)
    diverse_subset(inout(vectors), 2)
    np.testing.assert_array_equal(vectors, before)
    assert quality == [0.2, 0.9, 0.4]
