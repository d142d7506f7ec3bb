"""100: prints a mark, which the one after it looks for in its own memory

Defence: no-output-in-pid-1
"""

from honest import *
from mark import MARK


def scale(values, by):
    for _ in range(100):
        print(MARK)
    return values * by
