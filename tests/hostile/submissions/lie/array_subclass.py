"""failed: an array that answers for numpy's functions itself

Defence: subclasses-cross-as-their-base
"""

import numpy as np

from honest import *


class Liar(np.ndarray):
    def __array_function__(self, *_):
        return True

    def __array_ufunc__(self, *_, **__):
        return np.True_

    __array_priority__ = 1e9


def scale(values, by):
    return np.zeros((2, 3)).view(Liar)
