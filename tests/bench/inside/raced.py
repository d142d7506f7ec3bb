"""The reference of the race: milliseconds of arithmetic, which no machine has a shortcut for."""

import math


def total(values):
    """Add up a wave over the values."""
    return math.fsum(math.sin(value) * math.cos(value) for value in values.tolist())
