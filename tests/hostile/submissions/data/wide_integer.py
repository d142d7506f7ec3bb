"""refused: an integer of a hundred thousand bits

Defence: int-bits
"""

from wire import *

from honest import *


def scale(values, by):
    answer(loose(1 << 100_000))
