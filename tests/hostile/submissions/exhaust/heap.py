"""out_of_memory: fills the heap

Defence: box-memory
"""

from honest import *


def total(numbers, note=""):
    kept = []
    while True:
        kept.append(bytearray(8 << 20))
