"""Pairs that agree in a band, by comparing all with all; and many signatures, where that is too slow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import candidate_pairs


def pairs(signatures, bands):
    found = [tuple(int(place) for place in pair) for pair in candidate_pairs(signatures, bands)]
    assert all(len(pair) == 2 for pair in found)
    return found


def expected_of(signatures, bands):
    found = []
    for other in range(len(signatures)):
        for one in range(other):
            rows = len(signatures[one]) // bands
            for begin in range(0, bands * rows, rows):
                if signatures[one][begin : begin + rows] == signatures[other][begin : begin + rows]:
                    found.append((one, other))
                    break
    return sorted(found)


@pytest.mark.points(3)
@given(
    shape=st.sampled_from([(1, 1), (1, 3), (2, 1), (2, 2), (3, 2), (4, 1), (2, 3)]),
    data=st.data(),
    count=st.integers(0, 9),
    as_array=st.booleans(),
)
def test_any_signatures(shape, data, count, as_array):
    """Pairs that agree in a whole band are found, each once and in order, for any signatures and bands."""
    bands, rows = shape
    row = st.lists(st.integers(0, 1), min_size=bands * rows, max_size=bands * rows)
    signatures = data.draw(st.lists(row, min_size=count, max_size=count))
    given = np.array(signatures, dtype=np.int64).reshape(count, bands * rows) if as_array else signatures
    assert pairs(given, bands) == expected_of(signatures, bands)


def test_the_same_band_in_both():
    """Equal values in different bands do not make a pair."""
    assert pairs([[1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 1, 2], [5, 6, 1, 2, 3, 4]], 3) == []


def test_the_whole_band():
    """Agreement in most of a band, or across two bands, is not enough."""
    assert pairs([[1, 2, 3, 4, 5, 6], [1, 2, 9, 8, 5, 6], [7, 2, 3, 4, 0, 6]], 2) == []
    assert pairs([[1, 2, 3, 4], [9, 2, 3, 9]], 2) == []


def test_values_that_join_alike():
    """Values are compared one by one: 1, 23 is not 12, 3. Large ones are compared as they are, not by a hash of them."""
    assert pairs([[1, 23], [12, 3], [1, 23]], 1) == [(0, 2)]
    assert pairs([[2**62, 1], [2**62 + 1, 1], [2**62, 1]], 1) == [(0, 2)]
    assert pairs([[0, 1], [2**61 - 1, 1], [2**62 - 2, 1]], 1) == []


def test_many_alike():
    """Of a group that is alike, every pair is found, each once, though all bands agree, however large the group is."""
    for count, bands in ((5, 4), (120, 2)):
        assert pairs([[1, 2, 3, 4]] * count, bands) == [(i, j) for i in range(count) for j in range(i + 1, count)]


def test_none_and_one():
    """Without two signatures there is no pair."""
    assert pairs([], 4) == []
    assert pairs([[1, 2]], 2) == []


@pytest.mark.points(2)
def test_thousands_of_signatures():
    """Among twelve thousand signatures the few pairs are found in time; comparing all with all would not do."""
    rng = np.random.default_rng(7)
    signatures = rng.integers(0, 2**62, (12_000, 32))
    wanted = []
    for place in range(0, 12_000, 400):
        band = place // 400 % 8
        signatures[place + 1 + place // 400, band * 4 : band * 4 + 4] = signatures[place, band * 4 : band * 4 + 4]
        wanted.append((place, place + 1 + place // 400))
    assert pairs(signatures, 8) == wanted


def test_bands_that_do_not_fit():
    """Fewer than one band, and bands of unequal length, raise ValueError."""
    for bands in (0, -1, 3, 5):
        with pytest.raises(ValueError):
            candidate_pairs([[1, 2, 3, 4], [1, 2, 3, 4]], bands)
        with pytest.raises(ValueError):
            candidate_pairs([[1, 2, 3, 4]], bands)
    for bands in (0, -1):
        with pytest.raises(ValueError):
            candidate_pairs([], bands)


def test_arguments_stay_as_they_are(inout):
    """The signatures are not changed."""
    signatures = np.array([[3, 1, 2, 2], [2, 1, 2, 2], [1, 1, 0, 0]])
    before = signatures.copy()
    candidate_pairs(inout(signatures), 2)
    np.testing.assert_array_equal(signatures, before)
