"""out_of_memory: fills the heap"""

from honest import *


def total(numbers, note=""):
    kept = []
    while True:
        kept.append(bytearray(8 << 20))
