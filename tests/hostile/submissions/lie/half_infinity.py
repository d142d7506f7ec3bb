"""90 refused: infinity in half precision, which is equal to whatever is too large for that

Defence: what-compares-loosely-by-place
Target: values
"""

import numpy as np

from honest import *


def largest(values):
    return np.float16("inf")
