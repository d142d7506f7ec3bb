"""protocol: a Decimal as only its constructor reads it

Defence: decimals-in-one-form
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.DECIMAL]) + text(" 1_0 "))
