"""protocol: a numpy scalar whose dtype is a string's

Defence: scalars-of-the-list
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.SCALAR]) + text("<U1") + struct.pack("<I", 0x7FFFFFFF))
