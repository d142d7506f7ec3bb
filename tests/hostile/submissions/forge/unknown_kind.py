"""protocol: a frame of a kind that there is not

Defence: frames-are-of-known-kinds
"""

from wire import *

from honest import *



def total(numbers, note=""):
    raw(99, number(), b"")
    return sum(numbers)
