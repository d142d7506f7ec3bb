"""refused: a namedtuple whose name has two hundred letters

Defence: name-length
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.RECORD]) + text("x" * 200) + bytes([0]))
