"""refused: a frame of eighty megabytes

Defence: frame-bytes
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.BYTES]) + count(80 << 20) + bytes(80 << 20))
