"""refused: a result of three million values"""

from honest import *


def total(numbers, note=""):
    return [0] * 3_000_000
