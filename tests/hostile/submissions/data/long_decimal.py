"""refused: a Decimal of fifteen thousand digits

Defence: decimal-digits
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.DECIMAL]) + text("1" * 15_000))
