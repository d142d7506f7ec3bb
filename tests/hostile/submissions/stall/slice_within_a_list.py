"""90 failed: a slice from a list of forty thousand arrays on, within a list, of which only the first few items are shown

Defence: no-large-object-is-printed
Target: values
"""

import numpy as np

from honest import *


def words(text):
    return [slice([np.zeros(5)] * 40_000)]
