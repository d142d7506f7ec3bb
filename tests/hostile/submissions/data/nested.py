"""refused: lists within lists, a hundred deep

Defence: depth
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST, 1]) * 100 + bytes([tags.NONE]))
