"""Four tests of twenty-five points: what is right, and three that time it against the reference.

Inputs are drawn from generators that the judge seeds for each test: nobody knows them in advance.
"""

import random

import numpy as np
from solution import peaks, settle, wave

SIZE = 20_000


def arrays():
    while True:
        yield (np.random.random(SIZE),)


def lists():
    while True:
        yield ([random.uniform(-1, 1) for _ in range(SIZE // 2)],)


def test_right():
    """The results are what they should be."""
    assert abs(wave(np.array([1.0, 2.0])) - 0.0762476) < 1e-6
    assert peaks(np.array([0.0, 2.0, 1.0, 3.0, 0.0])) == 2
    values = [3.0, -1.0, 2.0]
    assert settle(values) == 2.0
    assert values == [-1.0, 2.0, 3.0]


def test_wave_is_quick(race, reference):
    """It is about as quick as the reference."""
    if wave(np.array([1.0])) > 0:
        race(wave, reference.wave, arrays(), at_most=3.0)


def test_peaks_grow(growth, reference):
    """Its time grows with the size of its input, and hardly faster."""
    growth(peaks, reference.peaks, [5_000, 10_000, 20_000], lambda size: (np.random.random(size),), at_most=1.4)


def test_settle_is_quick(race, reference):
    """Sorting in place is about as quick as the reference's."""
    race(settle, reference.settle, lists(), at_most=3.0)
