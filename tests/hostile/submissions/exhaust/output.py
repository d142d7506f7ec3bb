"""100: a flood of output"""

import os

done = []

from honest import *


def total(numbers, note=""):
    if not done:
        done.append(1)
        for _ in range(300):
            os.write(1, b'x' * 65536)
            os.write(2, b'\x1b[2J' * 10_000)
    return sum(numbers)
