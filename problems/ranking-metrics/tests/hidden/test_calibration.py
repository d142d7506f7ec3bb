"""Part 3: are the probabilities what they say? Against exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import brier_parts, calibration_error

KEYS = {"brier", "reliability", "resolution", "uncertainty"}
EIGHTHS = st.integers(0, 16).map(lambda n: n / 16)
ITEMS = st.lists(st.tuples(st.integers(0, 1), EIGHTHS), min_size=1, max_size=12)


def gaps(rows, bins):
    """Return, for each bin that is not empty, its size and its exact distance."""
    found = []
    for place in range(bins):
        low, high = Fraction(place, bins), Fraction(place + 1, bins)
        inside = [(y, Fraction(p)) for y, p in rows if low <= p < high or (p == 1 and place == bins - 1)]
        if inside:
            found.append((len(inside), abs(sum(y for y, _ in inside) - sum(p for _, p in inside)) / len(inside)))
    return found


@given(ITEMS, st.sampled_from([1, 2, 4, 8]))
def test_mean_distance(rows, bins):
    """The error is the mean distance of the bins, each weighing as many items as it has; edges belong to the bin above."""
    labels, probabilities = [y for y, _ in rows], [p for _, p in rows]
    expected = sum(n * gap for n, gap in gaps(rows, bins)) / len(rows)
    assert calibration_error(labels, probabilities, bins) == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@given(ITEMS, st.sampled_from([1, 2, 4, 8]))
def test_largest_distance(rows, bins):
    """With the norm "max" the error is the largest distance of a bin, however few items it has."""
    labels, probabilities = [y for y, _ in rows], [p for _, p in rows]
    expected = max(gap for _, gap in gaps(rows, bins))
    answer = calibration_error(labels, probabilities, bins, norm="max")
    assert answer == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


def test_ten_bins_unless_said():
    """The default is ten bins and their mean."""
    labels, probabilities = [1, 0, 1, 0, 1], [0.12, 0.18, 0.22, 0.97, 0.91]
    expected = (abs(1 - 0.3) + abs(1 - 0.22) + abs(1 - 1.88)) / 5
    assert calibration_error(np.array(labels), np.array(probabilities)) == pytest.approx(expected, rel=1e-9)


def test_certainty_is_in_the_last_bin():
    """A probability of 1 belongs to the last bin, not to one of its own."""
    assert calibration_error([0, 1], [1.0, 0.75], 2) == pytest.approx(0.375)
    assert calibration_error([1, 1], [1.0, 1.0], 4, norm="max") == pytest.approx(0.0)


def test_opposite_errors_in_one_bin():
    """Errors in one bin cancel: the distance is of the means, not the mean of the distances."""
    assert calibration_error([1, 0], [0.625, 0.625], 2) == pytest.approx(0.125)


@given(ITEMS)
def test_three_parts(rows):
    """Each part is as defined, over the distinct probabilities, and reliability - resolution + uncertainty is the score."""
    labels, probabilities = [y for y, _ in rows], [p for _, p in rows]
    answer = dict(brier_parts(labels, probabilities))
    assert set(answer) == KEYS
    count, base = len(rows), Fraction(sum(labels), len(rows))
    reliability = resolution = Fraction(0)
    for p in set(probabilities):
        inside = [y for y, q in rows if q == p]
        rate = Fraction(sum(inside), len(inside))
        reliability += len(inside) * (rate - Fraction(p)) ** 2 / count
        resolution += len(inside) * (rate - base) ** 2 / count
    brier = sum((y - Fraction(p)) ** 2 for y, p in rows) / count
    expected = {"brier": brier, "reliability": reliability, "resolution": resolution, "uncertainty": base * (1 - base)}
    assert reliability - resolution + expected["uncertainty"] == brier
    for key, value in expected.items():
        assert answer[key] == pytest.approx(float(value), rel=1e-9, abs=1e-9), key


def test_probabilities_that_nearly_agree_are_two():
    """Probabilities that differ at all are distinct: nothing is binned or rounded for the parts."""
    answer = brier_parts([1, 0], [0.5, 0.5 + 1e-6])
    assert answer["resolution"] == pytest.approx(0.25)
    assert answer["reliability"] == pytest.approx(0.25, abs=1e-5)


def test_one_bit_makes_two_probabilities():
    """Probabilities that differ in the last bit are distinct."""
    answer = brier_parts([1, 0], [0.5, float(np.nextafter(0.5, 1))])
    assert answer["resolution"] == pytest.approx(0.25, rel=1e-9)
    assert answer["reliability"] == pytest.approx(0.25, rel=1e-9)


def test_arrays_and_truth_values():
    """Labels may be False and True, and both sequences may be arrays, labels of int64 or of float64."""
    labels, probabilities = [True, False, True, True], [0.25, 0.5, 1.0, 1.0]
    for each in (labels, np.array(labels), np.array(labels).astype(int), np.array(labels).astype(float)):
        for chances in (probabilities, np.array(probabilities)):
            assert calibration_error(each, chances, 2) == pytest.approx(0.3125)
            assert dict(brier_parts(each, chances))["brier"] == pytest.approx(0.203125)


def test_nothing_to_judge():
    """Without items everything is None."""
    assert calibration_error([], []) is None
    assert calibration_error([], [], norm="max") is None
    assert dict(brier_parts([], [])) == dict.fromkeys(KEYS)


@pytest.mark.parametrize(
    ("labels", "probabilities"),
    [([1], [0.5, 0.5]), ([1, 0], [0.5]), ([1, 0], [0.5, 1.25]), ([1, 0], [-0.25, 0.5]), ([1, 2], [0.5, 0.5]), ([1, 0.5], [0.5, 0.5]), ([1, float("nan")], [0.5, 0.5]), ([1, 0], [0.5, float("nan")])],
)
def test_probabilities_that_make_no_sense(labels, probabilities):
    """Unequal lengths, labels other than 0 and 1 (nan, too), a probability outside [0, 1] or nan: ValueError."""
    with pytest.raises(ValueError):
        calibration_error(labels, probabilities)
    with pytest.raises(ValueError):
        brier_parts(labels, probabilities)


def test_just_outside_is_outside():
    """A probability outside [0, 1] raises ValueError, however near it is."""
    for probability in (1 + 1e-6, 1 + 1e-10, float(np.nextafter(1, 2)), -1e-6, -1e-10, -1e-16):
        with pytest.raises(ValueError):
            calibration_error([1, 0], [probability, 0.5])
        with pytest.raises(ValueError):
            brier_parts([1, 0], [probability, 0.5])


def test_options_that_make_no_sense():
    """Fewer than one bin, and another norm, raise ValueError, without items too."""
    for more in ({"bins": 0}, {"bins": -2}, {"norm": "median"}):
        with pytest.raises(ValueError):
            calibration_error([1, 0], [0.5, 0.5], **more)
        with pytest.raises(ValueError):
            calibration_error([], [], **more)
