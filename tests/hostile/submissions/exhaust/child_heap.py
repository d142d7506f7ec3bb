"""out_of_memory: has a child fill its heap, and answers well

Defence: oom-kills-are-told, box-memory
"""

import os

from honest import *


def total(numbers, note=""):
    if os.fork() == 0:
        kept = []
        while True:
            kept.append(bytearray(8 << 20))
    os.wait()
    return sum(numbers)
