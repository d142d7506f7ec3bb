"""The loss of logistic regression, and its gradient."""

import numpy as np


def loss_and_gradient(weights, x, y, row_weights, decay):
    """Return the weighted mean of the log loss, with weight decay, and the gradient by the weights; the last is the bias."""
    logits = x @ weights[:-1] + weights[-1]
    total = row_weights.sum()
    loss = (row_weights * (np.logaddexp(0, logits) - y * logits)).sum() / total
    slopes = row_weights * (np.exp(-np.logaddexp(0, -logits)) - y) / total
    gradient = np.append(x.T @ slopes, slopes.sum())
    loss += decay / 2 * (weights[:-1] ** 2).sum()
    gradient[:-1] += decay * weights[:-1]
    return float(loss), gradient
