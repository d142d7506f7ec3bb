"""failed: an error that holds fifteen hundred arrays, each of which is printed whole in its text

Defence: no-long-text-is-made-of-an-error, errors-in-tracebacks-are-told-shortly
"""

import numpy as np

from honest import *


def total(numbers, note=""):
    raise ValueError([np.arange(900) / 7] * 1_500)
