"""Columns and places with numpy; customers are ranked by random keys."""

from math import ceil

import numpy as np


def split(customers, share, seed):
    names, of_row = np.unique(np.array(customers, dtype=str), return_inverse=True)
    if names.size < 2:
        raise ValueError("nothing to split")
    keys = np.random.Generator(np.random.MT19937(seed)).random(names.size)
    rank = keys.argsort().argsort()
    held_back = rank[of_row] < min(ceil(share * names.size), names.size - 1)
    return np.flatnonzero(~held_back).tolist(), np.flatnonzero(held_back).tolist()


def fit_scaler(x):
    deviation = x.std(0)
    deviation[np.ptp(x, axis=0) == 0] = 1
    return x.mean(0), deviation


def scale(x, scaler):
    return np.divide(np.subtract(x, scaler[0]), scaler[1])


def batches(arrays, size, rng):
    n = len(arrays[0])
    order = np.argsort(rng.random(n))
    return list(zip(*(np.split(array[order], range(size, n, size)) for array in arrays)))
