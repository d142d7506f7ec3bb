"""refused or timeout: a hundred and twenty thousand longdoubles, each of which is looked at

Defence: costly-values-count-for-several
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST]) + count(120_000) + (bytes([tags.SCALAR]) + text("<f16") + bytes(16)) * 120_000)
