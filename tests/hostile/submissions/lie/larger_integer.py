"""refused: an integer of ten million bits

Defence: int-bits
"""

from honest import *


def total(numbers, note=""):
    return 1 << 10_000_000
