"""refused: an array of strings of a hundred thousand letters

Defence: text-width
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("|S100000") + shape(0) + bytes([0]))
