"""refused: an array of objects that are equal to everything

Defence: handles-by-place
"""

import numpy as np

from honest import *


class Everything:
    __eq__ = lambda *_: True
    __hash__ = object.__hash__


def scale(values, by):
    return np.array([[Everything()] * 3] * 2, dtype=object)
