"""75 failed: is slow in a way that looks like a busy machine, so as not to be graded at all

Defence: noise-is-the-references
"""

import random

import honest
from honest import *


def wave(values):
    return [honest.wave(values) for _ in range(random.choice((2, 6, 10, 14)))][0]
