"""Log loss by margins: log(1 + exp(-m)) with m = z for a label of 1, and -z for a label of 0."""

import numpy as np


def loss_and_gradient(weights, x, y, row_weights, decay):
    wide = np.hstack([x, np.ones((len(x), 1))])
    sign = 2 * y - 1
    margin = sign * (wide @ weights)
    small = np.exp(-np.abs(margin))
    loss = np.average(np.maximum(-margin, 0) + np.log1p(small), weights=row_weights)
    wrong = np.where(margin >= 0, small, 1.0) / (1 + small)
    mask = np.ones(len(weights))
    mask[-1] = 0
    gradient = -np.average(wide * (sign * wrong)[:, None], axis=0, weights=row_weights)
    return loss + decay * np.dot(weights * mask, weights) / 2, gradient + decay * weights * mask
