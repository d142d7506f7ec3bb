"""refused: an empty array with a dimension of a hundred million

Defence: array-elements
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("<f8") + shape(0, 100_000_000) + bytes([0]))
