"""`Moments`: count, mean and variance, exact fractions being the judge."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import Moments

NUMBER = st.integers(-4000, 4000).map(lambda number: number / 16)


def exact(values):
    """Return the mean and the sample variance as fractions."""
    numbers = [Fraction(float(value)) for value in values]
    mean = sum(numbers) / len(numbers)
    if len(numbers) < 2:
        return mean, None
    return mean, sum((number - mean) ** 2 for number in numbers) / (len(numbers) - 1)


def check(moments, values):
    assert moments.count() == len(values)
    mean, variance = exact(values)
    scale = max(abs(float(value)) for value in values)
    assert moments.mean() == pytest.approx(float(mean), rel=0, abs=1e-9 * scale)
    if variance is not None:
        assert moments.variance() >= 0
        assert moments.variance() == pytest.approx(float(variance), rel=1e-6, abs=1e-28 * scale * scale)


def filled(*parts):
    moments = Moments()
    for part in parts:
        moments.add(part)
    return moments


@pytest.mark.points(2)
@given(parts=st.lists(st.lists(NUMBER, max_size=9), min_size=1, max_size=5))
def test_however_they_come(parts):
    """Whatever values come in whatever portions, count, mean and sample variance are those of all of them."""
    moments, values = filled(*parts), [value for part in parts for value in part]
    if values:
        check(moments, values)
    else:
        assert moments.count() == 0


@pytest.mark.points(2)
@given(one=st.lists(NUMBER, max_size=9), other=st.lists(NUMBER, max_size=9), more=st.lists(NUMBER, max_size=4))
def test_merged(one, other, more):
    """A summary that took in another one is that of all values, goes on as such, and the other stays as it was."""
    first, second = filled(one), filled(other)
    first.merge(second)
    first.add(more)
    if one + other + more:
        check(first, one + other + more)
    assert second.count() == len(other)
    if other:
        check(second, other)


def test_merged_with_itself():
    """A summary may take in itself; then every value counts twice."""
    moments = filled([1.0, 2.0, 7.5])
    moments.merge(moments)
    check(moments, [1.0, 2.0, 7.5] * 2)


def test_as_many_values_as_there_may_be():
    """Summaries of 2**39 values each, which come of merging with oneself, are merged as smaller ones are."""
    first, other = filled([0.0, 1.0]), filled([10.0, 11.0])
    for moments in (first, other):
        for _ in range(38):
            moments.merge(moments)
    first.merge(other)
    assert first.count() == 2**40
    assert first.mean() == pytest.approx(5.5, rel=0, abs=1e-9 * 11)
    assert first.variance() == pytest.approx(25.25, rel=1e-6)


@pytest.mark.parametrize("offset", [1e6, -3e7, 1e8])
@pytest.mark.parametrize("portion", [1, 50, 400])
def test_far_from_zero(offset, portion):
    """The variance is right where the values are far from zero and close together, added or merged."""
    values = offset + np.random.default_rng(60).standard_normal(400)
    parts = np.split(values, 400 // portion)
    check(filled(*parts), values)
    merged = Moments()
    for part in parts:
        merged.merge(filled(part))
    check(merged, values)


def test_parts_that_are_far_apart():
    """Merged parts of different sizes and places are as one."""
    rng = np.random.default_rng(61)
    parts = [rng.normal(-1e5, 3, 300), rng.normal(2e5, 40, 7), rng.normal(0, 0.5, 90)]
    moments = filled(parts[0])
    for part in parts[1:]:
        moments.merge(filled(part))
    check(moments, np.concatenate(parts))


def test_values_that_are_all_the_same():
    """Of equal values the variance is zero, and never below it."""
    moments = filled(*[[0.1, 0.1, 0.1]] * 100, [0.1])
    assert moments.mean() == pytest.approx(0.1, rel=1e-9)
    assert 0 <= moments.variance() <= 1e-28 * 0.01


@pytest.mark.parametrize("kind", [list, np.float64, np.float32, np.int64])
def test_kinds_of_numbers(kind):
    """Lists and arrays of whole or broken numbers are taken; single precision is computed with in double."""
    values = [16_777_216, 1, 1, 1, 5] * 40
    check(filled(values if kind is list else np.array(values, dtype=kind)), values)


def test_large_whole_numbers():
    """Whole numbers may be as large as broken ones; their sums and squares are no trouble either."""
    for values in ([10**30, 3, -(10**29)], np.array([1_700_000_000_000_000_000 + 5_000_000_000 * number for number in range(8)])):
        check(filled(values), values)


@pytest.mark.parametrize("size", [1e-30, 1e100])
def test_very_small_and_very_large_values(size):
    """Values between 1e-30 and 1e100 in size are no trouble, nor is their spread taken for none."""
    values = (np.array([3.0, -4.0, 8.0, 1.0]) * size).tolist()
    moments = filled(values[:1], values[1:])
    mean, variance = exact(values)
    assert moments.mean() == pytest.approx(float(mean), rel=1e-9, abs=0)
    assert moments.variance() == pytest.approx(float(variance), rel=1e-6, abs=0)


def test_too_few_values():
    """Without values there is no mean, with less than two no variance: ValueError."""
    moments = Moments()
    moments.add([])
    for ask in (moments.mean, moments.variance):
        with pytest.raises(ValueError):
            ask()
    moments.merge(Moments())
    moments.add([4.0])
    assert (moments.count(), moments.mean()) == (1, 4.0)
    with pytest.raises(ValueError):
        moments.variance()


@pytest.mark.parametrize("faulty", [[1.0, math.nan], [math.inf], [-math.inf, 2.0], [[1.0, 2.0]], 3.0], ids=str)
def test_what_can_not_be_added(faulty):
    """Numbers that are not finite and other shapes raise ValueError, and nothing of the call is added."""
    moments = filled([1.0, 2.0])
    with pytest.raises(ValueError):
        moments.add(np.array(faulty))
    check(moments, [1.0, 2.0])
