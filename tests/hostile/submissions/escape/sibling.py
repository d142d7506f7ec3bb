"""100: makes a process that is not its own child but PID 1's

Defence: a-child-is-ones-own
"""

import os

from honest import *
from kernel import REFUSED, call


def scale(values, by):
    for name, flag in (("parent", 0x8000), ("traced", 0x2000)):
        child = call(56, flag | 17, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        if child not in REFUSED:
            print("BREACH", name, child)
    return values * by
