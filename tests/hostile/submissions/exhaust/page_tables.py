"""out_of_memory: looks at one byte in every two megabytes of a vast mapping: it fills with tables, not with pages

Defence: box-memory
"""

import mmap

import numpy

from honest import *

STEP = 2 << 20
NO_RESERVE = 0x4000


def total(numbers, note=""):
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE
    kept = bytearray(96 << 20)
    vast = mmap.mmap(-1, 1 << 40, flags=flags, prot=mmap.PROT_READ)
    return int(numpy.frombuffer(vast, numpy.uint8)[::STEP].max()) + len(kept)
