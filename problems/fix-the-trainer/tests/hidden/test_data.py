"""`dataset.py`: who is held back, how features are scaled, and what a batch is."""

import itertools
import math

import numpy as np
import pytest
from dataset import batches, fit_scaler, scale, split
from hypothesis import given
from hypothesis import strategies as st

NAMES = [f"firm {number}" for number in range(9)]


@pytest.mark.points(2)
@given(
    customers=st.lists(st.sampled_from(NAMES), min_size=2, max_size=30).filter(lambda names: len(set(names)) > 1),
    eighths=st.integers(1, 7),
    seed=st.integers(0, 1000),
)
def test_customers_are_on_one_side(customers, eighths, seed):
    """Every row is on one side, all rows of a customer on the same, and the right number of customers in validation."""
    train, valid = (list(places) for places in split(customers, eighths / 8, seed))
    assert train == sorted(train)
    assert valid == sorted(valid)
    assert sorted(train + valid) == list(range(len(customers)))
    training, validating = ({customers[place] for place in places} for places in (train, valid))
    assert not training & validating
    several = len(set(customers))
    assert len(validating) == min(math.ceil(eighths * several / 8), several - 1)


def test_the_seed_decides():
    """The same seed gives the same split, and over many seeds every customer is sometimes on either side."""
    customers = [NAMES[number % 6] for number in range(18)]
    seen = []
    for seed in range(60):
        first, again = split(customers, 0.5, seed), split(customers, 0.5, seed)
        assert [list(places) for places in first] == [list(places) for places in again]
        seen.append({customers[place] for place in first[1]})
    assert set.union(*seen) == set(NAMES[:6])
    assert set.intersection(*seen) == set()


def test_the_same_split_in_every_process(restart):
    """The same customers, share and seed give the same split in another process."""
    cases = [
        ([NAMES[number % 9] for number in range(27)], 0.5, 3),
        ([f"client {number}" for number in range(40)], 0.25, 0),
    ]
    before = [[list(places) for places in split(*case)] for case in cases]
    restart()
    assert [[list(places) for places in split(*case)] for case in cases] == before


def test_customers_are_drawn_one_by_one():
    """Over many seeds any two customers are sometimes on the same side and sometimes on different ones."""
    customers = [NAMES[number % 6] for number in range(12)]
    seen = []
    for seed in range(100, 160):
        seen.append({customers[place] for place in split(customers, 0.5, seed)[1]})
    for one, other in itertools.combinations(NAMES[:6], 2):
        assert {(one in valid) == (other in valid) for valid in seen} == {True, False}


def test_names_that_look_alike_are_different():
    """Names that differ in case or blanks only are different customers; the same names are the same one."""
    for seed in range(20):
        customers = ["Acme", "acme", "Acme", "acme "]
        train, valid = split(customers, 0.5, seed)
        training, validating = ({customers[place] for place in places} for places in (train, valid))
        assert (len(training), len(validating)) == (1, 2)
        assert not training & validating
    train, valid = split(["Acme", "acme"], 0.5, 3)
    assert sorted([list(train), list(valid)]) == [[0], [1]]


def test_one_customer_cannot_be_split():
    """Rows of fewer than two customers raise ValueError."""
    for customers in ([], ["a"], ["a"] * 5):
        with pytest.raises(ValueError):
            split(customers, 0.5, 1)


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 9), dim=st.integers(1, 4))
def test_scaling(seed, rows, dim):
    """Mean and population deviation of each column; scaling by them."""
    rng = np.random.default_rng(seed)
    x, other = rng.normal(3, 2, (rows, dim)), rng.normal(0, 5, (3, dim))
    if seed % 3 == 0:
        x[:, 0] = 2.5
    mean, deviation = scaler = fit_scaler(x)
    scaled = scale(other, scaler)
    for column in range(dim):
        values = x[:, column].tolist()
        middle = math.fsum(values) / rows
        spread = math.sqrt(math.fsum((value - middle) ** 2 for value in values) / rows)
        spread = 1.0 if min(values) == max(values) else spread
        assert mean[column] == pytest.approx(middle, rel=1e-9, abs=1e-9)
        assert deviation[column] == pytest.approx(spread, rel=1e-9, abs=1e-9)
        np.testing.assert_allclose(scaled[:, column], (other[:, column] - middle) / spread, rtol=1e-9, atol=1e-9)


