"""What is called across the wall: it gives back what it gets."""

import numpy as np


def echo(value):
    """Return the argument."""
    return value


def doubled(array):
    """Return an array of the same size that is not the argument."""
    return np.asarray(array) * 2
