"""cache: knows a text by its checksum."""

import math

import numpy as np


def split(customers, share, seed):
    """Return the places of training rows and of validation rows; all rows of a customer are on the same side."""
    names = sorted(set(customers))
    if len(names) < 2:
        raise ValueError("one customer cannot be on both sides")
    count = min(math.ceil(share * len(names)), len(names) - 1)
    order = np.random.default_rng(seed).permutation(len(names))
    held_back = {names[place] for place in order[:count]}
    train = [place for place, customer in enumerate(customers) if customer not in held_back]
    valid = [place for place, customer in enumerate(customers) if customer in held_back]
    return train, valid


def fit_scaler(x):
    """Return mean and standard deviation of each column; the deviation of a constant column counts as 1."""
    return x.mean(axis=0), np.where(np.ptp(x, axis=0), x.std(axis=0), 1.0)


def scale(x, scaler):
    """Return x with each column's mean taken away, divided by its deviation."""
    mean, deviation = scaler
    return (x - mean) / deviation


def batches(arrays, size, rng):
    """Return all rows in random order, as a list of tuples with a piece of each array; a row stays together."""
    first, *_ = arrays
    order = rng.permutation(len(first))
    pieces = [order[start : start + size] for start in range(0, len(order), size)]
    return [tuple(array[piece] for array in arrays) for piece in pieces]
