"""protocol: random bytes on the connection

Defence: frames-are-of-known-kinds
"""

import os

from honest import *


def total(numbers, note=""):
    os.write(3, bytes(range(255, 0, -1)) * 100)
    return sum(numbers)
