"""failed: recursion without end

Defence: box-memory
"""

from honest import *


def dig(numbers):
    return dig(numbers)


def total(numbers, note=""):
    return dig(numbers)
