"""`kmeans`, against the brief's sentences written out in loops."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import kmeans

SEED = st.integers(0, 10_000)


def by_definition(x, centres, max_steps=300):
    rows, places = np.asarray(x, dtype=float).tolist(), np.asarray(centres, dtype=float).tolist()
    history, labels = [], None
    while True:
        distances = [[math.fsum((a - b) ** 2 for a, b in zip(row, place, strict=True)) for place in places] for row in rows]
        later = [each.index(min(each)) for each in distances]
        history.append(math.fsum(min(each) for each in distances))
        if later == labels or len(history) == max_steps:
            return places, later, history
        labels = later
        for number in range(len(places)):
            mine = [row for row, label in zip(rows, labels, strict=True) if label == number]
            if mine:
                places[number] = [math.fsum(column) / len(mine) for column in zip(*mine, strict=True)]


def check(x, centres, scale=1.0, **options):
    places, labels, history = kmeans(x, centres, **options)
    true_places, true_labels, true_history = by_definition(x, centres, **options)
    np.testing.assert_allclose(places, true_places, rtol=1e-9, atol=1e-9 * scale)
    assert list(labels) == true_labels
    np.testing.assert_allclose(list(history), true_history, rtol=1e-7, atol=1e-9)
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in zip(history, history[1:], strict=False))
    return places, labels, history


@pytest.mark.points(3)
@given(seed=SEED, count=st.integers(1, 40), width=st.integers(1, 4), k=st.integers(1, 6))
def test_any_rows(seed, count, width, k):
    """Centres, labels and inertias are those of the definition, and inertia never rises."""
    rng = np.random.default_rng(seed)
    check(rng.standard_normal((count, width)), rng.standard_normal((k, width)))


@given(seed=SEED, steps=st.integers(1, 5))
def test_no_more_steps_than_allowed(seed, steps):
    """At most max_steps assignments are made, and the last one is returned with the centres that it was made for."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((60, 2))
    _, _, history = check(x, x[:5], max_steps=steps)
    assert len(history) <= steps


def test_three_hundred_steps_by_default():
    """Where nothing is said of steps there are 300, though one row after another would still change sides."""
    x = [0.0] * 20
    while len(x) < 380:  # a row just left of the middle between the centres, as soon as all before it have come over
        left, right = sum(x) / len(x), (1e5 - sum(x)) / (400 - len(x))
        x.append((left + right) / 2 - 0.1)
    x = np.array([[row] for row in x + [(1e5 - sum(x)) / 20] * 20])
    centres = [x[0], x[20:].mean(axis=0)]
    _, labels, history = check(x, centres, scale=100.0)
    assert len(history) == 300
    assert len(kmeans(x, centres, 302)[2]) == 302


def test_a_centre_without_rows_stays():
    """A centre to which no row belongs stays where it is, and gets rows later if some come near."""
    x = np.array([[0.0], [1.0], [10.0], [11.0], [12.0]])
    places, labels, _ = check(x, [[0.4], [500.0], [11.0]])
    np.testing.assert_allclose(np.ravel(places), [0.5, 500.0, 11.0], rtol=1e-9)
    assert list(labels) == [0, 0, 2, 2, 2]


def test_equal_distances():
    """A row that is as near to several centres belongs to the first of them, also among 300 centres, and wherever it was before."""
    _, labels, _ = kmeans([[0.0, 0.0], [2.0, 0.0], [1.0, 5.0]], [[1.0, 1.0], [1.0, -1.0], [1.0, 1.0]], max_steps=1)
    assert list(labels) == [0, 0, 0]
    centres = np.arange(300.0)[::-1, None]
    _, labels, _ = kmeans(centres[:-1] - 0.5, centres, max_steps=1)
    assert list(labels) == list(range(299))
    _, labels, _ = check([[0.0], [4.0], [12.0], [0.0]], [[-2.0], [5.0]])  # the centres move to 0 and 8
    assert list(labels) == [0, 0, 1, 0]


def test_hundreds_of_centres():
    """Each of 300 rows has a centre of its own: there are as many labels."""
    x = np.arange(300.0)[:, None]
    places, labels, history = kmeans(x, x)
    np.testing.assert_allclose(places, x, rtol=1e-9, atol=1e-9)
    assert list(labels) == list(range(300))
    assert list(history) == pytest.approx([0.0, 0.0], abs=1e-9)


@pytest.mark.parametrize("offset", [1e6, -1e8])
def test_far_from_zero(offset):
    """Rows far from zero and near each other are told apart as well as others."""
    x = np.random.default_rng(110).integers(-40, 40, (50, 3)) / 8 + offset
    check(x, x[:4], scale=abs(offset) * 1e-6)


@pytest.mark.parametrize(("one", "other", "grid"), [(0.0, 1e8, 8), (-1e7, 1e7, 256)])
def test_groups_that_are_millions_apart(one, other, grid):
    """Rows near each other are told apart as well where others are far away."""
    x = np.random.default_rng(113).integers(-40, 40, (60, 3)) / grid + np.repeat([[one], [other]], 30, axis=0)
    check(x, x[[0, 1, 30, 31]], scale=100.0)


