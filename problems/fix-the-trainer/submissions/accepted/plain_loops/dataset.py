"""Written anew with lists and loops, one number at a time."""

import math
import random

import numpy as np


def split(customers, share, seed):
    names = []
    for customer in customers:
        if customer not in names:
            names.append(customer)
    if len(names) < 2:
        raise ValueError("at least two customers are needed")
    count = math.ceil(share * len(names))
    if count == len(names):
        count -= 1
    chosen = random.Random(seed).sample(names, count)
    train, valid = [], []
    for place, customer in enumerate(customers):
        (valid if customer in chosen else train).append(place)
    return train, valid


def fit_scaler(x):
    means, deviations = [], []
    for column in x.T.tolist():
        mean = math.fsum(column) / len(column)
        deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
        if len(set(column)) == 1:
            deviation = 1.0
        means.append(mean)
        deviations.append(deviation)
    return np.array(means), np.array(deviations)


def scale(x, scaler):
    return np.array([[(v - m) / s for v, m, s in zip(row, scaler[0], scaler[1])] for row in x])


def batches(arrays, size, rng):
    places = list(range(len(arrays[0])))
    for last in range(len(places) - 1, 0, -1):
        other = int(rng.integers(0, last + 1))
        places[last], places[other] = places[other], places[last]
    found = []
    while places:
        here, places = places[:size], places[size:]
        found.append(tuple(array[here] for array in arrays))
    return found
