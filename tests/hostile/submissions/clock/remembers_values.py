"""75 failed: remembers the results of inputs that it has seen, and takes five times as long for others

Defence: each-input-is-new
"""

import honest
from honest import *

known = {}


def wave(values):
    key = values.tobytes()
    if key not in known:
        known[key] = [honest.wave(values) for _ in range(5)][0]
    return known[key]
