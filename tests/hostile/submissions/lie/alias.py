"""100: returns an array of a class of its own that a thread changes afterwards

Defence: subclasses-cross-as-their-base
"""

import threading

import numpy as np

from honest import *


class Alias(np.ndarray):
    pass


def scale(values, by):
    result = (values * by).view(Alias)
    threading.Timer(0.25, lambda: result.fill(-1)).start()
    return result
