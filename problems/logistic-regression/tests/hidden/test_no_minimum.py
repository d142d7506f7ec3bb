"""Where there is no minimum, `fit` says so; where there is one, it does not. On whole numbers, so that it is certain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import NoMinimum, fit


def has_minimum(numbers, labels):
    """One feature: the classes' ranges must overlap by more than a point, unless all values are the same."""
    zeros = [number for number, label in zip(numbers, labels, strict=True) if label == 0]
    ones = [number for number, label in zip(numbers, labels, strict=True) if label == 1]
    if not zeros or not ones:
        return False
    return len(set(numbers)) == 1 or (max(zeros) > min(ones) and max(ones) > min(zeros))


def found(x, y, **options):
    """Tell whether `fit` found a minimum: finite numbers, or NoMinimum."""
    options = {"l2": 0.0, **options}
    try:
        coef, intercept = fit(x, y, **options)
    except NoMinimum:
        return False
    assert np.isfinite(coef).all()
    assert np.isfinite(intercept)
    return True


@pytest.mark.points(3)
@given(rows=st.lists(st.tuples(st.integers(-4, 4), st.integers(0, 1)), min_size=1, max_size=9))
def test_one_feature(rows):
    """With one feature and no penalty, NoMinimum is raised exactly if the classes' ranges share no more than a point."""
    numbers, labels = (list(each) for each in zip(*rows, strict=True))
    assert found([[float(number)] for number in numbers], labels) == has_minimum(numbers, labels)


@pytest.mark.points(2)
@given(seed=st.integers(0, 10_000), width=st.integers(2, 4), count=st.integers(4, 25))
def test_a_plane_between_the_classes(seed, width, count):
    """Classes on both sides of a plane have no minimum without a penalty, and have one with it."""
    rng = np.random.default_rng(seed)
    x = rng.integers(-9, 10, (count, width)).astype(float)
    side = x @ rng.integers(1, 5, width) - rng.integers(-4, 5) + 0.5
    x[0], x[1] = 9.0, -9.0
    y = (side > 0).astype(int)
    y[0], y[1] = 1, 0
    assert not found(x, y)
    assert found(x, y, l2=0.01)


@pytest.mark.points(2)
@given(seed=st.integers(0, 10_000), width=st.integers(2, 4))
def test_points_on_the_plane(seed, width):
    """Where only points on the plane are mixed, and others are on their own sides, there is no minimum either."""
    rng = np.random.default_rng(seed)
    x = rng.integers(-5, 6, (24, width)).astype(float)
    x[:12, 0] = 0.0
    x[12:, 0] = rng.choice([-2.0, -1.0, 1.0, 3.0], 12)
    y = np.concatenate([np.tile([0, 1], 6), (x[12:, 0] > 0).astype(int)])
    y[12], x[12, 0], y[13], x[13, 0] = 0, -1.0, 1, 1.0
    x[1:12:2] = x[0:12:2]
    assert not found(x, y)
    x[13, 0] = -1.0
    assert found(x, y)


@pytest.mark.parametrize("l2", [0.0, 1.0])
@pytest.mark.parametrize("label", [0, 1])
def test_one_class(label, l2):
    """If all labels are the same there is no minimum, with a penalty neither: it does not hold the intercept."""
    assert not found([[1.0], [2.0], [-1.0]], [label] * 3, l2=l2)
    assert not found([[1.0]], [label], l2=l2, class_weight="balanced")


def test_no_more_rows_than_coefficients():
    """Few rows may have a minimum too: where equal rows have both labels, or the middle one of a line has another label."""
    assert found([[1.0, 2.0], [1.0, 2.0]], [0, 1])
    assert not found([[1.0, 2.0], [1.0, 2.0], [3.0, 5.0]], [0, 1, 1])
    assert found([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], [0, 1, 0])
    assert not found([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], [0, 1, 1])
    assert not found([[0.0, 1.0], [1.0, 2.0], [2.0, 1.0]], [0, 1, 0])


def test_one_point_across():
    """One point on the other side is enough for a minimum."""
    x = [[float(number), float(number % 4)] for number in range(12)]
    y = [0] * 6 + [1] * 6
    assert not found(x, y)
    y[8], y[2] = 0, 1
    assert found(x, y)


@pytest.mark.points(2)
@pytest.mark.parametrize("count", [60, 300])
def test_one_row_alone_makes_the_difference(count):
    """One row on the other side is enough, among however many that a plane separates; without it there is no minimum."""
    rng = np.random.default_rng(count)
    first, both = rng.integers(-6, 7, count), rng.integers(-2, 4, count)
    both[:2] = 3, -2
    x, y = np.column_stack([first, both - first]).astype(float), (both > 0).astype(int)
    assert not found(x, y)
    assert found([*x, [0.0, 3.0]], [*y, 0])


