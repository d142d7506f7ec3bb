"""refused: a result of three million values

Defence: values-in-a-frame
"""

from honest import *


def scale(values, by):
    return [None] * 3_000_000