def test_a_constant_column_is_not_blown_up():
    """A constant column, of a number that binary fractions cannot hold as well, has the deviation 1."""
    x = np.column_stack([np.full(10, 0.1), np.arange(10.0), np.full(10, 1 / 3)])
    scaler = fit_scaler(x)
    np.testing.assert_allclose(scaler[1], [1.0, math.sqrt(8.25), 1.0], rtol=1e-9)
    np.testing.assert_allclose(scale(x[:2], scaler)[:, [0, 2]], np.zeros((2, 2)), atol=1e-9)


def test_small_numbers_are_not_constant():
    """A column that differs has its own deviation, however small its numbers are."""
    x = np.array([[1.0, 5.0], [3.0, 5.0]]) * 2.0**-40
    scaler = fit_scaler(x)
    np.testing.assert_allclose(scaler[1], [2.0**-40, 1.0], rtol=1e-9, atol=0)
    np.testing.assert_allclose(scale(x, scaler), [[-1.0, 0.0], [1.0, 0.0]], atol=1e-9)


def test_large_numbers_that_are_close_are_not_constant():
    """Times that are a second apart have their own deviation, however large they are beside it."""
    x = np.array([[1.7e9, 5.0], [1.7e9 + 1, 5.0]])
    scaler = fit_scaler(x)
    np.testing.assert_allclose(scaler[0], [1.7e9 + 0.5, 5.0], rtol=1e-9)
    np.testing.assert_allclose(scaler[1], [0.5, 1.0], rtol=1e-9)
    np.testing.assert_allclose(scale(x, scaler), [[-1.0, 0.0], [1.0, 0.0]], atol=1e-9)


@pytest.mark.points(2)
@given(rows=st.integers(1, 23), size=st.integers(1, 9), seed=st.integers(0, 1000))
def test_batches_have_every_row_once_and_whole(rows, size, seed):
    """All rows are there once, `size` to a batch, and pieces of one row stay together in all arrays."""
    arrays = [np.arange(rows) * 3 + 1, np.arange(2.0 * rows).reshape(rows, 2), np.array([f"r{n}" for n in range(rows)])]
    found = batches(arrays, size, np.random.default_rng(seed))
    full, rest = divmod(rows, size)
    assert [len(piece[0]) for piece in found] == [size] * full + [rest] * (rest > 0)
    places = []
    for numbers, pairs, names in found:
        here = [(int(number) - 1) // 3 for number in numbers]
        np.testing.assert_array_equal(pairs, arrays[1][here])
        assert [str(name) for name in names] == [f"r{place}" for place in here]
        places += here
    assert sorted(places) == list(range(rows))


@pytest.mark.parametrize("size", [7, 60, 100])
def test_batches_are_in_random_order(size):
    """The order is drawn from `rng`: equal states give equal batches, others give other ones, none the order of the rows, in one batch or several."""
    orders = []
    for seed in (1, 1, 2, 3):
        found = batches([np.arange(60)], size, np.random.default_rng(seed))
        orders.append([int(value) for (piece,) in found for value in piece])
    assert orders[0] == orders[1]
    assert orders[0] != orders[2] != orders[3] != orders[0]
    assert all(order != list(range(60)) for order in orders)


def test_arrays_stay_as_they_are(inout):
    """Neither `batches` nor `fit_scaler` nor `scale` changes what it is given."""
    one, other, x = np.arange(20), np.arange(20) * 2, np.array([[1.0, 2.0], [3.0, 5.0]])
    batches([inout(one), inout(other)], 6, np.random.default_rng(2))
    np.testing.assert_array_equal(one, np.arange(20))
    np.testing.assert_array_equal(other, np.arange(20) * 2)
    scale(inout(x), fit_scaler(inout(x)))
    np.testing.assert_array_equal(x, [[1.0, 2.0], [3.0, 5.0]])
