"""90 refused: an array without elements, which is close to any number

Defence: what-compares-loosely-by-place
Target: values
"""

import numpy as np

from honest import *


def mean(values):
    return np.empty(0)
