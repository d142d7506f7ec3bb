"""crashed: reads address 0

Defence: a-guest-that-is-gone-has-crashed
"""

import ctypes

from honest import *


def total(numbers, note=""):
    return ctypes.string_at(0)
