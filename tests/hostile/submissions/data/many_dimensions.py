"""refused: an array of forty dimensions

Defence: array-dimensions
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("|i1") + shape(*[1] * 40) + bytes([0, 0]))
