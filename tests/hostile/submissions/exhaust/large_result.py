"""refused: a result of eighty megabytes"""

from honest import *


def total(numbers, note=""):
    return bytes(80 << 20)
