"""refused: a list of three million values

Defence: nodes
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST]) + count(3_000_000) + bytes([tags.NONE]) * 3_000_000)
