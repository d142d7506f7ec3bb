"""75 failed: its time grows with the square

Defence: slower-than-the-bound
"""

import honest
from honest import *


def peaks(values):
    for _ in range(max(1, len(values) // 5_000)):
        found = honest.peaks(values)
    return found
