"""protocol: a PCG64 whose increment is even

Defence: odd-increments
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.GENERATOR, 0]) + struct.pack("<16s16sBI", bytes(16), bytes(16), 0, 0))
