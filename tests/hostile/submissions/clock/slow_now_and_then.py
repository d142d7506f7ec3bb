"""75 failed: takes twenty times as long in one call of three, which no median shows

Defence: no-slow-call-is-forgotten
"""

import honest
from honest import *

calls = []


def wave(values):
    calls.append(1)
    return [honest.wave(values) for _ in range(20 if len(calls) % 3 == 0 else 1)][0]
