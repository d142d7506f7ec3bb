"""refused: an array of letters beyond Unicode

Defence: letters-within-unicode
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("<U1") + shape(1) + bytes([0]) + struct.pack("<I", 0x7FFFFFFF))
