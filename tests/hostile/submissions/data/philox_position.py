"""protocol: a Philox whose position lies beyond its buffer

Defence: philox-positions
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.GENERATOR, 3]) + struct.pack("<10QBBI", *range(10), 200, 0, 0))
