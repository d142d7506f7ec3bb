"""refused: a frame of four gigabytes

Defence: bytes-in-a-frame
"""

import os

from wire import *

from honest import *


def total(numbers, note=""):
    os.write(3, b'\xff\xff\xff\xff\x02' + number().to_bytes(4) + bytes(1000))
    return sum(numbers)
