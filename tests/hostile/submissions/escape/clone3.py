"""100: asks for a namespace where no filter sees it: clone3's flags lie in memory

Defence: clone3-is-not-there
"""

import os

from honest import *
from kernel import REFUSED, call, room


def scale(values, by):
    arguments = room(88)
    arguments[0:8] = (0x10000000).to_bytes(8, "little")
    arguments[32:40] = (17).to_bytes(8, "little")
    child = call(435, arguments, 88)
    if child == 0:
        os._exit(0)
    if child not in REFUSED:
        print("BREACH", child)
    return values * by
