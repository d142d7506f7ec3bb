"""The brief's examples."""

import numpy as np
import pytest
from solution import HeavyHitters, Moments, Quantiles, Window


def test_moments():
    moments = Moments()
    moments.add([2.0, 4.0])
    moments.add(np.array([6.0]))
    assert (moments.count(), moments.mean(), moments.variance()) == (3, pytest.approx(4.0), pytest.approx(4.0))
    other = Moments()
    other.add([8.0, 10.0])
    moments.merge(other)
    assert (moments.mean(), moments.variance()) == (pytest.approx(6.0), pytest.approx(10.0))
    with pytest.raises(ValueError):
        Moments().mean()


def test_quantiles():
    sketch = Quantiles(0.01)
    for begin in range(0, 100_000, 10_000):
        sketch.add(np.arange(begin, begin + 10_000))
    assert sketch.count() == 100_000
    assert 49_000 <= sketch.quantile(0.5) <= 51_000
    assert (sketch.quantile(0), sketch.quantile(1)) == (0.0, 99_999.0)


def test_heavy_hitters():
    summary = HeavyHitters(4)
    summary.add(["a", "b", "a", "c", "a", "d", "a", "e", "a", "f"])
    low, high = summary.estimate("a")
    assert low <= 5 <= high <= low + 10 / 4
    assert "a" in summary.heavy(0.4)
    assert not {"b", "c", "d", "e", "f"} & set(summary.heavy(0.4))


def test_window():
    window = Window(10)
    answers = window.push([0.0, 4.0, 10.0, 14.5], [3.0, 9.0, 6.0, 0.0])
    assert [tuple(answer) for answer in answers] == [(1, 3.0, 3.0), (2, 6.0, 9.0), (2, 7.5, 9.0), (2, 3.0, 6.0)]
    with pytest.raises(ValueError):
        window.push([14.0], [1.0])
