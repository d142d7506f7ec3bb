"""refused: a range of twenty million numbers

Defence: range-length
"""

from wire import *

from honest import *


def scale(values, by):
    answer(loose(range(20_000_000)))
