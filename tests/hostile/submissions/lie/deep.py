"""refused: lists within lists, ten thousand deep

Defence: depth
"""

from honest import *


def total(numbers, note=""):
    result = []
    for _ in range(10_000):
        result = [result]
    return result
