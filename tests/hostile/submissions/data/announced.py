"""protocol: a list that announces three million values and holds one

Defence: announced-counts
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST]) + count(3_000_000) + bytes([tags.NONE]))
