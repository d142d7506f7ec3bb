"""protocol: a deque that holds more than its length

Defence: deques-hold-their-length
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.DEQUE]) + struct.pack("<Q", 2) + bytes([3, tags.NONE, tags.NONE, tags.NONE]))
