"""refused: a result of eighty megabytes

Defence: bytes-in-a-frame
"""

from honest import *


def scale(values, by):
    return bytes(80 << 20)
