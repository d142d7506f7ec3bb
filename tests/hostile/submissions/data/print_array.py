"""90 failed: an array of twenty-two dimensions, of which numpy leaves out nothing when it prints it

Defence: arrays-are-printed-short
Target: values
"""

import numpy as np

from honest import *


def scale(values, by):
    return np.zeros((2,) * 22, np.int8)
