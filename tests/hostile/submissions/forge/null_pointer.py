"""crashed: reads address 0"""

import ctypes

from honest import *


def total(numbers, note=""):
    return ctypes.string_at(0)
