"""refused: a namedtuple of three hundred fields

Defence: record-fields
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.RECORD]) + text("Wide") + count(300) + b"".join(text(f"x{at}") for at in range(300)) + bytes([tags.NONE]) * 300)
