"""Runs in a judge as hidden tests where no problem races yet: one race and one growth check of a sum."""

import numpy as np
from solution import total


def numbers(size):
    """Give arguments of a size without end, new ones each time."""
    rng = np.random.default_rng(20260101)
    while True:
        yield (rng.random(size),)


def test_race(race, reference):
    """It takes at most three times as long as the reference."""
    race(total, reference.total, numbers(20_000), at_most=3.0)


def test_growth(growth, reference):
    """Its time grows with the size of its input, and hardly faster."""
    rng = np.random.default_rng(20260101)
    growth(total, reference.total, [4_000, 8_000, 16_000], lambda size: (rng.random(size),), at_most=1.4)
