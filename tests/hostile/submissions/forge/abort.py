"""crashed: aborts from C"""

import ctypes

from honest import *


def total(numbers, note=""):
    ctypes.CDLL(None).abort()
