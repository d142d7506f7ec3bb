"""protocol: a count that is written longer than it need be

Defence: counts-in-one-form
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST]) + long(1) + bytes([tags.NONE]))
