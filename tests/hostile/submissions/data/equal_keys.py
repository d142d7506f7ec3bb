"""refused: a dict with the keys 1 and True

Defence: keys-differ
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.DICT, 2]) + whole(1) + bytes([tags.TRUE, tags.NONE, tags.NONE]))
