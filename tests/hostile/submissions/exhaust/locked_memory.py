"""100: memory that may not leave the machine's memory

Defence: no-locked-memory
"""

import mmap

from honest import *


def scale(values, by):
    try:
        mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x2000)  # MAP_LOCKED
        print("BREACH")
    except OSError:
        pass
    return values * by
