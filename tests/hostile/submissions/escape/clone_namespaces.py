"""100: starts children in namespaces of their own

Defence: clone-makes-no-namespaces
"""

import os

from honest import *
from kernel import REFUSED, call


def scale(values, by):
    for flag in (0x10000000, 0x10020000, 0x50000000, 0x30000000, 0x18000000, 0x14000000, 0x12000000):
        child = call(56, flag | 17, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        if child not in REFUSED:
            print("BREACH clone", hex(flag), child)
    return values * by
