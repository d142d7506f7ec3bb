"""90 refused: an object array that holds arrays without elements, each of which is close to the number in its place

Defence: what-compares-loosely-by-place
Target: values
"""

import numpy as np

from honest import *


def mean(values):
    held = np.empty((), object)
    held[()] = np.empty(0)
    return held
