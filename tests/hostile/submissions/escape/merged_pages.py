"""100: has equal pages merged, and by the time that a write takes reads what others hold

Defence: few-advices-on-memory
"""

import mmap

from honest import *


def scale(values, by):
    memory = mmap.mmap(-1, 1 << 16)
    for name in ("MADV_MERGEABLE", "MADV_UNMERGEABLE", "MADV_REMOVE"):
        try:
            memory.madvise(getattr(mmap, name))
            print("BREACH", name)
        except OSError as error:
            if error.errno != 1:
                print("BREACH", name, error)
    return values * by
