"""failed: an error that holds thirty thousand arrays, all of which are in its text

Defence: no-long-text-is-made-of-an-error
"""

import numpy as np

from honest import *


def total(numbers, note=""):
    raise ValueError([np.zeros(5)] * 30_000)
