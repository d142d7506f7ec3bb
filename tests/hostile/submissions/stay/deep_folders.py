"""100: leaves folders too deep for a path and for a recursion

Defence: deep-folders-are-flattened
"""

import os

from honest import *


def scale(values, by):
    os.mkdir("/tmp/left")
    os.chdir("/tmp/left")
    for _ in range(2500):
        os.mkdir("x" * 200)
        os.chdir("x" * 200)
    return values * by