def test_one_row_alone_off_the_plane():
    """Where all rows but one are on a plane there is no minimum; another row of the other class beside it makes one."""
    x, y = np.zeros((1200, 1)), np.arange(1200) % 2
    x[0] = 1.0
    assert not found(x, y)
    x[1] = 1.0
    assert found(x, y)


@pytest.mark.parametrize("sizes", [(1e-4, 1.0), (1e5, 1e-3), (1e4, 1e4)])
def test_sizes_do_not_decide(sizes):
    """Whether there is a minimum does not depend on the sizes of features."""
    x = np.array([[1, 3], [2, -1], [4, 4], [-3, 2], [0, -2], [-2, -2], [3, 0], [-1, 1.0]]) * sizes
    apart = [1, 0, 1, 0, 0, 0, 1, 0]
    assert not found(x, apart)
    assert found(x, [1, 0, 0, 1, 0, 1, 1, 0])


def test_weights_do_not_decide():
    """Whether there is a minimum does not depend on the weights of classes."""
    for weights in ("balanced", {0: 0.01, 1: 50.0}):
        assert not found([[1.0], [2.0], [3.0]], [0, 0, 1], class_weight=weights)
        assert found([[1.0], [2.0], [3.0], [1.5]], [0, 0, 1, 1], class_weight=weights)
    for weights in ({0: 1e-10, 1: 1e10}, {0: 1e9, 1: 1e-9}):
        assert found([[1.0], [2.0], [3.0], [1.5]], [0, 0, 1, 1], l2=1.0, class_weight=weights)


def test_no_minimum_is_a_value_error():
    """NoMinimum is a ValueError of its own: it is not raised for faulty arguments."""
    with pytest.raises(ValueError) as caught:
        fit([[1.0], [2.0]], [0, 1], l2=0.0)
    assert isinstance(caught.value, NoMinimum)
    with pytest.raises(ValueError) as caught:
        fit([[1.0], [2.0]], [0, 2], l2=0.0)
    assert not isinstance(caught.value, NoMinimum)


FAULTY = {
    "label": ([[1.0], [2.0], [0.0]], [0, 1, -1], {}),
    "half a label": ([[1.0], [2.0], [0.0]], [0, 1, 0.5], {}),
    "lengths": ([[1.0], [2.0], [0.0]], [0, 1], {}),
    "one label for all": ([[1.0], [2.0], [0.0]], [1], {}),
    "table of labels": ([[1.0], [2.0]], [[0], [1]], {}),
    "row of features": ([1.0, 2.0, 0.0], [0, 1, 0], {}),
    "no rows": (np.empty((0, 2)), [], {}),
    "no features": (np.empty((3, 0)), [0, 1, 0], {}),
    "nan": ([[1.0], [float("nan")], [0.0]], [0, 1, 0], {}),
    "infinite": ([[1.0], [float("inf")], [0.0]], [0, 1, 0], {}),
    "negative penalty": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"l2": -0.1}),
    "penalty is nan": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"l2": float("nan")}),
    "infinite penalty": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"l2": float("inf")}),
    "weights": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"class_weight": "even"}),
    "weights by another word": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"class_weight": "auto"}),
    "weight missing": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"class_weight": {1: 2.0}}),
    "weight of zero": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"class_weight": {0: 0.0, 1: 2.0}}),
    "weight of a third class": ([[1.0], [2.0], [0.0]], [0, 1, 1], {"class_weight": {0: 1.0, 1: 2.0, 2: 1.0}}),
    "negative penalty of one class": ([[1.0], [2.0], [0.0]], [1, 1, 1], {"l2": -0.1}),
    "weights of one class by another word": ([[1.0], [2.0], [0.0]], [0, 0, 0], {"class_weight": "auto"}),
    "weight missing where there is one class": ([[1.0], [2.0], [0.0]], [1, 1, 1], {"class_weight": {1: 2.0}}),
}


@pytest.mark.parametrize(("x", "y", "options"), FAULTY.values(), ids=FAULTY)
def test_faulty_arguments(x, y, options):
    """Shapes, labels, penalties and weights that the brief does not allow raise ValueError."""
    with pytest.raises(ValueError) as caught:
        fit(x, y, **{"l2": 0.5, **options})
    assert not isinstance(caught.value, NoMinimum)
