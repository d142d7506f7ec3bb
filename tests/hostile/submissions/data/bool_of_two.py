"""refused: an array of bools that are neither true nor false

Defence: bools-are-0-or-1
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("|b1") + shape(2) + bytes([0, 2, 255]))
