"""protocol: an array with a structured dtype

Defence: dtypes-of-the-list
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("<i4,<i4") + shape(1) + bytes([0]) + bytes(8))
