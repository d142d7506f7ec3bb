"""failed: an integer that cannot be printed

Defence: what-cannot-be-printed
"""

from honest import *


def total(numbers, note=""):
    return 7**20_000
