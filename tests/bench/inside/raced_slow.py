"""Right, and too slow: the longer the input, the more often it does all of the work."""

import math


def total(values):
    """Add up a wave over the values, again and again."""
    for _ in range(len(values) // 1_000):
        found = math.fsum(math.sin(value) * math.cos(value) for value in values.tolist())
    return found
