"""out_of_memory: recursion without end through a default argument, which Python 3.13 does not bound

Defence: box-memory
"""

from honest import *


def total(numbers, note=""):
    return total(numbers)
