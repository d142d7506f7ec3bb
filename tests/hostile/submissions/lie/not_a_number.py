"""failed: nan"""

from honest import *


def total(numbers, note=""):
    return float("nan")
