"""protocol: a random generator with a flag that is neither 0 nor 1

Defence: generators-in-range
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.RANDOM]) + struct.pack("<H624I", 1, *range(624)) + struct.pack("<Bd", 2, 0.0))
