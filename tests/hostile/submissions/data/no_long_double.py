"""refused: a longdouble of a pattern that no processor makes

Defence: longdoubles-are-numbers
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ARRAY]) + text("<f16") + shape(1) + bytes([0]) + struct.pack("<QQ", 1, 0x7FFF))
