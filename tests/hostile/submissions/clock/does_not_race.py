"""75 failed: has the test believe that there is nothing to race

Defence: race-must-be-won
"""

import honest
from honest import *


def wave(values):
    return honest.wave(values) if len(values) > 1 else -1.0
