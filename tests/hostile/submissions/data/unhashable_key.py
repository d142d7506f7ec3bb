"""refused: a set that holds a list

Defence: keys-are-hashable
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.SET, 1, tags.LIST, 0]))
