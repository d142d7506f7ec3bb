"""protocol: a namedtuple that has a field twice

Defence: record-fields-differ
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.RECORD]) + text("Twice") + bytes([2]) + text("x") * 2 + bytes([tags.NONE, tags.NONE]))
