"""crashed: aborts from C

Defence: a-guest-that-is-gone-has-crashed
"""

import ctypes

from honest import *


def total(numbers, note=""):
    ctypes.CDLL(None).abort()
