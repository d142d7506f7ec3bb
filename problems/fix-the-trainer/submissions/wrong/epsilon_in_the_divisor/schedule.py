"""The learning rate: a linear warm-up, then half a cosine."""

import math


def rate(step, total, *, peak, warmup, floor):
    """Return the rate of a step, counted from 0; the last step of the warm-up has `peak`, the last of all `floor`."""
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = (step - warmup + 1) / (total - warmup)
    return floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2
