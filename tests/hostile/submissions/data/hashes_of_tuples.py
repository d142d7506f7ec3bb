"""refused: a set of tuples that share a hash

Defence: keys-per-hash
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.SET]) + count(100) + b"".join(whole((number * (2**61 - 1),)) for number in range(100)))
