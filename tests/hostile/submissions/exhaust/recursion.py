"""failed: recursion without end"""

from honest import *


def dig(numbers):
    return dig(numbers)


def total(numbers, note=""):
    return dig(numbers)
