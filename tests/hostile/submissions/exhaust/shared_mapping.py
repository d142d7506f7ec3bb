"""out_of_memory: fills shared mappings

Defence: box-memory
"""

import mmap

from honest import *


def total(numbers, note=""):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 8 << 20))
        kept[-1].write(b'x' * (8 << 20))
