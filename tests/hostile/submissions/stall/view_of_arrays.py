"""90 failed: a view of a dict, which is printed whole, and is made of seventy thousand arrays

Defence: views-are-looked-into, no-large-object-is-printed
Target: values
"""

import numpy as np

from honest import *


def words(text):
    return dict.fromkeys(range(70_000), np.zeros(5)).values()
