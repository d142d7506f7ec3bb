"""Log loss, row by row."""

import math

import numpy as np


def softplus(z):
    return z + math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z))


def sigmoid(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def loss_and_gradient(weights, x, y, row_weights, decay):
    d = len(weights) - 1
    loss, gradient, total = 0.0, [0.0] * (d + 1), sum(row_weights)
    for row, label, row_weight in zip(x, y, row_weights):
        z = weights[d]
        for j in range(d):
            z += weights[j] * row[j]
        loss += row_weight * (softplus(z) - label * z)
        for j in range(d):
            gradient[j] += row_weight * (sigmoid(z) - label) * row[j]
        gradient[d] += row_weight * (sigmoid(z) - label)
    loss /= total
    for j in range(d + 1):
        gradient[j] /= total
        if j < d:
            loss += decay / 2 * weights[j] ** 2
            gradient[j] += decay * weights[j]
    return loss, np.array(gradient)