def test_rows_that_leave_take_nothing_along():
    """A centre is the mean of the rows that it has now, whatever rows, however far away, it had before."""
    far = [[1e12], [-1e12], [1.3e12], [-1.3e12]]
    for near in ([[0.1], [0.2], [0.6]], [[0.7], [0.3], [-0.1], [-0.6]]):
        places, labels, history = check([*near, *far], [[0.0], [2.2e12], [-2.2e12]])
        assert list(labels) == [0] * len(near) + [1, 2, 1, 2]
        assert len(history) == 3


def test_inertia_that_hardly_falls():
    """As long as labels change it goes on, also where two rows are so far away that the others hardly count in the inertia."""
    near = [[1000.0 + place / 32, 0.0] for place in (0, 10, 18, 19, 23, 27, 32, 39, 42, 43, 47, 59)]
    _, _, history = check([[0.0, 1e9], [0.0, -1e9], *near], [[0.0, 0.0], *near[:2]])
    assert len(history) == 6


def test_centres_that_are_means_already():
    """Where no centre moves there are two assignments all the same: the first has none before it to be like."""
    check([[1.0], [3.0], [8.0]], [[2.0], [8.0]])
    check([[5.0, 2.0]], [[5.0, 2.0]])


def test_centres_are_those_of_the_last_assignment():
    """Where the steps are used up, the centres are those that labels and inertia belong to, not moved once more."""
    places, labels, history = kmeans([[0.0], [1.0], [2.0], [9.0]], [[0.0], [1.0]], 1)
    np.testing.assert_allclose(np.ravel(places), [0.0, 1.0], rtol=1e-9, atol=1e-9)
    assert list(labels) == [0, 1, 1, 1]
    assert list(history) == pytest.approx([65.0], rel=1e-7)


def test_whole_numbers_in_lists():
    """Rows and centres may be lists of whole numbers; centres move to where the mean is, not to whole numbers."""
    places, labels, history = kmeans([[0], [1], [7], [8]], [[0], [9]])
    np.testing.assert_allclose(np.ravel(places), [0.5, 7.5], rtol=1e-9)
    assert list(labels) == [0, 0, 1, 1]
    assert list(history) == pytest.approx([6.0, 1.0], rel=1e-7)


def test_arguments_stay_as_they_are(inout):
    """`kmeans` changes neither rows nor centres."""
    x = np.random.default_rng(111).standard_normal((20, 2))
    centres = x[:3].copy()
    x_before, centres_before = x.copy(), centres.copy()
    kmeans(inout(x), inout(centres))
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(centres, centres_before)


def test_many_rows():
    """50,000 rows and 20 centres are grouped within the time and the memory, also where it takes all 20 steps."""
    rng = np.random.default_rng(112)
    true = rng.uniform(-100, 100, (20, 8))
    x = np.repeat(true, 2500, axis=0) + rng.standard_normal((50_000, 8))
    places, labels, history = kmeans(x, true + 0.5, max_steps=20)
    np.testing.assert_allclose(places, true, atol=0.2)
    assert np.bincount(labels, minlength=20).tolist() == [2500] * 20
    assert history[-1] == pytest.approx(50_000 * 8, rel=0.02)
    x = rng.uniform(-1, 1, (50_000, 8))  # no groups: it goes on and on
    places, _, history = kmeans(x, x[:20], max_steps=20)
    assert len(history) == 20
    assert (np.diff(history) < 0).all()
    nearest = np.min([np.square(x - place).sum(axis=1) for place in places], axis=0)
    assert history[-1] == pytest.approx(nearest.sum(), rel=1e-7)


@pytest.mark.parametrize(
    ("x", "centres", "steps"),
    [
        ([[1.0, 2.0]], [[1.0]], 1),
        ([[1.0], [2.0]], [[1.0, 2.0]], 5),
        ([1.0, 2.0], [[1.0]], 5),
        ([[1.0], [math.nan]], [[1.0]], 5),
        ([[1.0], [math.inf]], [[1.0]], 5),
        ([[1.0], [2.0]], [[math.inf]], 5),
        ([[1.0], [2.0]], [[math.nan]], 5),
        (np.empty((0, 1)), [[1.0]], 5),
        (np.empty((3, 0)), np.empty((1, 0)), 5),
        ([[1.0]], [[1.0]], 0),
    ],
    ids=[
        "narrow centre",
        "wide centre",
        "flat",
        "nan",
        "infinite",
        "infinite centre",
        "nan centre",
        "no rows",
        "no columns",
        "no steps",
    ],
)
def test_faulty_arguments(x, centres, steps):
    """Shapes that do not fit, numbers that are not finite, nothing to do: ValueError."""
    with pytest.raises(ValueError):
        kmeans(x, centres, steps)
