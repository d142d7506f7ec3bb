"""refused: a dict whose keys all have the same hash

Defence: keys-per-hash
"""

from honest import *


def parse(text):
    return dict.fromkeys(index * (2**61 - 1) for index in range(100))
