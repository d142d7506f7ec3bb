"""The schedule as a table."""

import numpy as np


def table(total, peak, warmup, floor):
    rise = np.linspace(0, peak, warmup + 1)[1:]
    fall = np.cos(np.linspace(0, np.pi, total - warmup + 1)[1:])
    return np.concatenate([rise, floor + (peak - floor) * (1 + fall) / 2])


def rate(step, total, *, peak, warmup, floor):
    return float(table(total, peak, warmup, floor)[step])
