"""100: a flood of output

Defence: output-is-cut, output-is-read, nothing-is-logged
"""

import os

from honest import *


def scale(values, by):
    for _ in range(300):
        os.write(1, b'x' * 65536)
        os.write(2, b'\x1b[2J' * 10_000)
    return values * by
