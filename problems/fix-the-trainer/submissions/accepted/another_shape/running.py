"""One run of training: its weights, its steps, and the best of its epochs."""

import copy

import numpy as np
from losses import loss_and_gradient


class Best:
    """Keeps what was best, as a copy."""

    def __init__(self, patience):
        self.patience, self.loss, self.epoch, self.kept, self.bad = patience, None, None, None, 0

    def see(self, epoch, loss, weights):
        """Return whether to go on."""
        if self.loss is None or loss < self.loss:
            self.loss, self.epoch, self.kept, self.bad = loss, epoch, copy.deepcopy(weights), 0
        else:
            self.bad += 1
        return self.bad < self.patience


class Part:
    """Rows of one side."""

    def __init__(self, rows, x):
        self.x = x
        self.y = np.array([row["label"] for row in rows], dtype=float)
        self.row_weights = np.array([row["weight"] for row in rows], dtype=float)
        self.ids = [row["id"] for row in rows]

    def loss(self, weights):
        return loss_and_gradient(weights, self.x, self.y, self.row_weights, 0.0)[0]
