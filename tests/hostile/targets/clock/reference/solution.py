"""The reference."""

import math


def wave(values):
    return math.fsum(math.sin(value) * math.cos(value) for value in values.tolist())


def peaks(values):
    numbers = values.tolist()
    return sum(a < b > c for a, b, c in zip(numbers, numbers[1:], numbers[2:], strict=False))


def settle(values):
    for _ in range(4):
        ordered = sorted(values, key=abs)
    values[:] = ordered
    return values[len(values) // 2]
