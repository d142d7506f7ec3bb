"""`seed_centres`: which rows are drawn, and how often.

Frequencies of 3,000 draws with fixed seeds are compared with their probabilities; a difference of six standard
deviations (and a half for counting) is a false alarm with a probability of about 2e-9 per number, and there are fewer than fifty.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import seed_centres

DRAWS = 3000


def drawn(x, k, draws=DRAWS, base=0):
    """Return the drawn centres of many calls as tuples of the rows' numbers."""
    x = np.asarray(x)
    found = []
    for seed in range(draws):
        centres = np.asarray(seed_centres(x, k, np.random.default_rng(1_000_000 * (base + 1) + seed)))
        found.append(tuple(int(np.flatnonzero((x == centre).all(axis=1))[0]) for centre in centres))
    return found


def check(seen, chances):
    """Compare how often each outcome came with its probability."""
    total = len(seen)
    for outcome, chance in chances.items():
        slack = 6 * math.sqrt(total * chance * (1 - chance)) + 0.5
        assert abs(seen.count(outcome) - total * chance) <= slack, (outcome, seen.count(outcome), total * chance)


@given(seed=st.integers(0, 10_000), count=st.integers(1, 12), width=st.integers(1, 4), data=st.data())
def test_centres_are_rows(seed, count, width, data):
    """The result has shape (k, d), and each centre is a row; rows that differ are not drawn twice."""
    x = np.random.default_rng(seed).standard_normal((count, width))
    k = data.draw(st.integers(1, count))
    centres = seed_centres(x, k, np.random.default_rng(seed + 1))
    assert np.shape(centres) == (k, width)
    found = [int(np.flatnonzero((x == centre).all(axis=1))[0]) for centre in np.asarray(centres)]
    assert len(set(found)) == k


def test_the_first_is_any_row():
    """Every row is the first centre with the same probability, a copy of another as well."""
    firsts = [first for (first,) in drawn([[0.0], [0.1], [5.0], [100.0], [0.1]], 1)]
    check(firsts, {0: 0.2, 1: 0.4, 2: 0.2, 3: 0.2})  # copies are counted at the first of them


def test_the_second_goes_by_squared_distance():
    """The second centre is drawn in proportion to the squared distance from the first."""
    x = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 1.0], [-2.0, 2.0]])
    distances = ((x[:, None] - x[None]) ** 2).sum(axis=2)
    chances = {
        (one, other): 0.25 * distances[one, other] / distances[one].sum()
        for one in range(4)
        for other in range(4)
        if one != other
    }
    check(drawn(x, 2, base=1), chances)


def test_the_third_goes_by_the_nearest():
    """The third centre is drawn by the squared distance to the nearest of both, not to the last, nor to all."""
    x = np.array([[0.0], [1.0], [4.0], [6.0]])
    distances = (x - x.T) ** 2
    chances = {}
    for one in range(4):
        for other in range(4):
            nearest = np.minimum(distances[one], distances[other])
            for third in range(4):
                if len({one, other, third}) == 3:
                    second = 0.25 * distances[one, other] / distances[one].sum()
                    chances[one, other, third] = second * nearest[third] / nearest.sum()
    assert sum(chances.values()) == pytest.approx(1)
    check(drawn(x, 3, base=2), chances)


def test_far_from_zero():
    """Distances are right where rows are far from zero and near each other."""
    x = np.array([[0.0], [1.0], [3.0]]) + 1e8
    check([other for one, other in drawn(x, 2, base=3) if one == 0], {1: 0.1, 2: 0.9})


def test_near_each_other():
    """Rows that are a billionth apart are different rows, and their squared distances count."""
    x = np.array([[0.0], [1.0], [3.0]]) * 1e-9
    check([other for one, other in drawn(x, 2, base=4) if one == 0], {1: 0.1, 2: 0.9})


def test_whole_numbers():
    """Rows may be whole numbers, also such as have squared distances of more than 64 bits."""
    x = np.array([[0], [2], [6]]) * 1_000_000_000
    check([other for one, other in drawn(x, 2, base=5) if one == 0], {1: 0.1, 2: 0.9})


def test_rows_that_are_the_same():
    """If there are fewer different rows than centres, k rows are returned all the same, each different one among them."""
    x = [[1.0, 2.0]] * 4 + [[3.0, 0.0]] * 2
    for seed in range(20):
        centres = np.asarray(seed_centres(x, 5, np.random.default_rng(seed)))
        assert centres.shape == (5, 2)
        assert {tuple(centre) for centre in centres.tolist()} == {(1.0, 2.0), (3.0, 0.0)}


def test_the_generator_decides():
    """The same state of the generator gives the same centres, other states give others at times."""
    x = np.arange(40.0).reshape(20, 2)
    one, same, *others = (np.asarray(seed_centres(x, 3, np.random.default_rng(seed))).tolist() for seed in (5, 5, 6, 7, 8, 9))
    assert one == same
    assert any(other != one for other in others)


@pytest.mark.parametrize("k", [0, -1, 4])
def test_too_few_or_too_many(k):
    """k must be between 1 and the number of rows: ValueError."""
    with pytest.raises(ValueError):
        seed_centres([[1.0], [2.0], [3.0]], k, np.random.default_rng(1))


@pytest.mark.parametrize(
    "x",
    [[[1.0], [math.nan]], [[math.inf], [1.0]], [1.0, 2.0], np.empty((3, 0))],
    ids=["nan", "infinite", "flat", "no columns"],
)
def test_faulty_rows(x):
    """Rows that are not finite, no table, or without columns are refused, though one of them is all that is asked for: ValueError."""
    with pytest.raises(ValueError):
        seed_centres(np.array(x), 1, np.random.default_rng(2))


def test_many_rows():
    """Among 50,000 rows, whose table of all distances would not fit into the memory, centres are drawn as among a few."""
    x = np.random.default_rng(103).standard_normal((50_000, 2))
    centres = np.asarray(seed_centres(x, 3, np.random.default_rng(104)))
    assert centres.shape == (3, 2)
    assert all((x == centre).all(axis=1).any() for centre in centres)
