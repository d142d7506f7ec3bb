"""The broken files with one small patch for each fault: rows on their way to the trainer: who is held back for validation, how features are scaled, and batches."""

import math

import numpy as np


def split(customers, share, seed):
    """Return the places of training rows and of validation rows; all rows of a customer are on the same side."""
    names = sorted(set(customers))
    if len(names) < 2:
        raise ValueError("one customer cannot be on both sides")
    order = np.random.default_rng(seed).permutation(len(names))
    border = min(math.ceil(share * len(names)), len(names) - 1)
    valid = {names[place] for place in order[:border]}
    sides = [customer in valid for customer in customers]
    return np.flatnonzero(np.logical_not(sides)).tolist(), np.flatnonzero(sides).tolist()


def fit_scaler(x):
    """Return mean and standard deviation of each column; the deviation of a constant column counts as 1."""
    constant = x.min(axis=0) == x.max(axis=0)
    return x.mean(axis=0), np.where(constant, 1.0, x.std(axis=0))


def scale(x, scaler):
    """Return x with each column's mean taken away, divided by its deviation."""
    mean, deviation = scaler
    return (x - mean) / deviation


def batches(arrays, size, rng):
    """Return all rows in random order, as a list of tuples with a piece of each array; a row stays together."""
    count = len(arrays[0])
    order = rng.permutation(count)
    shuffled = [array[order] for array in arrays]
    return [tuple(array[start : start + size] for array in shuffled) for start in range(0, count, size)]
