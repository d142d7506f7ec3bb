"""Small vector functions: what a bench needs, no more."""

import numpy as np


def normalise(vector):
    """Return the vector of length one in the same direction."""
    return vector / np.linalg.norm(vector)


def cosine(a, b):
    """Return the cosine of the angle between two vectors."""
    return float(normalise(a) @ normalise(b))


def nearest(matrix, query):
    """Return the index of the row with the largest cosine to the query."""
    return int(np.argmax([cosine(row, query) for row in matrix]))


def top_k(matrix, query, k):
    """Return the indices of the k rows with the largest cosines, best first."""
    scores = np.array([cosine(row, query) for row in matrix])
    return [int(i) for i in np.argsort(-scores, kind="stable")[:k]]


def ranks(values):
    """Return for each value how many are smaller."""
    return [sum(other < value for other in values) for value in values]
