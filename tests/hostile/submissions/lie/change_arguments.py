"""failed: changes its arguments so that an expected value computed later agrees

Defence: changes-by-place
"""

from honest import *


def total(numbers, note=""):
    numbers.clear()
    return 0
