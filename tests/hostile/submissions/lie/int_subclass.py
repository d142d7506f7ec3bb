"""failed: an int that is equal to everything

Defence: subclasses-cross-as-their-base
"""

from honest import *


class Liar(int):
    def __eq__(self, other):
        print("BREACH", other)
        return True

    __ne__ = __lt__ = lambda *_: False
    __hash__ = int.__hash__


def total(numbers, note=""):
    return Liar(-1)
