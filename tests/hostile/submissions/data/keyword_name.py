"""protocol: a namedtuple that is called as a keyword

Defence: record-names
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.RECORD]) + text("lambda") + bytes([0]))
