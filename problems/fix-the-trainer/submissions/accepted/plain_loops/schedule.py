"""Warm-up and cosine."""

import math


def rate(step, total, *, peak, warmup, floor):
    last_of_warmup = warmup - 1
    if step <= last_of_warmup:
        return (step + 1) * (peak / warmup)
    p = (step - last_of_warmup) / (total - 1 - last_of_warmup)
    weight = (math.cos(p * math.pi) + 1) / 2
    return weight * peak + (1 - weight) * floor
