"""75 failed: takes four times as long as the reference, where three are allowed

Defence: slower-than-the-bound
"""

import honest
from honest import *


def wave(values):
    return [honest.wave(values) for _ in range(4)][0]
