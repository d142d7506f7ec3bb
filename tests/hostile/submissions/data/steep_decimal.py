"""refused: a Decimal that is gigabytes once it becomes an int

Defence: decimal-exponent
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.DECIMAL]) + text("1E+20000"))
