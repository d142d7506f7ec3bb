"""failed: recursion without end"""

from honest import *


def total(numbers, note=""):
    return total(numbers)
