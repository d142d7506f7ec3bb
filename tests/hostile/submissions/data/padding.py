"""protocol: an array with something in its padding

Defence: padding-is-zeros
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("|i1") + shape(1) + bytes([3, 1, 2, 3, 0]))
