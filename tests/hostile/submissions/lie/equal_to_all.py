"""refused: an object that is equal to everything

Defence: handles-by-place, plain-operands
"""

from honest import *


class Everything:
    def __eq__(self, other):
        print("BREACH", other)
        return True

    __hash__ = object.__hash__


def total(numbers, note=""):
    return Everything()
